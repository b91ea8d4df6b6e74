"""Categories and courses of the recorded Moodle."""

from __future__ import annotations

from copy import deepcopy
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import responses

from connectors.http import Outgoing
from connectors.moodle import FieldMap, MoodleClient
from connectors.moodle.catalogue import Catalogue
from connectors.moodle.competencies import Competencies
from connectors.moodle.directory import Directory
from connectors.records import Category, Course, Notice, Rejected, SkillLink
from tests.connectors.moodle.recorded import BASE, PUBLIC, TOKEN, Call, RecordedMoodle, body

COURSES = "core_course_get_courses_by_field"


def catalogue_of(client: MoodleClient) -> Catalogue:
    """Return the reader of the catalogue."""
    directory = Directory()
    zone = ZoneInfo("Europe/Lisbon")
    return Catalogue(client, FieldMap(), zone, directory, Competencies(client, directory))


def read(client: MoodleClient, **options: Any) -> list[Course | Rejected]:
    """Return the whole catalogue."""
    return list(catalogue_of(client).courses(**options))


def one_course(moodle: RecordedMoodle, **changes: Any) -> None:
    """Make the first real course the only one, with changes."""
    course = {**deepcopy(body("courses")["courses"][1]), **changes}
    moodle.replies[COURSES] = lambda _: {"courses": [course], "warnings": []}


def custom(**values: Any) -> list[dict[str, Any]]:
    """Return custom fields; the same value stands for both of its forms."""
    return [
        {"shortname": name, "type": "text", "value": value, "valueraw": value, "name": name}
        for name, value in values.items()
    ]


def test_categories_have_their_parents(moodle: RecordedMoodle) -> None:
    moodle.replies["core_course_get_categories"] = lambda _: [
        *body("categories"),
        {"id": 90, "name": "R&amp;D", "parent": 2},
        {"id": "x", "name": "broken"},
    ]
    found = list(catalogue_of(moodle.client()).categories())
    assert found[0] == Category("1", "Category 1", None)
    assert found[-2] == Category("90", "R&D", "2")
    assert isinstance(found[-1], Rejected)
    assert found[-1].where == "category x"


def test_the_recorded_catalogue_comes_whole_and_without_the_front_page(
    client: MoodleClient,
) -> None:
    found = read(client)
    courses = [course for course in found if isinstance(course, Course)]
    assert len(courses) == len(found) == 126
    assert "1" not in {course.id for course in courses}
    assert sum(not course.visible for course in courses) == 4
    assert courses[0] == Course(
        id="2",
        title="SQL: Foundations",
        short_name="C001",
        summary="A workshop in SQL at foundations level, with practice in SQL.",
        category_id="2",
        category="Data",
        level="Foundations",
        mode="workshop",
        duration_minutes=960,
        cost=100.0,
        skills=(SkillLink("SQL", skill_id="SK0", competency_id="1"),),
        url="https://moodle.test/course/view.php?id=2",
        extra={
            "duration_minutes": "960",
            "learning_mode": "workshop",
            "level": "Foundations",
            "cost": "100",
        },
    )


def test_the_recorded_courses_have_a_way_in_and_no_end(client: MoodleClient) -> None:
    courses = [course for course in read(client) if isinstance(course, Course)]
    assert {(course.enrolable, course.ends_at) for course in courses} == {(True, None)}


@pytest.mark.parametrize(
    ("methods", "enrolable"),
    [(["manual"], True), (["self", "cohort"], True), ([], False), (None, True), ("odd", True)],
)
def test_only_a_course_without_any_way_in_is_closed(
    moodle: RecordedMoodle, client: MoodleClient, methods: object, enrolable: bool
) -> None:
    one_course(moodle, enrollmentmethods=methods)
    (course,) = read(client)
    assert isinstance(course, Course)
    assert course.enrolable is enrolable


@pytest.mark.parametrize(
    ("end", "expected"),
    [(0, None), (1798761600, datetime(2027, 1, 1, tzinfo=UTC)), (None, None), ([], None)],
)
def test_the_end_of_a_course_is_read(
    moodle: RecordedMoodle, client: MoodleClient, end: object, expected: datetime | None
) -> None:
    one_course(moodle, enddate=end)
    (course,) = read(client)
    assert isinstance(course, Course)
    assert course.ends_at == expected


def test_one_call_gives_the_catalogue_and_one_each_the_competencies(
    moodle: RecordedMoodle, client: MoodleClient
) -> None:
    read(client)
    functions = moodle.functions()
    assert functions.count(COURSES) == 1
    assert functions.count("core_competency_list_course_competencies") == 126
    moodle.calls.clear()
    read(client, with_competencies=False)
    assert moodle.functions() == [COURSES]


