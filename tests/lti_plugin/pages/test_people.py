"""The people of a course, as Moodle lists them, and how far they are on the path placed there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from lti_plugin.services import admission, classrooms
from lti_plugin.store.paths import PathGrade
from lti_plugin.store.resource_links import ResourceLink
from tests.support.course import ITEMS, MEMBERS, Served, member, page_of, served
from tests.support.installation import Visit
from tests.support.reading import answer_of, text_of
from tests.support.services import Sent, Told
from tests.support.tool import Browser, code_of

PAGE, COLUMN, START = "/teach/people", "/teach/people/column", "/learn/path/start"
ROLE = "Data Analyst"
PROBLEM = "Moodle answered with an error."
ITEM_TYPE = "application/vnd.ims.lis.v2.lineitem+json"


@pytest.fixture
def moodle(tmp_path: Path) -> Iterator[Served]:
    """An installation and its platform's services; a teacher and two learners are in the course."""
    with served(tmp_path / "served") as made:
        made.installation.fill()
        made.tell_members(page_of(member(102), member(101), member(50, "Instructor")))
        yield made


def rows(page: TestResponse) -> list[list[str]]:
    """Return the cells of each row."""
    body = re.search(r"<tbody>(.*?)</tbody>", page.text, re.DOTALL)
    found = body[1].split("</tr>")[:-1] if body else []
    cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in found]
    return [[text_of(cell) for cell in row] for row in cells]


def names(page: TestResponse) -> list[str]:
    return [row[0] for row in rows(page)]


def starts(moodle: Served, person: str, who: str = "learner", item: int | None = 7) -> None:
    """Let somebody start the path."""
    mine = moodle.open(who, person, role=ROLE, item=item)
    assert "ahead of you" in mine.press(START).text


def note_grade(moodle: Served, **values: object) -> None:
    """Keep what Moodle made of the progress that was sent to it."""
    with moodle.installation.database.writing() as session:
        session.execute(update(PathGrade).values(**values))


def link_of(moodle: Served) -> ResourceLink:
    with moodle.installation.database.reading() as session:
        return session.scalars(select(ResourceLink)).one()


def test_the_class_is_listed_by_name_teachers_first(moodle: Served) -> None:
    page = moodle.open().press(PAGE)
    assert answer_of(page) == "2 learners are in “SQL: Foundations”."
    assert rows(page) == [
        ["Given50 Family50", "Teacher"],
        ["Given101 Family101", "Learner"],
        ["Given102 Family102", "Learner"],
    ]
    (sent,) = moodle.services.sent
    assert sent.headers["Accept"].endswith("membershipcontainer+json")
    assert "<progress" not in page.text


def test_every_page_of_the_roster_is_read(moodle: Served) -> None:
    url = f"{moodle.services.address}{MEMBERS}"
    moodle.tell_members(
        page_of(member(1), following=f"{url}?from=1"),
        page_of(member(2), member(1), following=f"{url}?from=2"),
        page_of(member(3), member(4, status="Inactive")),
    )
    page = moodle.open().press(PAGE)
    assert names(page) == ["Given1 Family1", "Given2 Family2", "Given3 Family3"]
    assert answer_of(page) == "3 learners are in “SQL: Foundations”."


def test_a_large_class_is_counted_whole_and_shown_in_part(
    moodle: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(classrooms, "MOST_SHOWN", 2)
    page = moodle.open().press(PAGE)
    assert answer_of(page).startswith("2 learners")
    assert names(page) == ["Given50 Family50", "Given101 Family101"]
    assert "The first 2 are shown." in page.text


def test_names_are_shown_as_text_and_may_be_missing(moodle: Served) -> None:
    hidden = {"user_id": "7", "roles": ["Learner"]}
    moodle.tell_members(page_of(hidden, member(8, name="<b>R&amp;D</b>")))
    page = moodle.open().press(PAGE)
    assert "Person 7" in names(page)
    assert "&lt;b&gt;R&amp;D&lt;/b&gt;" in page.text
    assert "<b>R" not in page.text


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (Told(401), "lti-roster-access"),
        (Told(403), "lti-roster-permission"),
        (Told(404), "lti-roster-gone"),
        (Told(200, {}), "lti-roster-members"),
        (Told(400), "lti-roster-400"),
    ],
    ids=["token", "forbidden", "gone", "empty", "broken"],
)
def test_a_roster_that_is_not_given_is_told_with_its_code(
    moodle: Served, answer: Told, code: str
) -> None:
    moodle.tell_members(answer)
    page = moodle.open().press(PAGE)
    assert page.status_code == 200
    assert answer_of(page) == "The people of “SQL: Foundations” cannot be shown right now."
    assert f"<code>{code}</code>" in page.text
    assert rows(page) == []


def test_a_refused_token_is_told(moodle: Served) -> None:
    moodle.services.token_answers = [Told(400, {"error": "invalid_client"})]
    page = moodle.open().press(PAGE)
    assert "<code>lti-token-invalid-client</code>" in page.text
    assert moodle.services.sent == []


def test_a_course_that_told_no_roster_says_what_to_switch_on(moodle: Served) -> None:
    page = moodle.open(members=False).press(PAGE)
    assert "cannot be shown right now" in answer_of(page)
    assert "Names and Role Provisioning" in page.text
    assert moodle.services.asked == []


