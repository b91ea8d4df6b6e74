"""Whom learning reaches: shares with their counts, small groups together, nothing of others."""

from __future__ import annotations

from datetime import timedelta

import pytest

from lti_plugin.errors import BadInput
from lti_plugin.services import reach
from lti_plugin.services.reach import Reach
from lti_plugin.services.workforce import EVERYBODY, NONE, OTHERS
from lti_plugin.store.base import now
from lti_plugin.store.courses import Course
from lti_plugin.store.database import Database
from lti_plugin.store.participation import Completion
from lti_plugin.store.paths import Path
from lti_plugin.store.recommendations import Shown
from lti_plugin.store.sites import Site
from tests.support.audited import hire
from tests.support.goals import Goals


@pytest.fixture
def goals(database: Database, site: Site) -> Goals:
    return Goals(database, site)


def reached(goals: Goals, by: str = reach.DEPARTMENT) -> Reach:
    """Return the report of the site."""
    with goals.database.reading() as session:
        return reach.of_site(session, goals.site.id, by, now())


def test_each_group_has_its_counts_and_hours(goals: Goals) -> None:
    place = {"site_id": goals.site.id}
    data = [hire(goals, "Analyst", "Data") for _ in range(10)]
    field = [hire(goals, "Seller", "Field") for _ in range(12)]
    with goals.database.writing() as session:
        known = Course(title="SQL", duration_minutes=90, tags=[], extra={}, **place)
        unknown = Course(title="Python", tags=[], extra={}, **place)
        session.add_all([known, unknown])
        session.flush()
        for days in (10, 20, 500):  # the last one is longer ago than a year
            day = now() - timedelta(days=days)
            session.add(
                Completion(person_id=data[0], course_id=known.id, completed_at=day, **place)
            )
        session.add(
            Completion(person_id=data[1], course_id=unknown.id, completed_at=now(), **place)
        )
        session.add(Path(person_id=data[2], role="Lead", steps=[], **place))
        for person, days in ((field[0], 5), (field[0], 6), (field[1], 120)):
            shown = {"person_id": person, "course_id": known.id, "shown_at": now()}
            shown["shown_at"] = now() - timedelta(days=days)
            session.add(Shown(rank=1, score=1.0, basis="gap", reasons=[], **shown, **place))
    found = reached(goals)
    told = [(g.key, g.people, g.with_path, g.recommended, g.learning) for g in found.groups]
    assert told == [("Data", 10, 1, 0, 2), ("Field", 12, 0, 1, 0)]
    assert [(g.hours, g.no_length) for g in found.groups] == [(3.0, 1), (0.0, 0)]
    assert found.groups[0].hours_each == pytest.approx(0.3)
    assert found.whole is not None
    assert (found.whole.kind, found.whole.people, found.whole.learning) == (EVERYBODY, 22, 2)


def test_groups_under_ten_are_one(goals: Goals) -> None:
    for department, count in {"A": 4, "B": 7, "C": 11, None: 10}.items():
        for _ in range(count):
            hire(goals, "Analyst", department)
    told = [(each.key, each.kind, each.people) for each in reached(goals).groups]
    assert told == [("C", reach.DEPARTMENT, 11), ("-", NONE, 10), ("*", OTHERS, 11)]


def test_nobody_is_no_group(goals: Goals) -> None:
    assert reached(goals) == Reach(reach.DEPARTMENT, [], None)


def test_groups_by_anything_else_are_refused(goals: Goals) -> None:
    with pytest.raises(BadInput, match="Groups are by one of"):
        reached(goals, "email")
