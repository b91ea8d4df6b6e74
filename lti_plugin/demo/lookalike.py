"""The running look-alike: its organisation, what has changed since, and who is visiting."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from lti_plugin.demo.activities import Activities, Activity, from_the_start
from lti_plugin.demo.courses import Courses
from lti_plugin.demo.entities import DURABLE, Course, Participation, Person
from lti_plugin.demo.folder import Click, DemoFolder
from lti_plugin.demo.gatherings import Gatherings
from lti_plugin.demo.gradebook import Gradebook
from lti_plugin.demo.launches import Launch
from lti_plugin.demo.ledger import Ledger
from lti_plugin.demo.organisation import Organisation
from lti_plugin.demo.site import COURSE_MODULES_FROM, DemoSite
from lti_plugin.demo.tools import Tool, Tools
from lti_plugin.demo.visits import AccessTokens, Visits
from lti_plugin.demo.vocabulary import ADMINISTRATOR, INSTRUCTOR, LEARNER
from lti_plugin.errors import NotFound


@dataclass(frozen=True, slots=True)
class LookAlike:
    """Everything the pages and services of the look-alike work with."""

    site: DemoSite
    organisation: Organisation
    folder: DemoFolder
    ledger: Ledger
    shelf: Courses
    tools: Tools
    activities: Activities
    gradebook: Gradebook
    gatherings: Gatherings
    visits: Visits = field(default_factory=Visits)
    tokens: AccessTokens = field(default_factory=AccessTokens)

    @property
    def courses(self) -> dict[int, Course]:
        """Return every course by its id."""
        return self.shelf.all

    def course(self, text: str) -> Course:
        """Return the course whose id is ``text``.

        Raises
        ------
        NotFound
            When there is none.
        """
        found = self.courses.get(int(text)) if text.isdecimal() else None
        if found is None:
            raise NotFound("There is no such course in this demo.")
        return found

    def activity(self, module: str) -> Activity:
        """Return the activity that is the course module of this id.

        Raises
        ------
        NotFound
            When there is none.
        """
        number = max(int(module) - COURSE_MODULES_FROM, 0) if module.isdecimal() else 0
        return self.activities.added(number) or from_the_start(self.course(str(number)).id)

    def launch(self, activity: Activity) -> Launch:
        """Return what opening ``activity`` launches.

        Raises
        ------
        NotFound
            When its tool is not active.
        """
        tool = self.tool(str(activity.tool_id))
        return Launch(tool, self.courses[activity.course_id], activity)

    def tool(self, text: str) -> Tool:
        """Return the active tool whose id is ``text``.

        Raises
        ------
        NotFound
            When there is none, or it is not active yet.
        """
        found = self.tools.find(text)
        if found is None or not found.active:
            raise NotFound("There is no such tool in this demo.")
        return found

    def person(self, word: str) -> Person:
        """Return the persona, or the person with the user name, that ``word`` names."""
        persona = self.organisation.personas_by_key.get(word)
        people = (p for p in self.organisation.people if p.username == word and p.id_number)
        found = persona or next(people, None)
        if found is None:
            raise NotFound("Nobody in this demo goes by that name.")
        return found

    def place(self, person: Person, course: Course) -> Participation | None:
        """Return the person's place in the course, if any."""
        return self.ledger.find(person.id, course.id)

    def teaches(self, person: Person, course: Course) -> bool:
        """Say whether the person may change the course."""
        place = self.place(person, course)
        return person.site_admin or (place is not None and place.role == "editingteacher")

    def roles(self, person: Person, course: Course) -> list[str]:
        """Return the person's roles in the course, sorted as Moodle sorts them."""
        found = [INSTRUCTOR if self.teaches(person, course) else LEARNER]
        return sorted(found + list(ADMINISTRATOR if person.site_admin else ()))

    def landing(self, person: Person) -> Course:
        """Return the course to begin in: one taught, else the newest one open, else the newest."""
        steps = self.ledger.of_person(person.id)
        taught = [step for step in steps if step.role == "editingteacher"]
        unfinished = [step for step in steps if step.completed_at is None]
        for choice in (taught, unfinished[::-1], steps[::-1]):
            if choice and not person.site_admin:
                return self.courses[choice[0].course_id]
        return next(c for c in self.organisation.catalogue.courses if c.family.name == DURABLE)

    def copy_course(self, course: Course) -> Course:
        """Copy ``course`` with its people and activities, not with what anybody did there."""
        copy = self.shelf.copy(course)
        old = [a for a in self.activities.of_course(course.id) if a.id != course.id]
        new = self.activities.add(replace(activity, course_id=copy.id) for activity in old)
        pairs = {before.id: after.id for before, after in zip(old, new, strict=True)}
        self.gradebook.copy(course.id, copy.id, pairs)
        return copy

    def mark_done(self, person: Person, course: Course) -> bool:
        """Complete ``course`` for ``person`` now and remember it; False if there was no need."""
        now = datetime.now(UTC).replace(microsecond=0)
        changed = self.ledger.mark_done(person.id, course.id, now)
        if changed:
            self.folder.remember(Click(person.id, course.id, now))
        return changed
