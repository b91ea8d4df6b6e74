"""Enrolments and completions as sources tell them, again and again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from connectors.records import Completion as CompletionRecord
from connectors.records import Course as CourseRecord
from connectors.records import Enrolment as EnrolmentRecord
from connectors.records import Learner
from lti_plugin.store import courses, participation, people
from lti_plugin.store.database import Database
from lti_plugin.store.participation import Completion, Enrolment, Pair
from lti_plugin.store.people import Changes
from lti_plugin.store.sites import Site

DAY = datetime(2024, 3, 1, 10, tzinfo=UTC)


@pytest.fixture
def session(database: Database, site: Site) -> Iterator[Session]:
    with database.writing() as session:
        yield session


@pytest.fixture
def pair(session: Session, site: Site) -> Pair:
    """A person and a course."""
    person = people.upsert(session, site.id, [Learner("p")], people.MOODLE).ids[0]
    course = courses.upsert(session, site.id, [CourseRecord("c", "C")], courses.MOODLE).ids[0]
    return person, course


def keep(session: Session, site: Site, pair: Pair, *told: dict[str, Any]) -> Changes:
    rows = [(pair, CompletionRecord("p", "c", **values)) for values in told]
    return participation.keep_completions(session, site.id, rows)


def enrol(session: Session, site: Site, pair: Pair, *told: dict[str, Any]) -> Changes:
    rows = [(pair, EnrolmentRecord("p", "c", **values)) for values in told]
    return participation.upsert_enrolments(session, site.id, rows)


def counts(changes: Changes) -> tuple[int, int, int]:
    return changes.added, changes.changed, changes.same


def kept(session: Session) -> list[Completion]:
    session.expire_all()
    return list(session.scalars(select(Completion).order_by(Completion.completed_at)))


def test_a_completion_told_twice_is_kept_once(session: Session, site: Site, pair: Pair) -> None:
    told = {"completed_at": DAY, "date_source": "report", "grade": 80.0}
    assert counts(keep(session, site, pair, told)) == (1, 0, 0)
    assert counts(keep(session, site, pair, told)) == (0, 0, 1)
    assert len(kept(session)) == 1


def test_every_certification_is_kept(session: Session, site: Site, pair: Pair) -> None:
    keep(session, site, pair, {"completed_at": DAY})
    again = {"completed_at": DAY + timedelta(days=365)}
    assert counts(keep(session, site, pair, again)) == (1, 0, 0)
    assert counts(keep(session, site, pair, {"completed_at": DAY}, again)) == (0, 0, 2)
    assert len(kept(session)) == 2


def test_an_unknown_date_is_kept_as_unknown_with_the_time_it_was_first_seen(
    session: Session, site: Site, pair: Pair
) -> None:
    assert counts(keep(session, site, pair, {}, {})) == (1, 0, 0)
    assert counts(keep(session, site, pair, {})) == (0, 0, 1)
    (row,) = kept(session)
    assert row.completed_at is None
    assert row.date_source == "unknown"
    assert row.first_seen_at.tzinfo is UTC


def test_a_date_that_becomes_known_completes_the_row(
    session: Session, site: Site, pair: Pair
) -> None:
    keep(session, site, pair, {"basis": "progress"})
    (before,) = kept(session)
    seen = before.first_seen_at
    dated = {"completed_at": DAY, "date_source": "report", "basis": "flag", "grade": 70.0}
    assert counts(keep(session, site, pair, dated)) == (0, 1, 0)
    (row,) = kept(session)
    assert (row.completed_at, row.date_source, row.basis, row.grade) == (DAY, "report", "flag", 70)
    assert row.first_seen_at == seen


def test_a_source_without_dates_adds_nothing_to_a_dated_completion(
    session: Session, site: Site, pair: Pair
) -> None:
    keep(session, site, pair, {"completed_at": DAY, "date_source": "report", "grade": 70.0})
    assert counts(keep(session, site, pair, {})) == (0, 0, 1)
    assert counts(keep(session, site, pair, {"grade": 75.0})) == (0, 1, 0)
    (row,) = kept(session)
    assert (row.completed_at, row.grade) == (DAY, 75.0)


def test_two_sources_that_differ_by_hours_tell_of_one_completion(
    session: Session, site: Site, pair: Pair
) -> None:
    keep(session, site, pair, {"completed_at": DAY, "date_source": "report"})
    shifted = {"completed_at": DAY + timedelta(hours=2), "date_source": "file"}
    assert counts(keep(session, site, pair, shifted)) == (0, 0, 1)
    (row,) = kept(session)
    assert (row.completed_at, row.date_source) == (DAY, "report")


def test_rows_of_one_batch_see_each_other(session: Session, site: Site, pair: Pair) -> None:
    told: list[dict[str, Any]] = [{}, {"completed_at": DAY}, {"completed_at": DAY, "grade": 9.0}]
    assert counts(keep(session, site, pair, *told)) == (1, 0, 0)
    (row,) = kept(session)
    assert (row.completed_at, row.grade) == (DAY, 9.0)


def test_an_enrolment_follows_its_source(session: Session, site: Site, pair: Pair) -> None:
    first = {"enrolled_at": DAY, "progress": 10.0}
    assert counts(enrol(session, site, pair, first)) == (1, 0, 0)
    assert counts(enrol(session, site, pair, first)) == (0, 0, 1)
    assert counts(enrol(session, site, pair, {"progress": 60.0})) == (0, 1, 0)
    assert counts(enrol(session, site, pair, {"progress": 60.0, "active": False})) == (0, 1, 0)
    row = session.scalars(select(Enrolment)).one()
    assert (row.enrolled_at, row.progress, row.active) == (DAY, 60.0, False)


def test_an_enrolment_twice_in_one_batch_is_one_row(
    session: Session, site: Site, pair: Pair
) -> None:
    changes = enrol(session, site, pair, {"progress": 1.0}, {"progress": 2.0})
    assert counts(changes) == (1, 0, 0)
    assert len(set(changes.ids)) == 1
    assert session.scalars(select(Enrolment)).one().progress == 2.0


def test_nothing_told_writes_nothing(session: Session, site: Site) -> None:
    assert counts(participation.keep_completions(session, site.id, [])) == (0, 0, 0)
    assert counts(participation.upsert_enrolments(session, site.id, [])) == (0, 0, 0)


def test_a_history_is_read_in_the_order_in_which_it_was_told(session: Session, site: Site) -> None:
    who = [Learner(name) for name in "pqr"]
    what = [CourseRecord(name, name) for name in "abcde"]
    persons = people.upsert(session, site.id, who, people.MOODLE).ids
    taken = courses.upsert(session, site.id, what, courses.MOODLE).ids
    told = [
        ((person, course), CompletionRecord("", "", day))
        for person in reversed(persons)
        for course, day in zip(taken, (DAY, None, DAY, None, DAY - timedelta(days=9)), strict=True)
    ]
    with time_machine.travel(DAY, tick=False):  # a machine that is quicker than any clock
        participation.keep_completions(session, site.id, told)
    found = participation.all_finished(session, site.id)
    assert found == [(*pair, record.completed_at) for pair, record in told]
