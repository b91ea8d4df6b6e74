"""A site with roles and people who rate themselves, aim at something and are told which way to go.

What an admin or a learner does on a page is done here through the same services, each time in a
transaction of its own.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from connectors.names import plain
from lti_plugin.services import (
    directions,
    evidence,
    position,
    profiles,
    role_import,
    signing,
    sites,
    triggers,
)
from lti_plugin.services.evidence import Said
from lti_plugin.services.position import Position
from lti_plugin.services.signing import Expected
from lti_plugin.services.sites import Connection
from lti_plugin.services.taxonomy_import import Report
from lti_plugin.store import aims, roles, skills
from lti_plugin.store.base import now
from lti_plugin.store.database import Database
from lti_plugin.store.people import Person
from lti_plugin.store.sites import Site
from lti_plugin.vault import Vault
from recommender.skills.direction import Direction
from recommender.skills.evidence import SELF
from tests.support.tables import with_tables

HEAD = "role,skill,level,importance"
ADMIN, HR = "the L&D admin", "Human resources"


@dataclass(frozen=True)
class Workforce:
    """One site of a database, and what its people and admins do on it."""

    database: Database
    site: Site

    def reads(self, folder: Path, text: str, skills: str = "", name: str = "roles.csv") -> Report:
        """Import these role profiles, and these skills."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
        if skills:
            (folder / "skills.csv").write_text(skills, encoding="utf-8")
        with self.database.writing() as session:
            return role_import.read_file(session, session.merge(self.site), folder / name)

    def hires(self, name: str, role: str | None, target: str | None = None) -> UUID:
        """Return a new person, with what stands on their record."""
        with self.database.writing() as session:
            person = Person(
                site_id=self.site.id, name=name, role=role, target_role=target, extra={}
            )
            session.add(person)
            session.flush()
            return person.id

    def signs(self, role: str, kind: str, **expected: Any) -> None:
        """Let an admin sign what is expected of a role."""
        with self.database.writing() as session:
            row = signing.find(session, self.site.id, role)
            signing.sign_outlook(session, row, Expected(kind, **expected), HR, ADMIN)

    def happens(self, role: str, kind: str, on: date | None = None, note: str = "") -> None:
        """Let an admin enter what happens to a role."""
        with self.database.writing() as session:
            row = signing.find(session, self.site.id, role)
            said = triggers.Said(kind, row.id, None, on, note, "board minutes")
            triggers.add(session, self.site.id, said, ADMIN)

    def rates(self, person: UUID, levels: Mapping[str, float]) -> None:
        """Let somebody rate themselves in the skills of these names."""
        with self.database.writing() as session:
            known = skills.by_any_name(session, self.site.id)
            rated = {known[plain(name)].id: level for name, level in levels.items()}
            evidence.rate_oneself(session, self.site.id, person, rated)

    def rates_as_asked(self, person: UUID, role: str, by: float = 0.0) -> None:
        """Let somebody rate themselves as their role asks today, or this much off."""
        asked = self.profile(role)
        self.rates(person, {name: min(5.0, max(0.0, level + by)) for name, level in asked.items()})

    def shows(
        self, person: UUID, skill: str, level: float, source: str = SELF, **more: Any
    ) -> UUID:
        """Let something speak for a skill of a person."""
        with self.database.writing() as session:
            said = Said(self.skill(skill), level, source, **more)
            return evidence.add(session, self.site.id, person, said, ADMIN).id

    def aims(self, person: UUID, role: str | None) -> None:
        """Let somebody choose the role that they want, or none."""
        with self.database.writing() as session:
            chosen = signing.find(session, self.site.id, role).id if role else None
            aims.aim_at(session, self.site.id, person, chosen)

    def skill(self, name: str) -> UUID:
        """Return the id of a skill by any of its names."""
        with self.database.reading() as session:
            return skills.by_any_name(session, self.site.id)[plain(name)].id

    def profile(self, role: str) -> dict[str, float]:
        """Return the levels that a role asks for today."""
        with self.database.reading() as session:
            row = signing.find(session, self.site.id, role)
            known = profiles.read(session, self.site.id, [row])[row.id]
        return {name: line.level for name, line in known.profile(now().date()).items()}

    def role_names(self) -> list[str]:
        """Return the names of the site's roles."""
        with self.database.reading() as session:
            return [row.name for row in roles.of_site(session, self.site.id)]

    def stands(self, person: UUID, towards: str | None = None) -> Position:
        """Return where somebody stands today."""
        with self.database.reading() as session:
            row = session.get_one(Person, person)
            return position.of_person(session, self.site.id, row, now().date(), towards)

    def way(self, person: UUID) -> Direction:
        """Return what is suggested to somebody today."""
        return directions.of(self.stands(person))


def grounds(found: Direction) -> dict[str, Any]:
    """Return the inputs that a suggestion rests on, by name."""
    return {each.name: each.value for each in found.because}


def starting_site(url: str) -> Workforce:
    """Return a newly connected site with the starter pack, in a SQLite file of its own."""
    Path(url.removeprefix("sqlite:///")).write_bytes(_started_once())
    database = Database(url)
    with database.reading() as session:
        return Workforce(database, session.query(Site).one())


@cache
def _started_once() -> bytes:
    """Connect a site once: to read the pack takes longer than all that a test does with it."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "started.sqlite"
        database = with_tables(f"sqlite:///{file}")
        with database.writing() as session:
            said = Connection("https://moodle.test", timezone="Europe/London")
            sites.connect(session, Vault("a key for tests only, of some length"), said)
        database.close()
        return file.read_bytes()