def test_progress_stands_beside_those_who_started(moodle: Served) -> None:
    starts(moodle, "102")
    with moodle.installation.database.writing() as session:
        session.execute(
            update(PathGrade).values(sent=33.0, problem="Moodle answered with an error.")
        )
    page = moodle.open(role=ROLE, item=7).page
    assert answer_of(page) == "1 of 2 learners are on the path to Data Analyst."
    assert rows(page) == [
        ["Given50 Family50", "Teacher", "", ""],
        [
            "Given102 Family102",
            "Learner",
            "0 of 3 courses",
            f"33% {PROBLEM}",
        ],
        ["Given101 Family101", "Learner", "not started", ""],
    ]


def test_a_teacher_on_the_path_counts_among_no_learners(moodle: Served) -> None:
    starts(moodle, "50", "instructor")
    page = moodle.open(role=ROLE, item=7).page
    assert answer_of(page) == "0 of 2 learners are on the path to Data Analyst."
    assert rows(page)[0] == ["Given50 Family50", "Teacher", "0 of 3 courses", "not sent yet"]


def test_without_a_grade_column_nobody_is_said_not_to_have_started(moodle: Served) -> None:
    starts(moodle, "102", item=None)
    page = moodle.open(role=ROLE).page
    assert answer_of(page) == "2 learners are in “SQL: Foundations”."
    assert "not started" not in page.text
    assert [len(row) for row in rows(page)] == [2, 2, 2]
    assert "This path has no grade column yet." in page.text


def made_column(moodle: Served) -> list[dict[str, object]]:
    """Let Moodle keep the columns that it is asked to make, and list them."""
    kept: list[dict[str, object]] = []

    def make(sent: Sent) -> Told:
        kept.append({**sent.json(), "id": moodle.column(len(kept) + 7)})
        return Told(201, kept[-1])

    moodle.services.tell("POST", ITEMS, make)
    moodle.services.tell("GET", ITEMS, lambda _sent: Told(200, kept))
    return kept


def test_a_grade_column_is_added_once(moodle: Served) -> None:
    kept = made_column(moodle)
    teacher = moodle.open(role=ROLE)
    assert "Add a grade column" in teacher.page.text
    for _ in range(2):
        page = teacher.press(COLUMN)
        assert "The gradebook has a column for this path now." in page.text
        assert "Add a grade column" not in page.text
    (column,) = kept
    assert column == {
        "id": moodle.column(7),
        "label": "Path progress: Data Analyst",
        "scoreMaximum": 100,
        "resourceId": link_of(moodle).item,
        "tag": "path-progress",
        "resourceLinkId": "1",
    }
    posted = next(sent for sent in moodle.services.sent if sent.method == "POST")
    assert posted.headers["Content-Type"] == ITEM_TYPE
    assert posted.query == {"type_id": "1"}
    assert link_of(moodle).line_item_url == moodle.column(7)


def test_a_long_label_fits_into_moodles_gradebook(moodle: Served) -> None:
    kept = made_column(moodle)
    moodle.open(role="x" * 255).press(COLUMN)
    assert len(str(kept[0]["label"])) == 255


def test_a_column_that_moodle_does_not_make_is_told(moodle: Served) -> None:
    moodle.services.tell("GET", ITEMS, Told(200, []))
    moodle.services.tell("POST", ITEMS, Told(403))
    page = moodle.open(role=ROLE).press(COLUMN)
    assert page.status_code == 200
    assert "<code>lti-grades-permission</code>" in page.text
    assert "column for this path now" not in page.text
    assert link_of(moodle).line_item_url is None


def test_without_a_path_or_a_gradebook_there_is_no_column_to_add(moodle: Served) -> None:
    for teacher in (moodle.open(), moodle.open(role=ROLE, items=False)):
        assert "Add a grade column" not in teacher.press(PAGE).text
        page = teacher.press(COLUMN)
        assert (page.status_code, code_of(page)) == (400, "bad-request")
    assert not [sent for sent in moodle.services.sent if sent.method == "POST"]


def test_it_is_in_the_readers_language(moodle: Served) -> None:
    starts(moodle, "102")
    note_grade(moodle, problem=PROBLEM)
    page = moodle.open(role=ROLE, item=7, locale="de").page
    assert "Moodle hat mit einem Fehler geantwortet." in page.text


def test_learners_and_visits_of_nobody_see_no_people(moodle: Served) -> None:
    learner = moodle.open("learner", "102")
    for path in (PAGE, COLUMN):
        page = learner.press(path)
        assert (page.status_code, code_of(page)) == (401, "session-ended")
    with moodle.installation.database.writing() as session:
        secret = admission.invite(session, moodle.installation.site.id)
    browser = Browser(moodle.installation, moodle.installation.platforms[0])
    place = browser.post("/admin/enter", {"secret": secret}).headers["Location"]
    nobody = Visit(moodle.installation, browser.get(place), browser)
    assert "cannot be shown right now" in answer_of(nobody.press(PAGE))
    assert nobody.press(COLUMN).status_code == 400
    assert moodle.services.asked == []
