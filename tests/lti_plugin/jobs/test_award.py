"""Badges on completion: from Moodle's records to a signed badge, once, whatever happens between."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from connectors.records import Completion as CompletionRecord
from lti_plugin.badges import recipient
from lti_plugin.badges.recipient import EMAIL, LTI_USER, Recipient
from lti_plugin.jobs import award, plans
from lti_plugin.jobs.tools import Tools
from lti_plugin.services import achievements, issuing
from lti_plugin.services.issuing import BACKFILLED, COMPLETED
from lti_plugin.store import jobs
from lti_plugin.store.badges import Badge
from lti_plugin.store.base import now
from lti_plugin.store.jobs import AWARD
from lti_plugin.store.sites import Site
from tests.support.achievements import LONG_AGO, finish, of_course, reload
from tests.support.awarded import (
    COURSE_ID,
    PERSON_ID,
    check_signature,
    holders,
    of_moodle,
    read_again,
    run,
    step,
)
from tests.support.sources import MemoryConnector
from tests.support.told import lines

pytestmark = pytest.mark.usefixtures("synced")


def test_a_completion_that_moodle_tells_becomes_a_signed_badge(
    tools: Tools, site: Site, source: MemoryConnector, made: UUID, person: UUID
) -> None:
    at = (now() + timedelta(seconds=2)).replace(microsecond=0)
    source.all_participation.append(CompletionRecord(PERSON_ID, COURSE_ID, at, "report"))
    read_again(tools, site)
    with tools.database.reading() as session:
        assert jobs.unfinished(session, site.id, AWARD) is not None
    job = run(tools, site)
    assert (job.status, job.counts["badges_issued"]) == ("done", 1)
    ((badge, holder),) = holders(tools, made)
    assert (holder.person_id, holder.source, holder.published) == (person, COMPLETED, False)
    assert holder.document["id"] == f"urn:uuid:{badge.id}"
    assert recipient.is_meant(holder.identity, Recipient(EMAIL, "person.3@example.org"))
    check_signature(tools, site, holder.document)
    assert now() >= badge.awarded_at


def test_who_has_no_address_is_known_by_their_moodle_id(
    tools: Tools, site: Site, made: UUID, course: UUID
) -> None:
    finish(tools.database, site.id, of_moodle(tools, site, "24"), course)
    run(tools, site)
    ((_, holder),) = holders(tools, made)
    expected = Recipient(LTI_USER, "https://moodle.test#24")
    assert recipient.is_meant(holder.identity, expected)


def test_a16_a_second_run_and_a_second_completion_give_no_second_badge(
    tools: Tools, site: Site, made: UUID, course: UUID, person: UUID
) -> None:
    finish(tools.database, site.id, person, course)
    run(tools, site)
    first = holders(tools, made)
    finish(tools.database, site.id, person, course, completed_at=now() + timedelta(days=3))
    assert run(tools, site).counts["badges_issued"] == 0
    assert [badge.id for badge, _ in holders(tools, made)] == [badge.id for badge, _ in first]


def test_a16_a_run_that_breaks_off_in_the_middle_leaves_one_badge_each_after_the_next(
    tools: Tools, site: Site, made: UUID, course: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lti_plugin.services.earning.BLOCK", 4)
    everybody = [of_moodle(tools, site, str(n)) for n in range(10)]
    for each in everybody:
        finish(tools.database, site.id, each, course)
    keep, calls = issuing.Issuing.keep, []

    def breaks(self: issuing.Issuing, *given: Any) -> list[Badge]:
        kept = keep(self, *given)
        calls.append(len(kept))
        if len(calls) == 2:
            raise RuntimeError("the power went")
        return kept

    monkeypatch.setattr(issuing.Issuing, "keep", breaks)
    with pytest.raises(RuntimeError):
        run(tools, site)
    assert len(holders(tools, made)) == 4
    assert run(tools, site).counts["badges_issued"] == 6
    found = holders(tools, made)
    assert sorted(holder.person_id for _, holder in found) == sorted(everybody)
    assert len({badge.status_index for badge, _ in found}) == 10


def test_who_drew_a_place_that_is_taken_is_drawn_for_again_at_once(
    tools: Tools, site: Site, made: UUID, course: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(3):
        finish(tools.database, site.id, of_moodle(tools, site, str(n)), course)
    drawn = iter([7, 7, 7, 7, 8, 8, 9])
    monkeypatch.setattr(issuing.secrets, "randbelow", lambda most: next(drawn, 5 % most))
    with tools.database.writing() as session:  # the list's own number is drawn too
        issuing.Issuing(session, tools.vault, tools.settings.base_url, site)
    assert run(tools, site).counts["badges_issued"] == 3
    assert {badge.status_index for badge, _ in holders(tools, made)} == {7, 8, 9}


def test_what_was_finished_before_counts_only_once_that_is_asked_for(
    tools: Tools, site: Site, made: UUID
) -> None:
    assert run(tools, site).counts["badges_issued"] == 0
    with tools.database.reading() as session:
        expected = achievements.earned_already(session, reload(session, made)).people
    assert expected > 1
    step(tools, site, achievements.backfill, made)
    assert run(tools, site).counts["badges_issued"] == expected
    found = holders(tools, made)
    assert {holder.source for _, holder in found} == {BACKFILLED}
    assert all(badge.awarded_at.year == 2025 for badge, _ in found)
    assert all(badge.valid_from.date() == now().date() for badge, _ in found)
    with tools.database.reading() as session:
        assert reload(session, made).backfill_asked_at is None


def test_a_back_fill_that_is_asked_for_in_the_middle_of_a_walk_is_done_by_the_next(
    tools: Tools, site: Site, made: UUID, course: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lti_plugin.services.earning.BLOCK", 1)
    for n in range(20, 23):
        finish(tools.database, site.id, of_moodle(tools, site, str(n)), course)
    with tools.database.writing() as session:
        job_id = jobs.enqueue(session, site.id, AWARD).id
    assert plans.claim(tools, job_id) == AWARD
    cursor = award.award(tools, job_id, None)
    step(tools, site, achievements.backfill, made)
    while cursor is not None:
        cursor = award.award(tools, job_id, cursor)
    assert len(holders(tools, made)) == 3
    plans.end(tools, job_id)
    with tools.database.reading() as session:
        assert reload(session, made).backfill_asked_at is not None
        assert jobs.unfinished(session, site.id, AWARD) is not None
    assert run(tools, site).counts["badges_issued"] == 2


def test_who_would_have_an_expired_badge_gets_none(
    tools: Tools, site: Site, course: UUID, person: UUID
) -> None:
    made = of_course(tools.database, site.id, course, expires_after_days=30)
    finish(tools.database, site.id, person, course)
    step(tools, site, achievements.backfill, made)
    assert run(tools, site).counts["badges_issued"] == 1
    ((badge, holder),) = holders(tools, made)
    assert badge.expires_at == badge.awarded_at + timedelta(days=30)
    assert holder.document["validUntil"] == badge.expires_at.strftime("%Y-%m-%dT%H:%M:%SZ")


def test_whoever_has_it_has_to_earn_a_new_version_anew(
    tools: Tools, site: Site, made: UUID, course: UUID, person: UUID
) -> None:
    finish(tools.database, site.id, person, course)
    run(tools, site)
    step(tools, site, achievements.renew, made)
    assert run(tools, site).counts["badges_issued"] == 0
    finish(tools.database, site.id, person, course, completed_at=now() + timedelta(days=1))
    assert run(tools, site).counts["badges_issued"] == 1
    assert [badge.version for badge, _ in holders(tools, made)] == [1, 2]


def test_a_retired_achievement_is_awarded_no_more(
    tools: Tools, site: Site, made: UUID, course: UUID, person: UUID
) -> None:
    step(tools, site, achievements.retire, made)
    finish(tools.database, site.id, person, course)
    run(tools, site)
    assert holders(tools, made) == []


def test_what_makes_no_badge_is_told_and_stops_nobody_elses(
    tools: Tools, site: Site, made: UUID, course: UUID, person: UUID
) -> None:
    broken = of_course(tools.database, site.id, course, name="Another")
    with tools.database.writing() as session:
        reload(session, broken).description = "a\x07b"
    finish(tools.database, site.id, person, course)
    step(tools, site, achievements.backfill, broken)
    job = run(tools, site)
    assert job.counts["badges_issued"] == 1
    assert [note.startswith("Another:") for note in lines(job)] == [True]
    assert len(holders(tools, made)) == 1
    with tools.database.reading() as session:
        assert reload(session, broken).backfill_asked_at is not None


def test_an_old_completion_in_a_new_record_dates_the_badge(
    tools: Tools, site: Site, made: UUID, course: UUID, person: UUID
) -> None:
    finish(tools.database, site.id, person, course, completed_at=None)
    run(tools, site)
    ((badge, _),) = holders(tools, made)
    assert badge.awarded_at.date() == now().date()
    assert badge.awarded_at > LONG_AGO


def test_one_that_is_retired_in_the_middle_keeps_nobody_from_the_next(
    tools: Tools, site: Site, made: UUID, course: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lti_plugin.services.earning.BLOCK", 1)
    other = of_course(tools.database, site.id, course, name="Another")
    for n in range(20, 22):
        finish(tools.database, site.id, of_moodle(tools, site, str(n)), course)
    with tools.database.writing() as session:
        job_id = jobs.enqueue(session, site.id, AWARD).id
    plans.claim(tools, job_id)
    cursor = award.award(tools, job_id, None)
    step(tools, site, achievements.retire, made)
    while cursor is not None:
        cursor = award.award(tools, job_id, cursor)
    assert (len(holders(tools, made)), len(holders(tools, other))) == (1, 2)
