"""Line items: made, found, changed and removed by the tool that they belong to."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from lti_plugin.demo.blueprint import assemble
from lti_plugin.demo.entities import Course
from lti_plugin.demo.lookalike import LookAlike
from lti_plugin.demo.vocabulary import AGS, LINE_ITEM_READING_SCOPE, SCORE_SCOPE
from tests.support.grades import ISSUER, ITEM, GradeClient
from tests.support.lookalike import AnyTool
from tests.support.shapes import differences

GRADED = {
    "type": "ltiResourceLink",
    "title": "Graded",
    "lineItem": {"scoreMaximum": 5, "resourceId": "r-7", "tag": "badge"},
}


@pytest.fixture
def grades(registered: AnyTool, course: Course) -> GradeClient:
    """The grade service of the instructor's course."""
    return GradeClient(registered, course.id)


@pytest.fixture
def first(client: FlaskClient, moodle: LookAlike, course: Course) -> dict[str, Any]:
    """The header of the tool that is there from the start."""
    token = moodle.tokens.issue(1, frozenset(moodle.tools.everything()[0].scopes))
    return {"Authorization": f"Bearer {token}"}


def test_the_activity_from_the_start_has_a_line_item_as_recorded(
    grades: GradeClient, first: dict[str, Any], course: Course, recorded_lti: dict[str, Any]
) -> None:
    answer = grades.call(f"{grades.base}?type_id=1", headers=first)
    recorded = recorded_lti["services"]["lineitems"][0]
    (item,) = answer.get_json()
    assert item.keys() == recorded.keys()
    same = ("scoreMaximum", "resourceId", "tag")
    assert [item[name] for name in same] == [recorded[name] for name in same]
    assert item["resourceLinkId"] == item["ltiLinkId"] == str(course.id)
    assert item["id"] == f"{grades.base}/{course.id}/lineitem?type_id=1"
    assert answer.content_type == (
        "application/vnd.ims.lis.v2.lineitemcontainer+json; charset=utf-8"
    )
    assert grades.call(item["id"], headers=first).get_json() == item


def test_a_line_item_is_made_as_recorded(grades: GradeClient, recorded_lti: dict[str, Any]) -> None:
    recorded = recorded_lti["services"]["lineitem_created"]
    said = {name: value for name, value in recorded.items() if name != "id"}
    answer = grades.make(**said)
    assert answer.status_code == 201
    assert differences(recorded, answer.get_json()) == []
    address = answer.get_json()["id"]
    assert re.fullmatch(rf"{re.escape(grades.base)}/\d+/lineitem\?type_id=2", address)
    assert grades.call(address).get_json() == said | {"id": address}


@pytest.mark.parametrize("content_type", ["application/json", "", f"{ITEM}x"])
def test_a_line_item_needs_its_very_own_media_type(content_type: str, grades: GradeClient) -> None:
    assert grades.make(content_type=content_type).status_code == 400
    assert grades.make(content_type=f"{ITEM}; charset=utf-8").status_code == 201


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({"label": None}, 400),
        ({"scoreMaximum": None}, 400),
        ({"scoreMaximum": "many"}, 400),
        ({"scoreMaximum": []}, 400),
        ({"resourceLinkId": "x"}, 400),
        ({"resourceLinkId": "99999"}, 403),
    ],
)
def test_a_line_item_that_says_too_little_is_refused(
    said: dict[str, Any], status: int, grades: GradeClient
) -> None:
    assert grades.make(**said).status_code == status
    assert grades.listed().get_json() == []


def test_another_tools_activity_cannot_be_named(grades: GradeClient, course: Course) -> None:
    assert grades.make(resourceLinkId=str(course.id)).status_code == 403


def test_line_items_are_filtered(
    registered: AnyTool, grades: GradeClient, moodle: LookAlike, course: Course
) -> None:
    registered.answer(registered.chosen(course.id), [GRADED])
    link = moodle.activities.of_course(course.id)[-1].id
    grades.made(label="One", tag="badge", resourceId="r-1")
    grades.made(label="Two")

    def labels(more: str) -> list[str]:
        return [item["label"] for item in grades.listed(more).get_json()]

    assert labels("") == ["Graded", "One", "Two"]
    assert labels("&tag=badge") == ["Graded", "One"]
    assert labels("&resource_id=r-1") == ["One"]
    assert labels(f"&resource_link_id={link}") == ["Graded"]
    assert labels("&tag=badge&resource_id=r-7") == ["Graded"]
    assert labels("&tag=none") == []
    assert labels("&limit=2") == ["Graded", "One"]
    assert labels("&limit=2&from=2") == ["Two"]


def test_pages_are_linked_in_curly_quotes_and_escaped(grades: GradeClient) -> None:
    for number in range(3):
        grades.made(label=str(number), tag="t")
    answer = grades.listed("&tag=t&limit=1&from=1")
    link = answer.headers["Link"].encode("latin-1").decode()
    found = dict(reversed(pair) for pair in re.findall(r"<([^>]*)>; rel=“(\w+)”", link))
    assert list(found) == ["first", "prev", "canonical", "next", "last"]
    assert found["next"] == f"{grades.base}?tag=t&amp;type_id=2&amp;limit=1&amp;from=2"
    following = grades.call(html.unescape(found["next"]))
    assert [item["label"] for item in following.get_json()] == ["2"]
    assert "rel=“next”".encode().decode("latin-1") not in following.headers["Link"]
    assert "Link" not in grades.listed().headers


@pytest.mark.parametrize(
    ("accept", "status"),
    [
        ("application/json", 400),
        ("application/vnd.ims.lis.v2.lineitemcontainer+json", 200),
        ("*/*", 200),
    ],
)
def test_only_the_right_media_type_is_answered(
    accept: str, status: int, grades: GradeClient
) -> None:
    assert grades.listed(headers=grades.header | {"Accept": accept}).status_code == status


