"""The audit, its cells, the reach, the months and the preview: on PostgreSQL as on SQLite."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from lti_plugin.services import activity, audit_cell, preview, reach
from lti_plugin.services.shelf import Shelf
from lti_plugin.store.base import Base, now
from lti_plugin.store.database import Database
from lti_plugin.store.participation import Completion
from lti_plugin.store.sites import Site
from recommender.skills.evidence import ASSESSMENT, MANAGER, SELF
from tests.support.audited import audited, hire
from tests.support.catalogue import small_site
from tests.support.goals import Goals


@pytest.fixture
def postgres(postgres_url: str) -> Iterator[Database]:
    """An empty database on PostgreSQL."""
    database = Database(postgres_url)
    Base.metadata.create_all(database.engine)
    yield database
    database.close()


def plain(value: Any) -> Any:
    """Return a value without its names, and numbers without the order in which they were added."""
    if is_dataclass(value):
        return [plain(getattr(value, each.name)) for each in fields(value)]
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    return round(value, 9) if isinstance(value, float) else value


def told(database: Database, site: Site, folder: Path) -> list[Any]:
    """Fill a site, the same each time, and return all figures of it."""
    chance, goals, today = Random(7), Goals(database, site), now().date()
    small = small_site(database, site)
    goals.role("Seller", {"SQL": 3, "Empathy": 2.5})
    goals.teaches(small.courses["3"], "SQL", 3.5)
    staff = [hire(goals, "Seller", f"Team {number % 3}") for number in range(33)]
    for person in staff:
        for source in chance.sample((SELF, MANAGER, ASSESSMENT), 2):
            goals.knows(person, {chance.choice(("SQL", "Empathy")): chance.randint(0, 5)}, source)
    with database.writing() as session:
        for number, person in enumerate(staff[:20]):
            row = {"site_id": site.id, "person_id": person, "course_id": small.courses["3"]}
            session.add(Completion(**row, completed_at=now() - timedelta(days=20 * number)))
    found = audited(goals)
    with database.reading() as session:
        behind = audit_cell.of_site(session, site.id, goals.skill("SQL"), "Team 1", today)
        lists = preview.of_lists(session, Shelf(folder), site.id, {"engine_share": 0.5}, "Team 1")
        return [
            [(line.name, line.total, line.cells, line.criticality) for line in found.lines],
            (behind.roles, sorted((each.level, each.sd) for each in behind.holders)),
            reach.of_site(session, site.id, reach.DEPARTMENT, now()),
            [each.finished for each in activity.of_site(session, site.id, now())],
            [(each.finished, len(each.after)) for each in lists],
        ]


def test_it_is_the_same_on_both(
    database: Database, site: Site, postgres: Database, tmp_path: Path
) -> None:
    with postgres.writing() as session:
        names = {"slug": "acme", "name": "Acme", "issuer": site.issuer, "timezone": site.timezone}
        other = Site(**names)
        session.add(other)
    there, here = (told(*each, tmp_path) for each in ((postgres, other), (database, site)))
    assert plain(there) == plain(here)
