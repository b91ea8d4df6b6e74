"""A token that loses a right in mid-sync: what is known stays as it was, and the right is named."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from connectors.errors import ConnectorError
from connectors.moodle import MoodleConnector
from lti_plugin.jobs import plans, sync
from lti_plugin.jobs.tools import Source, Tools
from lti_plugin.store.courses import Course
from lti_plugin.store.jobs import Job, last_of
from lti_plugin.store.participation import Enrolment
from lti_plugin.store.people import Person
from lti_plugin.store.sites import Site
from lti_plugin.store.skills import CourseSkill
from tests.connectors.moodle.recorded import (
    RecordedMoodle,
    Reply,
    body,
    recorded_moodle,
    report,
    report_rows,
)
from tests.support.told import lines

CATEGORIES = "core_course_get_categories"
COURSES = "core_course_get_courses_by_field"
EVERYBODY = "core_user_get_users"
COURSES_OF = "core_enrol_get_users_courses"
OF_COURSE = "core_competency_list_course_competencies"
RETRIEVE = "core_reportbuilder_retrieve_report"
REFUSED = {"exception": "required_capability_exception", "errorcode": "nopermissions"}


def run(tools: Tools, site: Site, moodle: RecordedMoodle, report_id: int | None = 1) -> Job:
    """Read from the recorded Moodle; return the job however it ended."""
    zone = ZoneInfo("Europe/Lisbon")

    @contextmanager
    def opened(_site: Site) -> Iterator[Source]:
        connector = MoodleConnector(
            moodle.client(), timezone=zone, report_id=report_id, rows_per_page=20
        )
        yield Source(connector, steady=report_id is None)

    try:
        return plans.run(replace(tools, open_source=opened), {"sync": sync.STAGES}, site.id, "sync")
    except ConnectorError:
        with tools.database.reading() as session:
            found = last_of(session, site.id, "sync")
        assert found is not None
        return found


def known(tools: Tools) -> dict[str, Any]:
    """Return what the site holds of courses, what they teach, people and who is in what."""
    courses = Course.title, Course.visible, Course.gone_at, Course.level, Course.language
    people = Person.name, Person.gone_at, Person.department, Person.role, Person.email
    columns = {
        "courses": courses,
        "skills": (CourseSkill.course_id, CourseSkill.skill_id),
        "people": people,
        "enrolments": (Enrolment.person_id, Enrolment.course_id, Enrolment.active),
    }
    with tools.database.reading() as session:
        return {
            name: sorted(map(repr, session.execute(select(*row)))) for name, row in columns.items()
        }


def without(rows: list[dict[str, Any]], *names: str) -> list[dict[str, Any]]:
    """Return rows that no longer tell something."""
    return [{key: value for key, value in row.items() if key not in names} for row in rows]


def courses() -> list[dict[str, Any]]:
    """Return the front page and thirty courses, one of them hidden."""
    found: list[dict[str, Any]] = body("courses")["courses"][:31]
    return found


def users() -> list[dict[str, Any]]:
    """Return sixty people."""
    found: list[dict[str, Any]] = body("users_all")["users"][:60]
    return found


def categories(_call: dict[str, str]) -> Any:
    held = Counter(row["categoryid"] for row in courses())
    return [{**row, "coursecount": held[row["id"]]} for row in body("categories")]


def hidden_row() -> dict[str, Any]:
    """Return a row of the report: somebody in the hidden course."""
    (course,) = (row for row in courses() if not row["visible"])
    cells = ["learner0003", "E3", "", course["shortname"], "", "", "", "", "10.0%", ""]
    return {"columns": cells}


def no_hidden(_call: dict[str, str]) -> Any:
    return {"courses": [row for row in courses() if row["visible"]]}


def closed(_call: dict[str, str]) -> Any:
    return {"courses": without(courses(), "visible", "lang", "enddate")}


def no_details(_call: dict[str, str]) -> Any:
    return {"users": without(users(), "username", "idnumber", "department", "customfields")}


def only_itself(_call: dict[str, str]) -> Any:
    return {"users": users()[:1]}


def from_the(place: int, usual: Reply, then: Any) -> Callable[[Any], Any]:
    """Return a reply that changes after so many calls."""
    calls = 0

    def reply(call: dict[str, str]) -> Any:
        nonlocal calls
        calls += 1
        return usual(call) if calls < place else then

    return reply


@pytest.fixture
def moodle(tools: Tools, site: Site) -> Iterator[RecordedMoodle]:
    """The recorded Moodle, read once while everything was allowed."""
    with recorded_moodle() as moodle:
        moodle.replies |= {
            CATEGORIES: categories,
            COURSES: lambda _: {"courses": courses()},
            EVERYBODY: lambda _: {"users": users()},
            RETRIEVE: report([*report_rows(), hidden_row()]),
        }
        assert run(tools, site, moodle).status == "done"
        yield moodle


@pytest.mark.parametrize(
    ("function", "reply", "right"),
    [
        (COURSES, no_hidden, "moodle/course:viewhiddencourses"),
        (COURSES, closed, "moodle/course:view "),
        (EVERYBODY, no_details, "moodle/user:viewalldetails"),
        (EVERYBODY, only_itself, "moodle/site:viewuseridentity"),
        (RETRIEVE, 2, "audience of the report"),
        (OF_COURSE, 5, "moodle/competency:coursecompetencyview"),
        (OF_COURSE, 1, "moodle/competency:coursecompetencyview"),
    ],
)
def test_nothing_is_lost_and_the_right_is_named(
    tools: Tools,
    site: Site,
    moodle: RecordedMoodle,
    function: str,
    reply: Reply | int,
    right: str,
) -> None:
    before = known(tools)
    assert before["skills"]
    if isinstance(reply, int):
        code = "errorreportview" if function == RETRIEVE else "nopermissions"
        refused = {**REFUSED, "errorcode": code, "message": "No (View)"}
        reply = from_the(reply, moodle.replies[function], refused)
    moodle.replies[function] = reply
    job = run(tools, site, moodle)
    assert known(tools) == before
    assert right in " ".join([*lines(job), job.error or ""])


def test_person_by_person_a_right_that_goes_ends_the_pass(
    tools: Tools, site: Site, moodle: RecordedMoodle
) -> None:
    some = body("users_courses_3")
    moodle.replies[COURSES_OF] = lambda call: some if int(call["userid"]) < 50 else []
    run(tools, site, moodle, None)
    before = known(tools)
    allowed = moodle.replies[COURSES_OF]
    moodle.replies[COURSES_OF] = from_the(25, allowed, [])
    job = run(tools, site, moodle, None)
    assert job.status == "failed"
    assert "moodle/course:viewparticipants" in (job.error or "")
    assert known(tools) == before
