"""Badges on completion: from Moodle's records to a signed badge, once, whatever happens between."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import delete, func, select, update

from connectors.records import Completion as CompletionRecord
from connectors.records import Learner
from lti_plugin.badges import did, proof, recipient
from lti_plugin.badges.recipient import EMAIL, LTI_USER, Recipient
from lti_plugin.jobs import award, correct, plans, sync, undo
from lti_plugin.jobs.tools import Tools
from lti_plugin.jobs.worker import PLANS
from lti_plugin.keys import badge_key
from lti_plugin.services import achievements, issuing, privacy, revoking
from lti_plugin.services.achievements import Thing
from lti_plugin.services.issuing import BACKFILLED, COMPLETED
from lti_plugin.store import badges, courses, jobs, people
from lti_plugin.store.achievements import PATH, REVOKE, SKILL
from lti_plugin.store.badges import Badge, BadgeHolder
from lti_plugin.store.base import now
from lti_plugin.store.evidence import EvidenceRow
from lti_plugin.store.jobs import AWARD, Job
from lti_plugin.store.participation import Completion
from lti_plugin.store.paths import Path
from lti_plugin.store.roles import Role
from lti_plugin.store.sites import Site
from lti_plugin.store.skills import Skill
from tests.support.achievements import LONG_AGO, created, finish, held, of_course, reload, said
from tests.support.sources import MemoryConnector

COURSE_ID, PERSON_ID = "7", "3"


@pytest.fixture(autouse=True)
def _synced(tools: Tools, site: Site, source: MemoryConnector) -> None:
    """The site has been read once, and everybody but one has an address."""
    source.all_learners = [
        replace(each, email=f" Person.{each.id}@Example.ORG ") if each.id != "24" else each
        for each in source.all_learners
        if isinstance(each, Learner)
    ]
    plans.run(tools, {"sync": sync.STAGES}, site.id, "sync")


@pytest.fixture
def course(tools: Tools, site: Site) -> UUID:
    with tools.database.reading() as session:
        return courses.by_kind(session, site.id, courses.MOODLE)[COURSE_ID]


@pytest.fixture
def person(tools: Tools, site: Site) -> UUID:
    return of_moodle(tools, site, PERSON_ID)


@pytest.fixture
def made(tools: Tools, site: Site, course: UUID) -> UUID:
    """An achievement of the course, awarded from now on."""
    return of_course(tools.database, site.id, course)


def of_moodle(tools: Tools, site: Site, moodle_id: str) -> UUID:
    with tools.database.reading() as session:
        return people.by_kind(session, site.id, people.MOODLE)[moodle_id]


def run(tools: Tools, site: Site) -> Job:
    return plans.run(tools, PLANS, site.id, AWARD)


def holders(tools: Tools, achievement_id: UUID) -> list[tuple[Badge, BadgeHolder]]:
    with tools.database.reading() as session:
        return held(session, achievement_id)


def step(tools: Tools, site: Site, do: Callable[..., Any], made: UUID, *more: Any) -> None:
    with tools.database.writing() as session:
        do(session, site.id, made, *more, "test")


def correct_text(tools: Tools, site: Site, made: UUID, **changes: Any) -> None:
    with tools.database.writing() as session:
        place = (session, tools.settings.base_url, site.id, made)
        achievements.change(*place, said(**changes), "test")


def check_signature(tools: Tools, site: Site, document: dict[str, Any]) -> None:
    with tools.database.writing() as session:
        public = badge_key(session, tools.vault, site.id).public_key()
    issuer = document["issuer"]["id"]
    assert document["proof"]["verificationMethod"] == did.method_of(issuer, public)
    proof.check(document, lambda _method: public)


def test_a_completion_that_moodle_tells_becomes_a_signed_badge(
    tools: Tools, site: Site, source: MemoryConnector, made: UUID, person: UUID
) -> None:
    at = (now() + timedelta(seconds=2)).replace(microsecond=0)
    source.all_participation.append(CompletionRecord(PERSON_ID, COURSE_ID, at, "report"))
    plans.run(tools, {"sync": sync.STAGES}, site.id, "sync")
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


def test_a_second_run_and_a_second_completion_give_no_second_badge(
    tools: Tools, site: Site, made: UUID, course: UUID, person: UUID
) -> None:
    finish(tools.database, site.id, person, course)
    run(tools, site)
    first = holders(tools, made)
    finish(tools.database, site.id, person, course, completed_at=now() + timedelta(days=3))
    assert run(tools, site).counts["badges_issued"] == 0
    assert [badge.id for badge, _ in holders(tools, made)] == [badge.id for badge, _ in first]


def test_a_run_that_breaks_off_in_the_middle_leaves_one_badge_each_after_the_next(
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


def test_a_grade_is_told_and_kept_through_a_correction(
    tools: Tools, site: Site, made: UUID, course: UUID, person: UUID
) -> None:
    finish(tools.database, site.id, person, course, grade=87.5)
    run(tools, site)
    ((badge, holder),) = holders(tools, made)
    before = holder.document
    correct_text(tools, site, made, name="SQL for all", criteria="Finish it.")
    job = run(tools, site)
    assert job.counts["badges_corrected"] == 1
    ((after, kept),) = holders(tools, made)
    document = kept.document
    subject = document["credentialSubject"]
    assert document["name"] == subject["achievement"]["name"] == "SQL for all"
    assert (document["id"], after.id) == (before["id"], badge.id)
    assert document["validFrom"] > before["validFrom"]
    assert document["awardedDate"] == before["awardedDate"]
    assert document["credentialStatus"] == before["credentialStatus"]
    assert subject["result"] == before["credentialSubject"]["result"]
    assert subject["identifier"] == before["credentialSubject"]["identifier"]
    check_signature(tools, site, document)
    assert run(tools, site).counts["badges_corrected"] == 0


def test_a_correction_asks_for_the_job_only_where_there_are_badges(
    tools: Tools, site: Site, made: UUID, course: UUID, person: UUID
) -> None:
    def waiting() -> bool:
        with tools.database.reading() as session:
            return jobs.unfinished(session, site.id, AWARD) is not None

    correct_text(tools, site, made, name="Another")
    assert not waiting()
    finish(tools.database, site.id, person, course)
    run(tools, site)
    correct_text(tools, site, made, name="Another", expires_after_days=10)
    assert not waiting()
    correct_text(tools, site, made, name="One more", expires_after_days=10)
    assert waiting()


def test_a_badge_that_is_revoked_or_made_nobodys_meanwhile_is_not_written_over(
    tools: Tools, site: Site, made: UUID, course: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(correct, "BLOCK", 2)
    everybody = [of_moodle(tools, site, str(n)) for n in range(5)]
    for each in everybody:
        finish(tools.database, site.id, each, course)
    run(tools, site)
    correct_text(tools, site, made, name="Corrected")
    gone, erased = holders(tools, made)[0], holders(tools, made)[1]
    signed = correct._signed

    def meanwhile(*given: Any) -> Any:
        found = signed(*given)
        monkeypatch.setattr(correct, "_signed", signed)
        with tools.database.writing() as session:
            revoking.revoke(session, site.id, [gone[0].id], "A mistake", "test")
            privacy.erase(session, tools.vault, site.id, erased[1].person_id, "test")
        return found

    monkeypatch.setattr(correct, "_signed", meanwhile)
    run(tools, site)
    names = {badge.id: holder.document["name"] for badge, holder in holders(tools, made)}
    assert len(names) == 4
    assert {id_ for id_, name in names.items() if name != "Corrected"} <= {gone[0].id}


def test_a_badge_goes_with_its_completion_where_the_achievement_wants_that(
    tools: Tools, site: Site, made: UUID, course: UUID, person: UUID
) -> None:
    strict = of_course(tools.database, site.id, course, when_undone=REVOKE, language="de")
    other = of_moodle(tools, site, "9")
    for each in (person, other):
        finish(tools.database, site.id, each, course)
    run(tools, site)
    with tools.database.writing() as session:
        theirs = Completion.person_id == person, Completion.course_id == course
        session.execute(delete(Completion).where(*theirs))
    assert run(tools, site).counts["badges_revoked"] == 1
    state = {h.person_id: b.revoked_because for b, h in holders(tools, strict)}
    assert state == {person: undo.REASONS["de"], other: None}
    assert {badge.revoked_at for badge, _ in holders(tools, made)} == {None}
    assert run(tools, site).counts["badges_revoked"] == 0


def test_a_badge_stays_where_the_course_itself_is_gone(
    tools: Tools, site: Site, course: UUID, person: UUID
) -> None:
    strict = of_course(tools.database, site.id, course, when_undone=REVOKE)
    finish(tools.database, site.id, person, course)
    run(tools, site)
    with tools.database.writing() as session:
        session.execute(delete(courses.Course).where(courses.Course.id == course))
    run(tools, site)
    assert [badge.revoked_at for badge, _ in holders(tools, strict)] == [None]


def test_a_skill_at_its_level_earns_a_badge_and_a_word_of_ones_own_none(
    tools: Tools, site: Site, person: UUID
) -> None:
    other = of_moodle(tools, site, "9")
    with tools.database.writing() as session:
        skill = Skill(site_id=site.id, name="SQL")
        session.add(skill)
        session.flush()
        skill_id = skill.id
    made = created(tools.database, site.id, Thing(SKILL, skill_id, 3.0), when_undone=REVOKE)
    with tools.database.writing() as session:
        for whose, source in ((person, "manager"), (other, "self")):
            row = {"site_id": site.id, "person_id": whose, "skill_id": skill_id, "by": "test"}
            on = now().date()
            session.add(EvidenceRow(**row, level=4.0, source=source, on=on, key=source))
    assert run(tools, site).counts["badges_issued"] == 1
    ((_, holder),) = holders(tools, made)
    assert holder.person_id == person
    assert holder.document["credentialSubject"]["achievement"]["achievementType"] == "Competency"
    with tools.database.writing() as session:
        session.execute(delete(EvidenceRow).where(EvidenceRow.person_id == person))
    assert run(tools, site).counts["badges_revoked"] == 1


def test_a_finished_path_earns_a_badge(tools: Tools, site: Site, person: UUID) -> None:
    with tools.database.writing() as session:
        role = Role(site_id=site.id, name="Analyst", alternatives=[])
        session.add(role)
        session.flush()
        role_id = role.id
    made = created(tools.database, site.id, Thing(PATH, role_id), when_undone=REVOKE)
    with tools.database.writing() as session:
        path = {"site_id": site.id, "person_id": person, "role": "Analyst", "steps": []}
        session.add(Path(**path, finished_at=now()))
    assert run(tools, site).counts["badges_issued"] == 1
    assert run(tools, site).counts["badges_revoked"] == 0
    with tools.database.writing() as session:
        session.execute(update(Path).values(finished_at=None))
    assert run(tools, site).counts["badges_revoked"] == 1
    assert [badge.revoked_at is None for badge, _ in holders(tools, made)] == [False]


def test_who_is_erased_leaves_a_badge_of_nobody_without_a_reason(
    tools: Tools, site: Site, made: UUID, course: UUID, person: UUID
) -> None:
    other = of_moodle(tools, site, "9")
    for each in (person, other):
        finish(tools.database, site.id, each, course)
    run(tools, site)
    by_person = {holder.person_id: badge for badge, holder in holders(tools, made)}
    with tools.database.writing() as session:
        reason = "Person 3 copied from a colleague"
        for badge in by_person.values():
            revoking.revoke(session, site.id, [badge.id], reason, "test")
        privacy.erase(session, tools.vault, site.id, person, "test")
    with tools.database.reading() as session:
        left = badges.find(session, by_person[person].id)
        assert badges.holder_of(session, left) is None
        assert left.revoked_at is not None
        assert left.revoked_because is None
        assert badges.find(session, by_person[other].id).revoked_because == reason
        assert session.scalar(select(func.count()).select_from(BadgeHolder)) == 1


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
    assert [note.startswith("Another:") for note in job.notices] == [True]
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
