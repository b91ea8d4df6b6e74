"""The day of a rating, where the source can be asked for it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import time_machine
from sqlalchemy import select

from connectors.errors import MissingCapability
from lti_plugin.jobs.tools import Tools
from lti_plugin.store import sites
from lti_plugin.store.evidence import EvidenceRow
from lti_plugin.store.sites import Site
from tests.lti_plugin.jobs.test_ratings import COMPETENT, FIRST, NOT_YET, held, run
from tests.lti_plugin.jobs.test_ratings import source as source
from tests.support.sources import RatingConnector
from tests.support.told import lines


def test_where_the_source_tells_the_day_it_takes_the_place_of_the_first_seen_one(
    tools: Tools, site: Site, source: RatingConnector
) -> None:
    source.dates = {("0", "1"): datetime(2025, 9, 1, 12, tzinfo=UTC), ("1", "1"): None}
    with time_machine.travel(FIRST, tick=False):
        job = run(tools, site)
    assert job.counts["ratings_dated"] == 1
    assert {who for who, *_ in held(tools)} == {"Person 1", "Person 2"}
    with tools.database.reading() as session:
        (row,) = session.scalars(select(EvidenceRow).where(EvidenceRow.first_seen.is_(False)))
        assert (str(row.on), row.key) == ("2025-09-01", "moodle:competency:1")
    source.asked.clear()
    run(tools, site)
    assert set(source.asked) == {("1", "1"), ("2", "2")}


def test_a_dated_rating_keeps_its_day_while_its_word_stays(
    tools: Tools, site: Site, source: RatingConnector
) -> None:
    source.dates = {("0", "1"): datetime(2025, 9, 1, 12, tzinfo=UTC)}
    run(tools, site)
    with tools.database.writing() as session:
        row = sites.get(session, site.id)
        row.fields = {**row.fields, "scales": {"2": {COMPETENT: 4.0, NOT_YET: 1.0}}}
    run(tools, site)
    with tools.database.reading() as session:
        (kept,) = session.scalars(select(EvidenceRow).where(EvidenceRow.first_seen.is_(False)))
        assert (kept.level, str(kept.on)) == (4.0, "2025-09-01")


def test_a_day_that_may_not_be_read_is_noted_and_what_was_read_is_kept(
    tools: Tools, site: Site, source: RatingConnector
) -> None:
    refused = MissingCapability("The service account lacks a right.")
    moment = datetime(2025, 9, 1, tzinfo=UTC)
    source.dates = {("0", "1"): moment, ("1", "1"): refused, ("2", "2"): refused}
    job = run(tools, site)
    assert job.status == "done"
    assert any(each.startswith("Days of ratings were not read:") for each in lines(job))
    assert job.counts["ratings_dated"] == source.asked.index(source.asked[-1])


def test_only_so_many_are_dated_at_once_the_newest_first(
    tools: Tools, site: Site, source: RatingConnector, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lti_plugin.jobs.competencies.MOST_DATED", 2)
    source.dates = {("0", "1"): None}
    run(tools, site)
    assert len(source.asked) == 2
