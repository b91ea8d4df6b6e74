"""Whether data and model are as new as they should be."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from lti_plugin.services import freshness
from lti_plugin.store.database import Database
from lti_plugin.store.models import ModelRun
from lti_plugin.store.sites import Site

NOW = datetime(2025, 6, 4, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("token", "hours", "late"),
    [("t", 7, False), ("t", 26, False), ("t", 27, True), (None, 500, False)],
)
def test_data_are_late_when_a_night_was_missed(
    site: Site, token: str | None, hours: int, late: bool
) -> None:
    site.token, site.synced_at = token, NOW - timedelta(hours=hours)
    assert freshness.is_late(site, NOW) is late


def test_a_new_site_has_time_for_its_first_sync(database: Database, site: Site) -> None:
    with database.writing() as session:
        row = session.get(Site, site.id)
        assert row is not None
        row.token, row.created_at = "t", NOW
    with database.reading() as session:
        soon = freshness.of_site(session, site.id, NOW + timedelta(hours=1))
        later = freshness.of_site(session, site.id, NOW + timedelta(hours=3))
    assert (soon.late, later.late) == (False, True)
    assert (later.synced_at, later.trained_at) == (None, None)


@pytest.mark.parametrize(
    ("basis", "days", "due"),
    [("history", 6, False), ("history", 7, True), ("features", 1, False)],
)
def test_a_training_is_due_after_a_week(
    database: Database, site: Site, basis: str, days: int, due: bool
) -> None:
    with database.writing() as session:
        assert freshness.training_is_due(session, site, NOW)
        at = NOW - timedelta(days=days)
        session.add(ModelRun(site_id=site.id, basis=basis, metrics={}, created_at=at))
        session.flush()
        assert freshness.training_is_due(session, site, NOW) is due


def test_a_training_is_due_as_soon_as_there_is_enough_history(
    database: Database, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(freshness, "MIN_COMPLETIONS", 0)
    with database.writing() as session:
        session.add(ModelRun(site_id=site.id, basis="features", metrics={}, created_at=NOW))
        session.flush()
        assert freshness.training_is_due(session, site, NOW)
