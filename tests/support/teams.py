"""A manager with six people on a small site, whose role asks for SQL and statistics."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from connectors.records import Course
from lti_plugin.services import assignments, budgets
from lti_plugin.services.assignments import Wish
from lti_plugin.services.budgets import Amount
from lti_plugin.store import courses, evidence
from lti_plugin.store.assignments import Assignment
from lti_plugin.store.base import now
from lti_plugin.store.budgets import BudgetLine
from lti_plugin.store.courses import FILE
from lti_plugin.store.evidence import EvidenceRow
from lti_plugin.store.people import Person
from lti_plugin.store.sites import Site
from tests.support.api import Program, program
from tests.support.goals import Goals
from tests.support.installation import Installation, Visit, visit

BOSS = "100"
TEAM = ("101", "102", "103", "104", "105", "106")
ROLE = "Engineer"
ASKED: Mapping[str, float] = {"SQL": 4.0, "Statistics": 3.0, "Listening": 3.0}


class Team:
    """Person 100 leads 101 to 106, who know a little SQL; each call is a transaction of its own."""

    def __init__(self, installation: Installation) -> None:
        self.installation = installation
        self.small = installation.fill()
        self.database, self.site = installation.database, installation.site
        self.goals = Goals(self.database, self.site)
        self.goals.role(ROLE, ASKED, outlook="stable")
        self.goals.sign(ROLE)
        self.teaches("3", "SQL", 4)
        self.teaches("4", "Statistics", 3)
        for each in (BOSS, *TEAM):
            self.goals.has(self.id(each), ROLE)
            self.goals.knows(self.id(each), {"SQL": 2, "Statistics": 2, "Listening": 3})
        self.led_by(BOSS, *TEAM)

    def id(self, person: str) -> UUID:
        """Return our own id of a person by Moodle's."""
        return self.small.people[person]

    def teaches(self, course: str, skill: str, level: float) -> None:
        """Let a course lead to a level, and be open to everybody."""
        self.goals.teaches(self.small.courses[course], skill, level, 0)

    def led_by(self, manager: str | None, *people: str) -> None:
        """Let the records of these people name this as their manager."""
        with self.database.writing() as session:
            ids = [self.id(each) for each in people]
            session.execute(update(Person).where(Person.id.in_(ids)).values(manager=manager))

    def item(self, title: str, skill: str, level: float, **values: Any) -> UUID:
        """Put an item without a page in Moodle into the catalogue, as a file of courses does."""
        told = {"mode": "stretch assignment", "duration_minutes": 480} | values
        with self.database.writing() as session:
            record = Course(id=title, title=title, **told)
            (made,) = courses.upsert(session, self.site.id, [record], FILE).ids
        self.goals.teaches(made, skill, level, 0)
        return made

    def asks(self, person: str, **values: Any) -> UUID:
        """Let somebody ask for an assignment that leads to SQL at level 4."""
        told = {"title": "Own the <weekly> report", "text": "It is short.", "hours": 6.0}
        wish = Wish(**told | {"skills": {self.goals.skill("SQL"): 4.0}} | values)
        with self.database.writing() as session:
            return assignments.ask(session, self.site.id, self.id(person), wish).id

    def approves(self, assignment: UUID) -> None:
        """Let a manager approve an assignment."""
        with self.database.writing() as session:
            place = (session, self.site.id, self.id(BOSS), assignment)
            assignments.decide(*place, approved=True, answer="")

    def confirms(self, assignment: UUID, by: str = BOSS) -> None:
        """Let a manager confirm an assignment."""
        with self.database.writing() as session:
            assignments.confirm(session, self.site.id, self.id(by), assignment, note="Well done.")

    def limits(self, person: str, *, whole_team: bool = False, **amount: float) -> UUID:
        """Let an L&D admin set a budget that began a year ago and ends in one."""
        year = timedelta(days=365)
        period = (now().date() - year, now().date() + year)
        given = Amount(amount.get("hours"), amount.get("money"))
        with self.database.writing() as session:
            place = (session, self.site.id, None, self.id(person), given, period)
            return budgets.add(*place, whole_team=whole_team, admin=True).id

    def line(self, line_id: UUID) -> BudgetLine:
        """Return a budget line as it is now."""
        with self.database.reading() as session:
            return session.get_one(BudgetLine, line_id)

    def assignments(self) -> list[Assignment]:
        """Return all assignments."""
        with self.database.reading() as session:
            return list(session.scalars(select(Assignment).order_by(Assignment.asked_at)))

    def evidence(self, person: str, source: str) -> list[EvidenceRow]:
        """Return what is written of a person's skills from a source."""
        with self.database.reading() as session:
            found = evidence.of_people(session, self.site.id, [self.id(person)])
            return [row for row in found if row.source == source]

    def opens(self, person: str, who: str = "learner", **more: Any) -> Visit:
        """Come in as this person, from a course that nothing here is about."""
        return visit(self.installation, who, person, course="99", **more)

    def program(self, person: str = BOSS) -> Program:
        """Return a program that asks within a visit of this person."""
        return program(self.installation, person=person)

    def curated(self) -> None:
        """Let what was changed in the catalogue be seen at once."""
        with self.database.writing() as session:
            session.get_one(Site, self.site.id).curated_at = now()


def today() -> date:
    """Return the day by UTC."""
    return now().date()
