"""Two years of learning: who took which course when, and who is changing direction.

A person follows the skills of the own role from level to level, takes durable skills on the side
and looks into another family now and then. Whoever wants another role turns, at some point, to the
skills of that role and starts there at the foundations.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Literal
from zoneinfo import ZoneInfo

from lti_plugin.demo.catalogue import Catalogue
from lti_plugin.demo.entities import DURABLE, Course, JobRole, Participation, Person
from lti_plugin.demo.staff import Plan

YEARS = 2
SPAN = timedelta(days=365 * YEARS)
NEW = timedelta(days=50)
WEEKEND = timedelta(days=2)  # a course begun on a Saturday is begun on Monday: never in the future
FINISHING = 0.88
DURABLE_SHARE, LOOKING_AROUND = 0.2, 0.05
COURSES_A_YEAR = (4.0, 1.5)  # shape and scale of a gamma distribution
LEVEL_FIT = {1: 1.0, 0: 0.2, 2: 0.1}  # by levels above what the person holds
MODE_APPEAL = {
    "microlearning": 1.5,
    "online course": 1.2,
    "workshop": 1.0,
    "certification": 0.8,
    "on-the-job project": 0.6,
    "boot camp": 0.25,
}
MOVERS_MODE = "boot camp"
MOVERS_APPEAL = 4.0
DAILY_MINUTES = 45

Ending = Literal["done", "open", "either"]


@dataclass(slots=True)
class _Learner:
    """One person on the way through the catalogue."""

    person: Person
    role: JobRole
    target: JobRole | None
    turns_on: date
    held: dict[str, int]
    closed: set[str] = field(default_factory=set)  # taken already, or to be left for later
    finished: set[str] = field(default_factory=set)
    taking: str = ""

    def aims_at(self, day: date) -> JobRole:
        """Return the role whose skills matter on ``day``."""
        return self.target if self.target is not None and day >= self.turns_on else self.role


@dataclass(frozen=True, slots=True)
class Histories:
    """Writes the history of one person after another, all from one random source."""

    catalogue: Catalogue
    today: date
    zone: ZoneInfo
    random: Random

    def of(self, person: Person, planned: Plan | None = None) -> list[Participation]:
        """Return what ``person`` took part in, and in how much where that is planned."""
        if person.hired_on is None:
            return []
        learner = self._learner(person, person.hired_on)
        number = None
        if planned is not None:
            learner.closed.update(planned.ahead)
            learner.taking = planned.taking
            number = planned.completions
        start = max(person.hired_on, self.today - SPAN)
        found = [] if self.today - start < NEW else self._walk(learner, start, number)
        return found or [self._welcome(person, start)]

    def _learner(self, person: Person, hired_on: date) -> _Learner:
        roles = self.catalogue.roles
        role = roles[person.job_role]
        start = max(hired_on, self.today - SPAN)
        turn = start + (self.today - start) * self.random.uniform(0.3, 0.6)
        held = dict.fromkeys(role.skills, role.entry_level - 1)
        return _Learner(person, role, roles.get(person.target_role), turn, held)

    def _walk(self, learner: _Learner, start: date, planned: int | None) -> list[Participation]:
        found = [self._attend(learner, self._first, start, "done")]
        free_from = self._after(found[0], start)
        for moment, ending in self._moments((self.today - start).days, planned):
            day = max(start + timedelta(days=moment), free_from)
            course = self._choose(learner, day, ending) if day < self.today - WEEKEND else None
            if course is not None:
                step = self._attend(learner, course, day, ending)
                free_from = self._after(step, day)
                found.append(step)
        return found

    def _moments(self, days: int, planned: int | None) -> list[tuple[int, Ending]]:
        """Return on which of ``days`` something begins; a plan is spread evenly and ends open."""
        if planned is not None:
            even: list[tuple[int, Ending]] = [
                (days * place // (planned + 1), "done") for place in range(planned)
            ]
            return [*even, (days - 5, "open")]
        number = max(1, round(self.random.gammavariate(*COURSES_A_YEAR) * days / 365))
        return [(moment, "either") for moment in sorted(self.random.choices(range(days), k=number))]

    def _after(self, step: Participation, day: date) -> date:
        if step.completed_at is None:
            return day + timedelta(days=10)
        return step.completed_at.date() + timedelta(days=1)

    def _choose(self, learner: _Learner, day: date, ending: Ending) -> Course | None:
        if ending == "open" and learner.taking:
            return next(c for c in self.catalogue.courses if c.code == learner.taking)
        # What a persona is busy with today belongs to the goal, so that it can be understood.
        draw = 1.0 if ending == "open" else self.random.random()
        if draw < DURABLE_SHARE:
            wanted = {s.name: 1.0 for s in self.catalogue.skills if s.family == DURABLE}
        elif draw < DURABLE_SHARE + LOOKING_AROUND:
            wanted = dict.fromkeys((s.name for s in self.catalogue.skills), 1.0)
        else:
            aims = learner.aims_at(day).skills
            wanted = {name: 1.0 / (place + 1) for place, name in enumerate(aims)}
        # Most courses teach something else: to weigh those too takes most of the demo's start.
        courses = [c for c in self.catalogue.courses if c.skills[0].name in wanted]
        weights = [self._weight(learner, course, wanted) for course in courses]
        if not any(weights):
            return None
        return self.random.choices(courses, weights)[0]

    def _weight(self, learner: _Learner, course: Course, wanted: dict[str, float]) -> float:
        open_to = (
            course.visible
            and course.code not in learner.closed
            and course.language in {"", learner.person.language}
            and learner.finished.issuperset(course.prerequisites)
        )
        if not open_to:
            return 0.0
        main = course.skills[0].name
        fit = LEVEL_FIT.get(course.step - learner.held.get(main, 0), 0.0)
        appeal = MODE_APPEAL[course.mode]
        if course.mode == MOVERS_MODE and learner.target and main in learner.target.skills:
            appeal = MOVERS_APPEAL
        return wanted[main] * fit * appeal

    def _attend(
        self, learner: _Learner, course: Course, day: date, ending: Ending
    ) -> Participation:
        """Let the learner take ``course`` from ``day`` on; it may stay unfinished."""
        learner.closed.add(course.code)
        person = learner.person
        enrolled = self._working_time(day)
        pace = self.random.uniform(0.6, 1.6)
        lasts = timedelta(days=1 + round(course.minutes / DAILY_MINUTES * pace))
        finished = self._working_time(day + lasts)
        persists = ending == "done" or (ending == "either" and self.random.random() < FINISHING)
        if not persists or finished.date() >= self.today:
            progress = float(self.random.choice((0, 10, 25, 40, 60, 75)))
            return Participation(person.id, course.id, enrolled, progress=progress)
        learner.finished.add(course.code)
        for place, skill in enumerate(course.skills):
            gained = course.step if place == 0 else course.step - 1
            learner.held[skill.name] = max(learner.held.get(skill.name, 0), gained)
        graded = course.mode == "certification"
        grade = float(self.random.randint(62, 99)) if graded else None
        return Participation(person.id, course.id, enrolled, finished, 100.0, grade)

    def _welcome(self, person: Person, day: date) -> Participation:
        """Return a newcomer's open enrolment in the course that everybody begins with."""
        return Participation(person.id, self._first.id, self._working_time(day))

    @property
    def _first(self) -> Course:
        return next(c for c in self.catalogue.courses if c.family.name == DURABLE)

    def _working_time(self, day: date) -> datetime:
        """Return some working minute of ``day``, or of the Monday after a weekend, in UTC."""
        working_day = day + timedelta(days=(0, 0, 0, 0, 0, 2, 1)[day.weekday()])
        minute = self.random.randrange(8 * 60, 17 * 60)
        local = datetime.combine(working_day, time(minute // 60, minute % 60), self.zone)
        return local.astimezone(UTC)