def test_a_line_item_is_changed_as_a_whole(
    registered: AnyTool, grades: GradeClient, moodle: LookAlike, course: Course
) -> None:
    registered.answer(registered.chosen(course.id), [GRADED])
    activity = moodle.activities.of_course(course.id)[-1]
    (item,) = grades.listed().get_json()
    said = item | {"label": "Renamed", "scoreMaximum": 7}
    answer = grades.call(item["id"], "PUT", json=said, content_type=ITEM)
    assert (answer.status_code, answer.get_json()) == (200, said)
    assert grades.call(item["id"]).get_json() == said
    launch = f"/demo-moodle/mod/lti/launch.php?id={activity.module}"
    assert "lineitem" in registered.launched(launch)[f"{AGS}claim/endpoint"]
    less = {"label": "Renamed", "scoreMaximum": 7}
    grades.call(item["id"], "PUT", json=less, content_type=ITEM)
    assert grades.call(item["id"]).get_json() == less | {
        "id": item["id"],
        "resourceId": "",
        "tag": "",
    }
    assert "lineitem" not in registered.launched(launch)[f"{AGS}claim/endpoint"]


@pytest.mark.parametrize(
    ("content_type", "said"), [("application/json", {"label": "x", "scoreMaximum": 1}), (ITEM, {})]
)
def test_a_change_that_says_too_little_changes_nothing(
    content_type: str, said: dict[str, Any], grades: GradeClient
) -> None:
    address = grades.made()
    answer = grades.call(address, "PUT", json=said, content_type=content_type)
    assert answer.status_code == 400
    assert grades.call(address).get_json()["label"] == "Badge"


def test_a_line_item_is_removed_with_its_scores(
    grades: GradeClient, moodle: LookAlike, course: Course
) -> None:
    address = grades.made()
    learner = next(s for s in moodle.ledger.of_course(course.id) if s.role == "student")
    assert grades.send(address, learner.person_id).status_code == 200
    answer = grades.call(address, "DELETE")
    assert (answer.status_code, answer.data) == (204, b"")
    assert grades.call(address).status_code == 404
    assert grades.results(address).status_code == 404
    assert moodle.folder.load("scores.json", dict) == []


def test_a_plain_activity_keeps_its_line_item(
    grades: GradeClient, first: dict[str, Any], course: Course
) -> None:
    address = f"{grades.base}/{course.id}/lineitem?type_id=1"
    assert grades.call(address, "DELETE", headers=first).status_code == 403
    said = {"label": "Renamed", "scoreMaximum": 50}
    grades.call(address, "PUT", headers=first, json=said, content_type=ITEM)
    (item,) = grades.call(f"{grades.base}?type_id=1", headers=first).get_json()
    assert (item["label"], item["scoreMaximum"]) == ("Renamed", 50)
    assert item["resourceLinkId"] == str(course.id)


def test_a_tool_sees_only_its_own(
    grades: GradeClient, first: dict[str, Any], course: Course
) -> None:
    address = grades.made()
    assert grades.call(f"{grades.base}/{course.id}/lineitem?type_id=2").status_code == 404
    other = address.replace("type_id=2", "type_id=1")
    assert grades.call(other, headers=first).status_code == 404
    assert grades.call(address, headers=first).status_code == 401
    assert len(grades.call(f"{grades.base}?type_id=1", headers=first).get_json()) == 1


def test_reading_needs_less_than_writing(grades: GradeClient) -> None:
    address = grades.made()
    grades.header = grades.tool.bearer(LINE_ITEM_READING_SCOPE)
    assert grades.listed().status_code == 200
    assert grades.call(address).status_code == 200
    assert grades.make().status_code == 401
    assert grades.call(address, "DELETE").status_code == 401
    said = {"label": "x", "scoreMaximum": 1}
    assert grades.call(address, "PUT", json=said, content_type=ITEM).status_code == 401
    grades.header = grades.tool.bearer(SCORE_SCOPE)
    assert grades.listed().status_code == 401
    grades.header = {}
    answer = grades.listed()
    assert answer.status_code == 401
    assert answer.get_json() == {"status": 401, "reason": "Unauthorised", "request": {}}


@pytest.mark.parametrize("course_id", ["99999", "x"])
def test_an_unknown_course_is_not_found(course_id: str, grades: GradeClient) -> None:
    address = f"{ISSUER}/mod/lti/services.php/{course_id}/lineitems?type_id=2"
    assert grades.call(address).status_code == 404


def test_a_copied_course_has_the_columns_without_the_scores(
    grades: GradeClient, moodle: LookAlike, course: Course
) -> None:
    address = grades.made(tag="badge")
    learner = next(s for s in moodle.ledger.of_course(course.id) if s.role == "student")
    grades.send(address, learner.person_id)
    copy = GradeClient(grades.tool, moodle.copy_course(course).id)
    (item,) = copy.listed().get_json()
    assert (item["label"], item["tag"]) == ("Badge", "badge")
    assert copy.results(item["id"]).get_json() == []


def test_a_restart_keeps_columns_and_scores(
    grades: GradeClient, moodle: LookAlike, course: Course
) -> None:
    address = grades.made()
    learner = next(s for s in moodle.ledger.of_course(course.id) if s.role == "student")
    grades.send(address, learner.person_id)
    again = assemble(
        organisation=moodle.organisation,
        folder=moodle.folder,
        platform_url=moodle.site.platform_url,
        tool_url=moodle.site.tool_url,
    ).gradebook
    assert again.items(course.id) == moodle.gradebook.items(course.id)
    item = again.items(course.id)[-1]
    assert again.scores(item) == moodle.gradebook.scores(item) != []
