"""The grade column of a badge, switched on by the course's teacher or an admin, and off again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, update

from lti_plugin.store import courses
from lti_plugin.store.achievements import Achievement
from lti_plugin.store.audit import AuditEntry
from lti_plugin.store.badge_columns import BadgeColumn
from lti_plugin.store.base import now
from lti_plugin.store.jobs import GRADES, Job
from lti_plugin.store.lti import Registration
from tests.lti_plugin.pages.test_people import made_column
from tests.support import achievements as told
from tests.support.badge_pages import PAGE as ADMIN
from tests.support.course import ITEMS, Served, member, page_of, served
from tests.support.installation import Visit
from tests.support.services import Told
from tests.support.tool import code_of

TEACHER = "/teach/people/badge-column"
ADDED = "The gradebook has a column for this badge; it is being filled."
ADD, NO_MORE = "Add a grade column", "Send no more grades"


@pytest.fixture
def moodle(tmp_path: Path) -> Iterator[Served]:
    """An installation and its platform's services; a teacher and two learners are in the course."""
    with served(tmp_path / "served") as made:
        made.installation.fill()
        made.tell_members(page_of(member(102), member(101), member(50, "Instructor")))
        yield made


@pytest.fixture
def badge(moodle: Served) -> UUID:
    """A badge of the course."""
    site, database = moodle.installation.site, moodle.installation.database
    with database.reading() as session:
        course = courses.by_kind(session, site.id, courses.MOODLE)["2"]
    return told.of_course(database, site.id, course)


def switch(mine: Visit, badge: UUID, step: str = "on") -> str:
    """Press the teacher's button."""
    return mine.press(TEACHER, achievement=badge, step=step).text


def column(moodle: Served) -> BadgeColumn:
    """Return the one column that is kept."""
    with moodle.installation.database.reading() as session:
        return session.scalars(select(BadgeColumn)).one()


def actions(moodle: Served) -> list[str]:
    """Return what the audit log tells of columns."""
    with moodle.installation.database.reading() as session:
        found = session.scalars(select(AuditEntry.action).order_by(AuditEntry.at)).all()
    return [each for each in found if "column" in each]


def test_a_teacher_adds_the_column_of_the_own_course_once(moodle: Served, badge: UUID) -> None:
    kept = made_column(moodle)
    teacher = moodle.open()
    assert ADD in teacher.press("/teach/people").text
    page = switch(teacher, badge)
    assert ADDED in page
    assert NO_MORE in page
    switch(teacher, badge)
    (made,) = kept
    assert made == {
        "id": moodle.column(7),
        "label": "Badge: SQL: Foundations",
        "scoreMaximum": 1,
        "resourceId": str(badge),
        "tag": "badge-earned",
    }
    assert (column(moodle).is_on, column(moodle).line_item_url) == (True, moodle.column(7))
    with moodle.installation.database.reading() as session:
        assert session.scalars(select(Job.kind)).all().count(GRADES) == 1
    assert set(actions(moodle)) == {"badge column on"}


def test_it_is_switched_off_and_on_again_with_the_same_column(moodle: Served, badge: UUID) -> None:
    kept = made_column(moodle)
    teacher = moodle.open()
    switch(teacher, badge)
    page = switch(teacher, badge, "off")
    assert "Nothing more is sent to the gradebook" in page
    assert ADD in page
    assert not column(moodle).is_on
    assert ADDED in switch(teacher, badge)
    assert len(kept) == 1
    assert actions(moodle) == ["badge column on", "badge column off", "badge column on"]


@pytest.mark.parametrize(
    ("answer", "code"),
    [(Told(403), "lti-grades-permission"), (Told(401), "lti-grades-access")],
    ids=["scope", "token"],
)
def test_what_moodle_does_not_let_us_do_is_told(
    moodle: Served, badge: UUID, answer: Told, code: str
) -> None:
    moodle.services.tell("GET", ITEMS, answer)
    page = switch(moodle.open(), badge)
    assert f"<code>{code}</code>" in page
    assert not column(moodle).is_on
    made_column(moodle)
    assert ADDED in switch(moodle.open(), badge)