def test_more_custom_fields_are_read(moodle: RecordedMoodle, client: MoodleClient) -> None:
    one_course(
        moodle,
        timemodified=1_750_000_000,
        lang="de",
        customfields=custom(
            skills="SQL:3:1; Statistics:2",
            prerequisites="C001; nowhere",
            reviewdate="2025-06-27",
            audience="R&amp;D",
        ),
    )
    (course,) = read(client)
    assert isinstance(course, Course)
    assert course.skills == (SkillLink("SQL", 3, 1), SkillLink("Statistics", 2))
    assert course.prerequisites == ("2", "nowhere")
    assert course.reviewed_at == datetime(2025, 6, 26, 23, tzinfo=UTC)
    assert course.modified_at == datetime.fromtimestamp(1_750_000_000, UTC)
    assert course.language == "de"
    assert course.extra["audience"] == "R&D"
    assert (course.level, course.cost, course.duration_minutes) == (None, None, None)


@pytest.mark.parametrize(("seconds", "year"), [(1_750_000_000, 2025), (0, None)])
def test_a_review_date_may_be_a_date_field(
    moodle: RecordedMoodle, client: MoodleClient, seconds: int, year: int | None
) -> None:
    one_course(moodle, customfields=custom(reviewdate=seconds))
    (course,) = read(client)
    assert isinstance(course, Course)
    assert (course.reviewed_at.year if course.reviewed_at else None) == year


def test_a_field_that_cannot_be_read_is_reported_and_the_course_kept(
    moodle: RecordedMoodle, client: MoodleClient
) -> None:
    one_course(moodle, customfields=custom(duration_minutes="two days", level="Advanced"))
    notice, course = read(client)
    assert isinstance(notice, Notice)
    assert (notice.where, "duration_minutes" in notice.reason) == ("course 2", True)
    assert isinstance(course, Course)
    assert (course.duration_minutes, course.level) == (None, "Advanced")


@pytest.mark.parametrize(
    "date",
    [
        1_750_000_000_000,
        253_402_300_800,
        10**30,
        -(10**30),
        -1,
        1.5e300,
        float("nan"),
        float("inf"),
        float("-inf"),
        True,
        "9" * 5000,
        "next week",
    ],
)
@pytest.mark.parametrize("name", ["timemodified", "reviewdate"])
def test_an_absurd_date_is_left_out_with_a_notice_and_the_course_kept(
    moodle: RecordedMoodle, client: MoodleClient, name: str, date: object
) -> None:
    changes = {"customfields": custom(reviewdate=date)} if name == "reviewdate" else {name: date}
    one_course(moodle, **changes)
    notice, course = read(client)
    assert isinstance(notice, Notice)
    assert (notice.where, name in notice.reason) == ("course 2", True)
    assert len(notice.reason) < 120
    assert isinstance(course, Course)
    assert (course.modified_at, course.reviewed_at) == (None, None)


def test_a_date_that_was_never_set_is_no_notice(
    moodle: RecordedMoodle, client: MoodleClient
) -> None:
    one_course(moodle, timemodified=None, customfields=custom(reviewdate=None))
    (course,) = read(client)
    assert isinstance(course, Course)


@pytest.mark.parametrize(
    ("broken", "where"),
    [
        ({"id": 9}, "course 9"),
        ("nonsense", "course at 0"),
        ({"fullname": "x"}, "course at place 0"),
    ],
)
def test_a_bad_course_is_reported_and_the_others_kept(
    moodle: RecordedMoodle, client: MoodleClient, broken: Any, where: str
) -> None:
    moodle.replies[COURSES] = lambda _: {"courses": [broken, body("courses")["courses"][2]]}
    report, course = read(client)
    assert isinstance(report, Rejected)
    assert report.where == where
    assert isinstance(course, Course)


def test_a_catalogue_too_large_for_one_answer_is_read_by_category() -> None:
    with responses.RequestsMock() as mock:
        moodle = RecordedMoodle()
        everything = body("courses")

        def reply(call: Call) -> Any:
            if "field" not in call:
                return everything
            chosen = [c for c in everything["courses"] if str(c["categoryid"]) == call["value"]]
            return {"courses": chosen, "warnings": []}

        moodle.replies[COURSES] = reply
        moodle.replies["core_course_get_categories"] = lambda _: [{"id": "x"}, *body("categories")]
        mock.add_callback(responses.POST, f"{BASE}/webservice/rest/server.php", callback=moodle)
        http = Outgoing(resolve=lambda *_: [PUBLIC], max_bytes=200_000)
        found = read(MoodleClient(BASE, TOKEN, http), with_competencies=False)
    assert len({course.id for course in found if isinstance(course, Course)}) == 126
    assert moodle.functions().count(COURSES) == 1 + len(body("categories"))
