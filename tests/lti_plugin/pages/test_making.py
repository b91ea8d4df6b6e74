"""From a cohort's page to Moodle: the preview, whose right it is, the request, and the result."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from connectors.errors import MissingFunction
from connectors.moodle.writing import MEMBERS
from tests.support.course import Served
from tests.support.gathering import ENROL, NEW_GROUP, Room
from tests.support.installation import Visit
from tests.support.reading import answer_in, text_of
from tests.support.teacher_pages import cohort, with_a_cohort

INBOX = "/admin/requests"


@pytest.fixture(scope="module")
def moodle(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Six finishers of SQL: Foundations are ready for SQL: Practitioner."""
    with with_a_cohort(tmp_path_factory.mktemp("served")) as made:
        yield made


@pytest.fixture
def room(monkeypatch: pytest.MonkeyPatch) -> Room:
    """The course of the launch in Moodle, with two of the six."""
    return Room("101", "102").opened(monkeypatch)


def group_of(text: str) -> str:
    """Return the address of the group that a page is about."""
    found = re.search(r'action="(/teach/groups/[0-9a-f-]+)/make', text)
    assert found is not None, text
    return found[1]


def group_of_state(text: str) -> str:
    """Return the address that a busy page asks again."""
    found = re.search(r'data-refresh="(/teach/groups/[0-9a-f-]+)/state', text)
    assert found is not None, text
    return found[1]


def practitioner(moodle: Served, who: str = "instructor", person: str = "50") -> Visit:
    """Come from the course that the cohort is for."""
    return moodle.open(who, person, members=False, context="3")


def test_a_teacher_sees_what_changes_for_each_person_before_anything_does(
    moodle: Served, room: Room
) -> None:
    opened = practitioner(moodle)
    page = opened.press(f"{cohort(opened)}/make").text
    assert "would have 6 people in “SQL: Practitioner”" in answer_in(page)
    told = text_of(page)
    assert "Person 1 joins the group" in told
    assert told.count("Somebody who is not in this course yet is enrolled and joins") == 4
    assert "Person 3" not in told
    assert (room.asked[NEW_GROUP], room.asked[ENROL]) == (0, 0)
    page = opened.press(f"{group_of(page)}/make").text
    assert "Moodle is being changed: 0 of 6 people are in" in answer_in(page)
    assert "data-busy" in page
    other = practitioner(moodle, person="51")
    assert other.press(group_of_state(page)).status_code == 403


def test_whom_moodle_does_not_list_as_a_teacher_asks_an_admin(moodle: Served, room: Room) -> None:
    del room.inside["50"]
    opened = practitioner(moodle)
    address = cohort(opened)
    page = opened.press(f"{address}/make").text
    assert "Moodle does not list you as a teacher" in text_of(page)
    assert "/teach/groups/" not in page
    said = opened.press(f"{address}/request", text="In March, please.").text
    assert "The L&D team has your request" in answer_in(said)
    admin = moodle.open("admin", "2", members=False)
    inbox = admin.press(INBOX, kind="cohort").text
    assert "In March, please." in inbox
    assert "Person 1" in text_of(inbox)
    request = re.search(r'name="request" value="([^"]*)"', inbox)
    assert request is not None
    accepted = admin.press(
        f"{INBOX}/answer", request=request[1], word="approve", kind="cohort"
    ).text
    assert "Accepted. Moodle is being changed. See what Moodle does" in text_of(accepted)
    assert re.search(r'action="/teach/groups/', accepted)
    settled = admin.press(INBOX, kind="cohort", state="accepted").text
    result = re.search(r'action="(/teach/groups/[^"?]*)', settled)
    assert result is not None
    told = text_of(admin.press(result[1]).text)
    assert "0 of 6 people are in" in told
    assert "Person 3 not done yet" in told
    assert opened.press(result[1]).status_code == 403


def test_a_cohort_for_another_course_is_a_request(moodle: Served, room: Room) -> None:
    opened = moodle.open(members=False)
    page = opened.press(f"{cohort(opened)}/make").text
    assert "This cohort is for another course than the one" in text_of(page)
    assert not room.asked


def test_where_moodle_tells_nothing_the_page_says_what_to_do(moodle: Served, room: Room) -> None:
    room.refusals[MEMBERS] = [MissingFunction("Moodle refuses the function.")]
    opened = practitioner(moodle)
    told = text_of(opened.press(f"{cohort(opened)}/make").text)
    assert "A Moodle admin can add it under Site administration, Server" in told
    assert "Moodle said: Moodle refuses the function." in told
    assert "Moodle did not answer as needed, so nothing was changed." in told
    room.refusals[MEMBERS] = [MissingFunction("Moodle refuses the function.")]
    admin = moodle.open("admin", "2", members=False, context="3")
    page = admin.press(f"{cohort(admin)}/make").text
    assert "Look again" in text_of(page)
    assert "they should know" not in page


def test_there_is_a_message_to_copy(moodle: Served) -> None:
    opened = practitioner(moodle)
    page = opened.press(cohort(opened)).text
    message = re.search(r'<textarea[^>]*id="message"[^>]*>(.*?)</textarea>', page, re.DOTALL)
    assert message is not None
    assert "you are invited to “SQL: Practitioner”" in message[1]
    assert "https://moodle.test/course/view.php?id=3" in message[1]
    assert "from 9:00" in text_of(page)


def test_what_is_wrong_with_a_course_goes_to_the_inbox(moodle: Served) -> None:
    opened = moodle.open(members=False)
    for wrong in ({"defect": "shoe", "text": "x"}, {"defect": "skill_gone", "text": "x"}):
        assert opened.press("/teach/feedback", **wrong).status_code == 400
    given = {"defect": "skill_gone", "skill": "SQL", "text": "Joins were taken out."}
    assert "The L&amp;D team has it" in opened.press("/teach/feedback", **given).text
    inbox = moodle.open("admin", "2", members=False).press(INBOX, kind="course_feedback")
    told = text_of(inbox.text)
    for words in ("SQL: Foundations", "It no longer teaches this skill.", "Joins were taken out."):
        assert words in told