def test_a_tool_without_the_grade_service_is_told_what_to_switch_on(
    moodle: Served, badge: UUID
) -> None:
    teacher = moodle.open(items=False)
    page = teacher.press("/teach/people").text
    assert "Assignment and Grade Services" in page
    assert ADD not in page
    answer = teacher.press(TEACHER, achievement=badge, step="on")
    assert answer.status_code == 400
    assert "has not told where its grade columns are" in answer.text


def test_scopes_that_are_not_granted_are_told(moodle: Served, badge: UUID) -> None:
    moodle.services.token_answers = [
        Told(200, {"access_token": "t", "token_type": "Bearer", "expires_in": 60, "scope": "x"})
    ]
    page = switch(moodle.open(), badge)
    assert "switch on the services for grades and members" in page


def test_a_teacher_changes_no_badge_of_another_course(moodle: Served, badge: UUID) -> None:
    made_column(moodle)
    with moodle.installation.database.writing() as session:
        session.execute(update(Achievement).values(course_id=uuid4()))
    answer = moodle.open().press(TEACHER, achievement=badge, step="on")
    assert answer.status_code == 403
    assert moodle.services.sent[-1].method == "GET"
    learner = moodle.open("learner", "102").press(TEACHER, achievement=badge, step="on")
    assert (learner.status_code, code_of(learner)) == (401, "session-ended")


@pytest.mark.parametrize("fields", [{}, {"achievement": "x"}, {"step": "burn"}])
def test_odd_buttons_are_refused(moodle: Served, badge: UUID, fields: dict[str, str]) -> None:
    answer = moodle.open().press(TEACHER, **({"achievement": badge} | fields))
    assert answer.status_code == 400


def test_somebody_else_at_it_is_told(moodle: Served, badge: UUID) -> None:
    kept = made_column(moodle)
    teacher = moodle.open()
    switch(teacher, badge)
    with moodle.installation.database.writing() as session:
        session.execute(update(BadgeColumn).values(asked_at=now()))
    assert "Somebody is adding it at this moment." in switch(teacher, badge)
    assert len(kept) == 1


def test_an_admin_adds_it_by_the_way_that_the_course_told(moodle: Served, badge: UUID) -> None:
    kept = made_column(moodle)
    admin = moodle.open("admin", "9", items=False)
    page = admin.press(f"{ADMIN}/{badge}")
    assert "For a grade column, open Fingerpost once in the course." in page.text
    answer = admin.press(f"{ADMIN}/{badge}/column", step="on")
    assert answer.status_code == 400
    moodle.open()
    assert ADD in admin.press(f"{ADMIN}/{badge}").text
    assert ADDED in admin.press(f"{ADMIN}/{badge}/column", step="on").text
    assert len(kept) == 1
    assert ADD in admin.press(f"{ADMIN}/{badge}/column", step="off").text


def test_an_admin_is_told_what_moodle_answered(moodle: Served, badge: UUID) -> None:
    moodle.open()
    moodle.services.tell("GET", ITEMS, Told(403))
    page = moodle.open("admin", "9").press(f"{ADMIN}/{badge}/column", step="on").text
    assert "lti-grades-permission" in page
    with moodle.installation.database.writing() as session:
        session.execute(update(Registration).values(enabled=False))
        assert session.scalars(select(BadgeColumn)).one().is_on is False


def test_of_a_retired_badge_no_column_is_added(moodle: Served, badge: UUID) -> None:
    made_column(moodle)
    with moodle.installation.database.writing() as session:
        told.reload(session, badge).retired_at = now()
    answer = moodle.open().press(TEACHER, achievement=badge, step="on")
    assert answer.status_code == 400
    assert "not awarded at present" in answer.text


def test_the_problem_of_a_column_stands_on_the_page(moodle: Served, badge: UUID) -> None:
    made_column(moodle)
    teacher = moodle.open()
    switch(teacher, badge)
    with moodle.installation.database.writing() as session:
        session.execute(update(BadgeColumn).values(problem="Moodle answered with an error."))
    page = moodle.open().press("/teach/people").text
    assert "No grade reaches the column of this badge right now." in page
    assert "Add it again" in page
    page = moodle.open(locale="de").press("/teach/people").text
    assert "Moodle hat mit einem Fehler geantwortet." in page
