"""Badges that teachers award on the page of their course's people (A30)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from lti_plugin.services import awarding
from lti_plugin.services.issuing import BY_HAND
from lti_plugin.store.audit import AuditEntry
from tests.support.achievements import give_addresses, held, of_course
from tests.support.catalogue import Small
from tests.support.course import Served, member, page_of, served
from tests.support.people_page import told
from tests.support.tool import code_of

PAGE = "/teach/people"
AWARD = f"{PAGE}/award"


@pytest.fixture
def moodle(tmp_path: Path) -> Iterator[Served]:
    """An installation and its platform's services; a teacher and three learners are there."""
    with served(tmp_path / "served") as made:
        made.tell_members(page_of(member(102), member(101), member(777), member(50, "Instructor")))
        yield made


@pytest.fixture
def small(moodle: Served) -> Small:
    found = moodle.installation.fill()
    give_addresses(moodle.installation.database, moodle.installation.site.id)
    return found


@pytest.fixture
def made(moodle: Served, small: Small) -> UUID:
    """What is awarded for the teacher's own course."""
    place = (moodle.installation.database, moodle.installation.site.id)
    return of_course(*place, small.courses["2"])


def holders(moodle: Served, made: UUID) -> dict[UUID, str | None]:
    with moodle.installation.database.reading() as session:
        return {holder.person_id: holder.reason for _, holder in held(session, made)}


def test_a_teacher_awards_a_badge_of_the_own_course_with_a_reason(
    moodle: Served, small: Small, made: UUID
) -> None:
    mine = moodle.open()
    page = mine.press(PAGE)
    assert re.findall(r'name="member" value="(\d+)"', page.text) == ["101", "102", "777"]
    fields = {"achievement": made, "member": ["101", "102"], "reason": "Led the workshop"}
    assert told(mine.press(AWARD, **fields)) == "2 badges are awarded."
    assert told(mine.press(AWARD, **fields)) == "0 badges are awarded. 2 people have it already."
    both = {small.people[each]: "Led the workshop" for each in ("101", "102")}
    assert holders(moodle, made) == both
    with moodle.installation.database.reading() as session:
        query = select(AuditEntry).where(AuditEntry.action == awarding.AWARDED)
        found = session.scalars(query).all()
        ((_, holder), _) = held(session, made)
    assert {each.details["person"] for each in found} == {str(each) for each in both}
    assert {each.actor for each in found} == {holder.awarded_by}
    assert holder.source == BY_HAND
    assert UUID(holder.awarded_by)


def test_without_a_badge_of_the_course_there_is_nothing_to_tick(
    moodle: Served, small: Small
) -> None:
    place = (moodle.installation.database, moodle.installation.site.id)
    of_course(*place, small.courses["4"])
    of_course(*place, small.courses["2"], active=False)
    page = moodle.open().press(PAGE)
    assert 'name="member"' not in page.text
    assert AWARD not in page.text


@pytest.mark.parametrize(
    ("members", "reason", "words"),
    [
        ([], "x", "Choose who gets it."),
        (["101"], " ", "Say why they get it."),
        (["101", "50"], "x", "Badges of a course are for those who learn in it."),
        (["101", "103"], "x", "Badges of a course are for those who learn in it."),
        (["101", "777"], "x", "Some of them are not known here yet."),
    ],
)
def test_what_is_not_right_is_said_and_nobody_gets_it(
    moodle: Served, made: UUID, members: list[str], reason: str, words: str
) -> None:
    mine = moodle.open()
    page = mine.press(AWARD, achievement=made, member=members, reason=reason)
    assert page.status_code in {400, 403}
    assert told(page).startswith(words)
    assert page.text.count(" checked>") == len(set(members) & {"101", "102", "777"})
    assert holders(moodle, made) == {}


def test_a30_a_badge_of_another_course_is_not_theirs_to_award(
    moodle: Served, small: Small, made: UUID
) -> None:
    place = (moodle.installation.database, moodle.installation.site.id)
    other = of_course(*place, small.courses["4"])
    page = moodle.open().press(AWARD, achievement=other, member=["101"], reason="x")
    assert (page.status_code, told(page)) == (403, "This badge is not one of your course.")
    assert holders(moodle, other) == {}
    unknown = moodle.open().press(AWARD, achievement=uuid4(), member=["101"], reason="x")
    assert code_of(unknown) == "not-found"
    assert code_of(moodle.open().press(AWARD, achievement="x", member="101")) == "bad-request"


def test_a30_who_is_listed_as_a_learner_awards_none_to_themselves(
    moodle: Served, small: Small, made: UUID
) -> None:
    mine = moodle.open("instructor", "101")
    page = mine.press(AWARD, achievement=made, member=["101", "102"], reason="x")
    assert (page.status_code, told(page)) == (400, "Nobody awards a badge to themselves.")
    assert holders(moodle, made) == {}


def test_learners_award_nothing(moodle: Served, made: UUID) -> None:
    mine = moodle.open("learner", "102")
    page = mine.press(AWARD, achievement=made, member=["101"], reason="x")
    assert code_of(page) == "session-ended"
    assert holders(moodle, made) == {}
