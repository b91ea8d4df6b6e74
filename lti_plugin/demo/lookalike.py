"""The running look-alike: its organisation, what has changed since, and who is visiting."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime

from lti_plugin.demo.entities import DURABLE, Course, Participation, Person
from lti_plugin.demo.folder import Click, DemoFolder
from lti_plugin.demo.ledger import Ledger
from lti_plugin.demo.organisation import Organisation
from lti_plugin.demo.site import COURSE_MODULES_FROM, DemoSite
from lti_plugin.demo.tools import Tools
from lti_plugin.demo.visits import AccessTokens, Visits
from lti_plugin.errors import NotFound


@dataclass(frozen=True, slots=True)
class LookAlike:
    """Everything the pages and services of the look-alike work with."""

    site: DemoSite
    organisation: Organisation
    folder: DemoFolder
    ledger: Ledger
    tools: Tools
    visits: Visits = field(default_factory=Visits)
    tokens: AccessTokens = field(default_factory=AccessTokens)

    def course(self, text: str) -> Course:
        """Return the course whose id is ``text``.

        Raises
        ------
        NotFound
            When there is none.
        """
        found = self.organisation.courses.get(int(text)) if text.isdecimal() else None
        if found is None:
            raise NotFound("There is no such course in this demo.")
        return found

    def course_of_module(self, text: str) -> Course:
        """Return the course in which the tool stands as course module ``text``."""
        number = int(text) - COURSE_MODULES_FROM if text.isdecimal() else 0
        return self.course(str(max(number, 0)))

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

    def landing(self, person: Person) -> Course:
        """Return the course to begin in: one taught, else the newest one open, else the newest."""
        steps = self.ledger.of_person(person.id)
        taught = [step for step in steps if step.role == "editingteacher"]
        unfinished = [step for step in steps if step.completed_at is None]
        for choice in (taught, unfinished[::-1], steps[::-1]):
            if choice and not person.site_admin:
                return self.organisation.courses[choice[0].course_id]
        return next(c for c in self.organisation.catalogue.courses if c.family.name == DURABLE)

    def mark_done(self, person: Person, course: Course) -> bool:
        """Complete ``course`` for ``person`` now and remember it; False if there was no need."""
        now = datetime.now(UTC).replace(microsecond=0)
        changed = self.ledger.mark_done(person.id, course.id, now)
        if changed:
            self.folder.remember(Click(person.id, course.id, now))
        return changed
