"""A Moodle that answers nonsense in single values: the pass goes on, and what comes out is sane."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.errors import BadReport
from connectors.http import Outgoing
from connectors.moodle import MoodleClient, MoodleConnector
from connectors.records import Completion, Course, Learner, Notice, Rejected
from tests.connectors.absurd import NUMBERS, TEXTS, VALUES, misfits
from tests.connectors.moodle.recorded import BASE, TOKEN, body

CUSTOM = (
    *("duration_minutes", "level", "learning_mode", "cost", "reviewdate", "prerequisites"),
    *("skills", "jobrole", "targetrole", "department", "manager"),
)
FIELDS = st.lists(
    st.fixed_dictionaries({"shortname": st.sampled_from(CUSTOM), "value": VALUES}).flatmap(
        lambda field: VALUES.map(lambda raw: {**field, "valueraw": raw})
    ),
    max_size=4,
)
ABSURD = settings(deadline=None, max_examples=60)


class Answering(MoodleClient):
    """A client whose calls are answered at once, without a wire."""

    def __init__(self, **answers: Any) -> None:
        super().__init__(BASE, TOKEN, Outgoing())
        self.answers = answers

    def call(self, function: str, **params: Any) -> Any:
        answer = self.answers[function]
        return answer(params) if callable(answer) else answer


def row(of: str, *names: str) -> st.SearchStrategy[dict[str, Any]]:
    """Return the recorded row ``of`` with absurd values in some of the fields ``names``."""
    whole = {"courses": body("courses").get("courses"), "users": body("users_all").get("users")}
    changes = st.fixed_dictionaries({}, optional=dict.fromkeys(names, VALUES))
    return st.builds(
        lambda change, custom: {**whole[of][2], "customfields": custom, **change}, changes, FIELDS
    )


def moodle(report_id: int | None = None, **answers: Any) -> MoodleConnector:
    """Return a connector to a Moodle that answers so."""
    known = {
        "core_webservice_get_site_info": body("site_info"),
        "core_competency_list_competency_frameworks": body("competency_frameworks"),
        "core_competency_list_course_competencies": [],
        "core_enrol_get_enrolled_users": [],
    }
    client = Answering(**known | answers)
    return MoodleConnector(client, timezone=ZoneInfo("Europe/Lisbon"), report_id=report_id)


def sane(records: Iterator[Any]) -> list[Any]:
    """Return all records, having looked at each."""
    found = list(records)
    assert [fault for record in found for fault in misfits(record)] == []
    return found


@ABSURD
@given(
    row("courses", "id", "fullname", "shortname", "idnumber", "summary", "categoryid", "lang")
    | row("courses", "categoryname", "visible", "timemodified", "customfields"),
    st.lists(st.fixed_dictionaries({"competency": VALUES}), max_size=1),
)
def test_a_course_with_absurd_values_never_ends_the_pass(
    course: dict[str, Any], competencies: list[Any]
) -> None:
    answers = {"courses": [course, body("courses")["courses"][3]]}
    connector = moodle(
        core_course_get_courses_by_field=answers,
        core_competency_list_course_competencies=competencies,
    )
    assert isinstance(sane(connector.courses())[-1], Course | Notice | Rejected)


@ABSURD
@given(row("users", "id", "username", "fullname", "email", "idnumber", "department", "lang"))
def test_a_person_with_absurd_values_never_ends_the_pass(user: dict[str, Any]) -> None:
    people = {"users": [user, body("users_all")["users"][3]]}
    found = sane(moodle(core_user_get_users=people).learners())
    assert isinstance(found[-1], Learner)


@ABSURD
@given(st.fixed_dictionaries({"id": VALUES, "name": VALUES, "parent": VALUES}))
def test_a_category_with_absurd_values_never_ends_the_pass(category: dict[str, Any]) -> None:
    sane(moodle(core_course_get_categories=[category]).categories())


@ABSURD
@given(
    st.fixed_dictionaries(
        {"id": NUMBERS, "progress": VALUES, "completed": VALUES, "completionhascriteria": VALUES}
    )
)
def test_a_course_of_a_person_with_absurd_values_never_ends_the_pass(taken: dict[str, Any]) -> None:
    connector = moodle(core_enrol_get_users_courses=[taken])
    sane(each for page in connector.participation_pages(learner_ids=["3"]) for each in page.records)


@pytest.fixture(scope="module")
def reported() -> MoodleConnector:
    """A connector that knows the recorded people and courses, to a Moodle with a report."""
    connector = moodle(
        report_id=1,
        core_course_get_courses_by_field=body("courses"),
        core_user_get_users=body("users_all"),
        core_reportbuilder_retrieve_report=body("report_past_end"),
    )
    list(connector.participation())
    return connector


@ABSURD
@given(st.dictionaries(st.integers(0, 9), st.none() | TEXTS, max_size=5), NUMBERS)
def test_a_row_of_the_report_with_absurd_cells_never_ends_the_pass(
    reported: MoodleConnector, changes: dict[int, str | None], total: Any
) -> None:
    shape = body("report_page0")["data"]
    cells = shape["rows"][1]["columns"]
    odd = {"columns": [changes.get(place, cell) for place, cell in enumerate(cells)]}

    def reply(call: dict[str, Any]) -> Any:
        rows = [odd, shape["rows"][1]] if call["page"] == 0 else []
        return {"data": {**shape, "rows": rows, "totalrowcount": total}}

    client = reported._client
    assert isinstance(client, Answering)
    client.answers["core_reportbuilder_retrieve_report"] = reply
    try:
        found = sane(reported.participation())
    except BadReport:
        assert isinstance(total, bool | float)
    else:
        assert isinstance(found[-1], Completion)
