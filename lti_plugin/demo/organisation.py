"""The demo organisation as a whole: the same for the same seed and day, wherever it is built."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from random import Random
from zoneinfo import ZoneInfo

from lti_plugin.demo.catalogue import Catalogue, read_catalogue
from lti_plugin.demo.entities import Course, Participation, Person, Persona
from lti_plugin.demo.histories import Histories
from lti_plugin.demo.staff import hire_everybody

NAME = "Larkfield Learning"
SHORT_NAME = "larkfield"
COMPANY = "Larkfield"
TIME_ZONE = "Europe/Berlin"
SEED = 20
TAUGHT_BY_INSTRUCTOR = "DAT-101"
FOUNDED = timedelta(days=900)


@dataclass(frozen=True)
class Organisation:
    """A made-up furniture maker: its catalogue, its people and who took which course."""

    today: date
    catalogue: Catalogue
    people: tuple[Person, ...]
    personas: tuple[Persona, ...]
    participations: tuple[Participation, ...]
    name: str = NAME
    short_name: str = SHORT_NAME
    company: str = COMPANY
    time_zone: str = TIME_ZONE

    @cached_property
    def courses(self) -> dict[int, Course]:
        """Return the courses by id."""
        return {course.id: course for course in self.catalogue.courses}

    @cached_property
    def courses_by_code(self) -> dict[str, Course]:
        """Return the courses by short name."""
        return {course.code: course for course in self.catalogue.courses}

    @cached_property
    def people_by_id(self) -> dict[int, Person]:
        """Return the people by id."""
        return {person.id: person for person in self.people}

    @cached_property
    def personas_by_key(self) -> dict[str, Person]:
        """Return the personas by the word that stands in addresses."""
        return {persona.key: self.people_by_id[persona.person_id] for persona in self.personas}

    @property
    def founded_at(self) -> datetime:
        """Return when the courses were set up, in UTC."""
        return datetime.combine(self.today - FOUNDED, time(), UTC)

    @property
    def service_account(self) -> Person:
        """Return the account that the web-service token belongs to."""
        return self.people[-1]


def build_organisation(today: date, seed: int = SEED) -> Organisation:
    """Return the organisation as it stands on ``today``, with two years of history before it."""
    random = Random(seed)  # noqa: S311 - nothing secret; same on every version
    catalogue = read_catalogue()
    staff = hire_everybody(catalogue.roles, today, random)
    histories = Histories(catalogue, today, ZoneInfo(TIME_ZONE), random)
    taught = next(c for c in catalogue.courses if c.code == TAUGHT_BY_INSTRUCTOR)
    teacher = next(p.person_id for p in staff.personas if p.key == "instructor")
    found = [
        step
        for person in staff.people
        for step in histories.of(person, staff.planned.get(person.id))
        if (step.person_id, step.course_id) != (teacher, taught.id)
    ]
    since = datetime.combine(today - FOUNDED, time(9), UTC)
    found.append(Participation(teacher, taught.id, since, role="editingteacher"))
    found.sort(key=lambda step: (step.enrolled_at, step.person_id, step.course_id))
    return Organisation(today, catalogue, staff.people, staff.personas, tuple(found))
