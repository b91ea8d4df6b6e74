"""What becomes of badges later: corrected in place, undone, or nobody's any more."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import delete, func, select, update

from lti_plugin.jobs import correct, undo
from lti_plugin.jobs.tools import Tools
from lti_plugin.services import privacy, revoking
from lti_plugin.services.achievements import Thing
from lti_plugin.store import badges, courses, jobs
from lti_plugin.store.achievements import PATH, REVOKE, SKILL
from lti_plugin.store.badges import BadgeHolder
from lti_plugin.store.base import now
from lti_plugin.store.evidence import EvidenceRow
from lti_plugin.store.jobs import AWARD
from lti_plugin.store.participation import Completion
from lti_plugin.store.paths import Path
from lti_plugin.store.roles import Role
from lti_plugin.store.sites import Site
from lti_plugin.store.skills import Skill
from tests.support.achievements import created, finish, of_course
from tests.support.awarded import (
    check_signature,
    correct_text,
    holders,
    of_moodle,
    run,
)

pytestmark = pytest.mark.usefixtures("synced")


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


def test_a17_a_badge_goes_with_its_completion_where_the_achievement_wants_it(
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
