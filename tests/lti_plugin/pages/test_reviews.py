"""The page of what waits for a review: a teacher's course, an admin's site, nobody's own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from werkzeug.test import TestResponse

from lti_plugin.services.portfolio import Work
from lti_plugin.services.portfolio_files import Upload
from lti_plugin.store import people
from lti_plugin.store import portfolio as rows
from lti_plugin.store.people import MOODLE
from tests.support.course import Served, member, page_of, served
from tests.support.installation import Visit
from tests.support.profiles import skill
from tests.support.reading import answer_of, main_of, values_of
from tests.support.services import Told
from tests.support.tool import code_of
from tests.support.uploads import PDF, upload
from tests.support.work import add

PAGE, REVIEW = "/teach/portfolio", "/teach/portfolio/review"


@pytest.fixture
def moodle(tmp_path: Path) -> Iterator[Served]:
    """A teacher and the learner 102 are in the course; 103 is not."""
    with served(tmp_path / "served") as made:
        made.installation.fill()
        made.tell_members(page_of(member(102), member(50, "Instructor")))
        yield made


def hands_in(moodle: Served, person: str, title: str, file: Upload | None = None) -> UUID:
    """Let somebody hand in a piece of work."""
    installation = moodle.installation
    with installation.database.writing() as session:
        sql = skill(session, installation.site.id, "SQL").id
        owner = people.by_kind(session, installation.site.id, MOODLE)[person]
    work = Work(title, "https://example.org/", "", {sql: 4.0}, file=file)
    return add(installation.database, installation.site, owner, work)


def state_of(moodle: Served, item: UUID) -> str:
    with moodle.installation.database.reading() as session:
        return rows.get(session, moodle.installation.site.id, item).state


def judge(reader: Visit, page: TestResponse, which: UUID, **changes: Any) -> TestResponse:
    """Press a button of an item's form as it stands in the page."""
    number = values_of(page, "item").index(str(which))
    (level,) = {part.split('"')[0] for part in page.text.split('name="level:')[1:]}
    fields = {
        "item": str(which),
        "seen": values_of(page, "seen")[number],
        "word": "accepted",
        "note": "",
        f"level:{level}": "3",
    }
    return reader.press(REVIEW, **fields | changes)


def test_a_teacher_sees_and_accepts_the_work_of_their_learners(moodle: Served) -> None:
    item = hands_in(moodle, "102", "A <dashboard>")
    hands_in(moodle, "103", "Of another course")
    teacher = moodle.open()
    page = teacher.press(PAGE)
    assert answer_of(page) == "1 piece of work waits for a review."
    assert "A <dashboard> Person 2," in main_of(page)
    assert "SQL (claimed: advanced)" in main_of(page)
    assert "Of another course" not in page.text
    page = judge(teacher, page, item)
    assert "Your review is kept" in main_of(page)
    assert state_of(moodle, item) == "accepted"
    learner = moodle.open("learner", "102").press("/learn/portfolio")
    assert "SQL: seen as independent, you claimed advanced Reviewed by" in main_of(learner)


def test_a_reviewer_sees_what_a_file_is_before_they_open_it(moodle: Served) -> None:
    item = hands_in(moodle, "102", "Report", upload())
    other = hands_in(moodle, "103", "Of another course", upload())
    teacher = moodle.open()
    page = teacher.press(PAGE)
    assert "report.pdf (PDF, 1 KB) Download : report.pdf" in main_of(page)
    got = teacher.press(f"{PAGE}/{item}/file")
    assert (got.status_code, got.data) == (200, PDF)
    assert got.headers["Content-Disposition"] == "attachment; filename=report.pdf"
    refused = teacher.press(f"{PAGE}/{other}/file")
    assert (refused.status_code, code_of(refused)) == (404, "not-found")
    assert moodle.open("admin", "60").press(f"{PAGE}/{other}/file").data == PDF
    assert moodle.open("learner", "103").press(f"{PAGE}/{item}/file").status_code == 401
    judge(teacher, page, item)
    assert teacher.press(f"{PAGE}/{item}/file").status_code == 404
    moodle.tell_members(Told(403))
    page = moodle.open().press(f"{PAGE}/{other}/file")
    assert answer_of(page) == "Moodle does not say right now who is in your course."


def test_a_returned_one_needs_a_word(moodle: Served) -> None:
    item = hands_in(moodle, "102", "Report")
    teacher = moodle.open()
    page = teacher.press(PAGE)
    wrong = judge(teacher, page, item, word="returned")
    assert wrong.status_code == 400
    assert "Say in a few words what is missing." in main_of(wrong)
    assert state_of(moodle, item) == "unreviewed"
    judge(teacher, page, item, word="returned", note="Where is the <link>?")
    learner = moodle.open("learner", "102").press("/learn/portfolio")
    assert "Report returned" in main_of(learner)
    assert "Where is the <link>?" in main_of(learner)


def test_work_of_somebody_elses_learner_is_not_judged(moodle: Served) -> None:
    item = hands_in(moodle, "103", "Report")
    admin = moodle.open("admin", "60")
    shown = admin.press(PAGE)
    page = judge(moodle.open(), shown, item)
    assert (page.status_code, code_of(page)) == (403, "not-allowed")
    assert state_of(moodle, item) == "unreviewed"


def test_an_admin_sees_the_whole_site_but_their_own(moodle: Served) -> None:
    moodle.open("learner", "60")
    items = [hands_in(moodle, person, f"Of {person}") for person in ("102", "103", "60")]
    admin = moodle.open("admin", "60")
    page = admin.press(PAGE)
    assert values_of(page, "item") == [str(item) for item in items[:2]]
    assert moodle.services.sent == []
    assert "Your review is kept" in main_of(judge(admin, page, items[1]))
    own = judge(admin, page, items[0], item=str(items[2]))
    assert (own.status_code, code_of(own)) == (403, "not-allowed")
    assert [state_of(moodle, item) for item in items] == ["unreviewed", "accepted", "unreviewed"]


def test_without_moodles_list_nobody_is_in_the_course(moodle: Served) -> None:
    item = hands_in(moodle, "102", "Report")
    shown = moodle.open().press(PAGE)
    moodle.tell_members(Told(403))
    teacher = moodle.open()
    for page in (teacher.press(PAGE), judge(teacher, shown, item)):
        assert answer_of(page) == "Moodle does not say right now who is in your course."
        assert "<code>lti-roster-permission</code>" in page.text
        assert "Report" not in page.text
    assert answer_of(moodle.open(members=False).press(PAGE)).startswith("No piece of work")
    assert state_of(moodle, item) == "unreviewed"


@pytest.mark.parametrize(
    "changes", [{"item": "x"}, {"seen": "yesterday"}, {"seen": ""}, {"level:x": "1"}]
)
def test_a_form_that_is_none_of_ours_is_refused(moodle: Served, changes: dict[str, str]) -> None:
    item = hands_in(moodle, "102", "Report")
    teacher = moodle.open()
    page = judge(teacher, teacher.press(PAGE), item, **changes)
    assert (page.status_code, code_of(page)) == (400, "bad-request")
    assert state_of(moodle, item) == "unreviewed"


def test_learners_review_nothing(moodle: Served) -> None:
    learner = moodle.open("learner", "102")
    for address in (PAGE, REVIEW):
        page = learner.press(address)
        assert (page.status_code, code_of(page)) == (401, "session-ended")
