"""The look-alike's web services, compared with recorded answers of a real Moodle."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from lti_plugin.demo.lookalike import LookAlike
from lti_plugin.demo.webservice import FUNCTIONS, SITE_INFO
from tests.support.lookalike import Call
from tests.support.shapes import differences

CASES = {
    "site_info": {},
    "categories": {},
    "courses": {},
    "competency_frameworks": {"context[contextlevel]": "system"},
    "competencies": {"filters[0][column]": "competencyframeworkid", "filters[0][value]": 1},
    "course_competencies": {"id": 3},
    "users_all": {"criteria[0][key]": "email", "criteria[0][value]": "%@example.com"},
    "users_by_field": {"field": "id", "values[0]": 3, "values[1]": 4},
    "users_courses": {"userid": 3},
    "enrolled_users": {"courseid": 2},
    "completion_complete": {"courseid": 2, "userid": 3},
    "reports": {},
    "ratings_report": {"reportid": 2, "page": 0, "perpage": 1000},
    "report_page0": {"reportid": 1, "page": 0, "perpage": 1000},
    "report_past_end": {"reportid": 1, "page": 99, "perpage": 1000},
}


@pytest.mark.parametrize("name", sorted(CASES))
def test_an_answer_has_the_recorded_shape(
    name: str, call: Call, recorded_ws: dict[str, Any], moodle: LookAlike
) -> None:
    given = CASES[name]
    if name == "completion_complete":
        done = next(s for s in moodle.ledger.everything() if s.completed_at)
        given = {"courseid": done.course_id, "userid": done.person_id}
    recorded = recorded_ws[name]
    answer = call(recorded["request"]["wsfunction"], **given)
    assert answer
    assert differences(recorded["body"], answer) == []


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("error_function_not_in_service", {}),
        ("error_unknown_function", {}),
        ("error_invalid_parameter", {"userid": "abc"}),
        ("completion_error_not_enrolled", {"courseid": 2, "userid": 99999}),
        ("report_unknown", {"reportid": 77}),
    ],
)
def test_an_error_comes_inside_a_good_answer_exactly_as_recorded(
    name: str, given: dict[str, object], call: Call, recorded_ws: dict[str, Any]
) -> None:
    recorded = recorded_ws[name]
    assert call(recorded["request"]["wsfunction"], **given) == recorded["body"]


@pytest.mark.parametrize("token", ["", "wrong", "schlüssel"])
def test_a_wrong_token_is_refused_as_recorded(
    token: str, call: Call, recorded_ws: dict[str, Any]
) -> None:
    answer = call(SITE_INFO, form={"wstoken": token})
    assert answer == recorded_ws["error_invalid_token"]["body"]


@pytest.mark.parametrize(
    ("function", "given"),
    [
        ("core_enrol_get_users_courses", {}),
        ("core_user_get_users", {}),
        ("core_user_get_users", {"criteria[0][key]": "shoe", "criteria[0][value]": "42"}),
        ("core_user_get_users", {"criteria[0][key]": "email"}),
        ("core_user_get_users", {"criteria[x][key]": "email"}),
        ("core_user_get_users", {"criteria": "email", "criteria[0][key]": "email"}),
        ("core_user_get_users_by_field", {"values[0]": 3}),
        ("core_user_get_users_by_field", {"field": "shoe", "values[0]": 3}),
        ("core_course_get_courses_by_field", {"field": "shoe", "value": 1}),
        ("core_enrol_get_enrolled_users", {"courseid": "1.5"}),
        (
            "core_enrol_get_enrolled_users",
            {"courseid": 2, "options[0][name]": "limitfrom", "options[0][value]": "many"},
        ),
        (
            "core_enrol_get_enrolled_users",
            {"courseid": 2, "options[0][name]": "sortby", "options[0][value]": "shoe"},
        ),
        ("core_competency_list_competencies", {"sort": "shoe"}),
        (
            "core_competency_list_competencies",
            {"filters[0][column]": "shoe", "filters[0][value]": "1"},
        ),
    ],
)
def test_a_missing_or_wrong_parameter_is_refused(
    function: str, given: dict[str, object], call: Call, recorded_ws: dict[str, Any]
) -> None:
    assert call(function, **given) == recorded_ws["error_invalid_parameter"]["body"]


@pytest.mark.parametrize(
    ("function", "given"),
    [
        ("core_enrol_get_enrolled_users", {"courseid": 99999}),
        ("core_completion_get_course_completion_status", {"courseid": 99999, "userid": 3}),
        ("core_competency_list_course_competencies", {"id": 99999}),
    ],
)
def test_an_unknown_course_is_a_missing_record(
    function: str, given: dict[str, object], call: Call
) -> None:
    answer = call(function, **given)
    assert answer["errorcode"] == "invalidrecord"
    assert answer["message"].endswith("table course.")


def test_the_token_does_not_work_in_the_address(client: FlaskClient, moodle: LookAlike) -> None:
    path = "/demo-moodle/webservice/rest/server.php"
    given = {"wstoken": moodle.site.token, "wsfunction": SITE_INFO}
    assert client.get(path, query_string=given).status_code == 405
    assert client.post(path, query_string=given).get_json()["errorcode"] == "invalidtoken"


def test_site_info_lists_exactly_what_can_be_called(call: Call) -> None:
    names = [row["name"] for row in call(SITE_INFO)["functions"]]
    assert names == [SITE_INFO, *FUNCTIONS]


def test_the_catalogue_comes_whole_with_custom_fields(call: Call, moodle: LookAlike) -> None:
    courses = call("core_course_get_courses_by_field")["courses"]
    assert [c["id"] for c in courses] == [1, *moodle.organisation.courses]
    found = {c["shortname"]: c for c in courses}
    fields = {f["shortname"]: f["value"] for f in found["DAT-201"]["customfields"]}
    assert fields == {
        "duration_minutes": "600",
        "learning_mode": "online course",
        "level": "Practitioner",
        "cost": "180",
        "prerequisites": "DAT-101",
        "skills": None,
    }
    levels = {f["shortname"]: f["value"] for f in found["LOG-207"]["customfields"]}["skills"]
    assert levels.startswith("plan transport:2.5:0;control inventory:2.5:0;")
    assert found["DAT-305"]["lang"] == "de"
    assert found["LOG-302"]["visible"] == 0
    assert found["DAT-101"]["contacts"][0]["fullname"] == "Ruth Lindqvist"


@pytest.mark.parametrize(
    ("field", "value", "codes"),
    [
        ("id", "2", ["DAT-101"]),
        ("ids", "2,3", ["DAT-101", "DAT-102"]),
        ("shortname", "DES-106", ["DES-106"]),
        ("idnumber", "LARK-1", ["DAT-101"]),
        ("id", "99999", []),
    ],
)
def test_courses_can_be_asked_for_by_a_field(
    field: str, value: str, codes: list[str], call: Call
) -> None:
    answer = call("core_course_get_courses_by_field", field=field, value=value)
    assert [c["shortname"] for c in answer["courses"]] == codes


def test_a_category_has_as_many_courses_as_it_says(call: Call) -> None:
    for category in call("core_course_get_categories"):
        courses = call("core_course_get_courses_by_field", field="category", value=category["id"])
        assert len(courses["courses"]) == category["coursecount"]


def test_people_are_found_by_wildcard_and_by_exact_value(call: Call) -> None:
    def found(key: str, value: str) -> list[str]:
        given = {"criteria[0][key]": key, "criteria[0][value]": value}
        return [u["username"] for u in call("core_user_get_users", **given)["users"]]

    assert found("email", "AMARA.okafor@%") == ["amara.okafor"]
    assert found("lastname", "%kafor") == ["amara.okafor"]
    assert found("username", "amara.%") == []
    assert found("idnumber", "E0001") == ["amara.okafor"]
    assert found("email", "amara") == []


def test_profile_fields_carry_job_and_goal_and_leave_empty_ones_out(call: Call) -> None:
    def fields(username: str) -> dict[str, str]:
        given = {"field": "username", "values[0]": username}
        (person,) = call("core_user_get_users_by_field", **given)
        return {f["shortname"]: f["value"] for f in person.get("customfields", [])}

    assert fields("jonas.weber")["targetrole"] == "UX Designer"
    assert fields("jonas.weber")["jobrole"] == "Print Marketing Specialist"
    assert fields("jonas.weber")["manager"].startswith("E0")
    assert "targetrole" not in fields("amara.okafor")
    assert fields("wsuser") == {}


def test_the_people_of_a_course_come_in_pages(call: Call) -> None:
    def page(first: int, most: int, order: str = "id") -> list[int]:
        options = {"limitfrom": first, "limitnumber": most, "sortby": order}
        given: dict[str, object] = {"courseid": 2}
        for place, (name, value) in enumerate(options.items()):
            given |= {f"options[{place}][name]": name, f"options[{place}][value]": value}
        return [p["id"] for p in call("core_enrol_get_enrolled_users", **given)]

    everybody = page(0, 0)
    assert everybody == sorted(everybody)
    assert len(everybody) > 20
    assert page(0, 10) + page(10, 10) == everybody[:20]
    assert page(len(everybody), 10) == []
    assert sorted(page(0, 0, "lastname")) == everybody
    assert page(0, 0, "lastname") != everybody


def test_nobody_is_suspended_in_a_course(call: Call) -> None:
    only = {"options[0][name]": "onlysuspended", "options[0][value]": 1}
    assert call("core_enrol_get_enrolled_users", courseid=2, **only) == []


def test_skills_come_filtered_sorted_and_in_pages(call: Call) -> None:
    function = "core_competency_list_competencies"
    every = call(function, sort="idnumber")
    assert [row["idnumber"] for row in every[:3]] == ["SK1", "SK10", "SK11"]
    assert call(function, sort="idnumber", skip=2, limit=3) == every[2:5]
    none = {"filters[0][column]": "competencyframeworkid", "filters[0][value]": 2}
    assert call(function, **none) == []


def test_a_courses_skills_come_with_the_main_one_first(call: Call, moodle: LookAlike) -> None:
    course = moodle.organisation.courses_by_code["DAT-203"]
    rows = call("core_competency_list_course_competencies", id=course.id)
    assert [r["competency"]["shortname"] for r in rows] == [s.name for s in course.skills]
    assert [r["coursecompetency"]["sortorder"] for r in rows] == [0, 1, 2]


def test_an_unknown_persons_courses_are_none(call: Call) -> None:
    assert call("core_enrol_get_users_courses", userid=99999) == []


def test_a_click_shows_in_every_answer(call: Call, moodle: LookAlike) -> None:
    person = moodle.organisation.personas_by_key["newcomer"]
    course = moodle.organisation.courses_by_code["LOG-103"]
    status = {"courseid": course.id, "userid": person.id}
    function = "core_completion_get_course_completion_status"
    assert call(function, **status)["errorcode"] == "usernotenroled"
    before = call("core_reportbuilder_retrieve_report", reportid=1)["data"]["totalrowcount"]

    assert moodle.mark_done(person, course)

    assert call(function, **status)["completionstatus"]["completed"] is True
    courses = call("core_enrol_get_users_courses", userid=person.id)
    assert {(c["id"], c["completed"], c["progress"]) for c in courses} >= {(course.id, True, 100)}
    people = call("core_enrol_get_enrolled_users", courseid=course.id)
    assert person.id in [p["id"] for p in people]
    last = call("core_reportbuilder_retrieve_report", reportid=1, page=before, perpage=1)["data"]
    assert last["totalrowcount"] == before + 1
    assert last["rows"][0]["columns"][0] == person.username
    assert last["rows"][0]["columns"][6] == "Yes"


def test_a_copied_course_is_told_of_like_any_other(call: Call, moodle: LookAlike) -> None:
    original = moodle.organisation.courses_by_code["DAT-101"]
    copy = moodle.copy_course(original)
    courses = call("core_course_get_courses_by_field")["courses"]
    assert [c["shortname"] for c in courses if c["id"] == copy.id] == ["DAT-101_1"]
    people = [call("core_enrol_get_enrolled_users", courseid=c.id) for c in (original, copy)]
    assert [p["id"] for p in people[0]] == [p["id"] for p in people[1]]
    skills = [call("core_competency_list_course_competencies", id=c.id) for c in (original, copy)]
    names = [[row["competency"]["shortname"] for row in rows] for rows in skills]
    assert names[0] == names[1]
    rows = call("core_reportbuilder_retrieve_report", reportid=1, page=0, perpage=10_000)
    told = [row["columns"] for row in rows["data"]["rows"] if row["columns"][3] == copy.code]
    assert len(told) == 1 + len(people[0])
    assert not any(row[6] for row in told)
