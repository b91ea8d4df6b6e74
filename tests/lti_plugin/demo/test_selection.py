"""Deep linking: a trainer chooses content in a tool, and it stands in the course."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from flask.testing import FlaskClient
from joserfc import jwt

from lti_plugin.demo.blueprint import assemble
from lti_plugin.demo.entities import Course
from lti_plugin.demo.lookalike import LookAlike
from lti_plugin.demo.vocabulary import AGS, DEEP_LINKING, LTI, NRPS, OUTCOME, SCORE_SCOPE
from tests.support.choosing import GRADED, added, page_of
from tests.support.lookalike import AnyTool, Form
from tests.support.platform import rsa_key
from tests.support.shapes import differences

SETTINGS = f"{DEEP_LINKING}deep_linking_settings"
PLAIN = {"type": "ltiResourceLink", "title": "Plain"}


def test_the_launch_is_as_recorded_but_for_services_of_a_tool_that_is_nowhere_yet(
    registered: AnyTool, moodle: LookAlike, course: Course, recorded_lti: dict[str, Any]
) -> None:
    recorded = dict(recorded_lti["launch_deep_linking"]["claims"])
    del recorded[f"{NRPS}claim/namesroleservice"]
    claims = registered.chosen(course.id)
    hint = json.loads(claims.pop("hint"))
    assert hint.keys() == {"launchid"}
    custom = claims[f"{LTI}custom"]
    assert custom["kind"] == "tool"
    urls = [name for name in recorded[f"{LTI}custom"] if name.endswith("_url")]
    assert [name for name in custom if name.endswith("_url")] == urls
    claims[f"{LTI}custom"] = recorded[f"{LTI}custom"]
    assert differences(recorded, claims) == []
    expected = recorded[SETTINGS] | {"title": "Small tool"}
    expected["deep_link_return_url"] = claims[SETTINGS]["deep_link_return_url"]
    assert claims[SETTINGS] == expected
    assert claims[SETTINGS]["deep_link_return_url"].startswith(
        f"{moodle.site.choice_url}?course={course.id}&id=2&sesskey="
    )
    assert claims[f"{LTI}target_link_uri"] == "https://tool.test/lti/choose"
    assert claims["aud"] == registered.client_id
    assert claims[f"{LTI}deployment_id"] == "2"


def test_the_tool_from_the_start_can_be_chosen_from_as_well(
    client: FlaskClient, moodle: LookAlike, course: Course, recorded_lti: dict[str, Any]
) -> None:
    tool = AnyTool(client, origin="http://localhost:8000")
    tool.client_id, tool.deployment_id = moodle.site.client_id, "1"
    claims = tool.chosen(course.id)
    del claims["hint"]
    assert differences(recorded_lti["launch_deep_linking"]["claims"], claims) == []


def test_what_was_chosen_stands_in_the_course(
    client: FlaskClient, registered: AnyTool, moodle: LookAlike, course: Course
) -> None:
    answer = registered.answer(registered.chosen(course.id), [PLAIN, GRADED])
    assert answer.status_code == 200
    assert Form(answer.text).scripts == ["/static/demo/leave.js"]
    assert 'target="_top"' in answer.text
    page = page_of(client, course)
    assert "Added: Plain, Graded." in page
    assert "Added:" not in page_of(client, course)
    plain, graded = added(moodle, course)
    for activity in (plain, graded):
        assert f"view.php?id={activity.module}" in page
    assert (
        f"launch.php?id={graded.module}"
        in client.get(f"/demo-moodle/mod/lti/view.php?id={graded.module}").text
    )
    assert moodle.gradebook.coupled(course.id, plain.id) == []
    (column,) = moodle.gradebook.coupled(course.id, graded.id)
    assert (column.label, column.maximum) == ("Graded", 5)
    assert (column.resource_id, column.tag) == ("r-7", "badge")


def test_an_activity_launches_with_what_was_chosen(
    registered: AnyTool, moodle: LookAlike, course: Course
) -> None:
    registered.answer(registered.chosen(course.id), [PLAIN, GRADED])
    plain, graded = added(moodle, course)
    claims = registered.launched(f"/demo-moodle/mod/lti/launch.php?id={graded.module}")
    assert json.loads(claims["hint"])["cmid"] == graded.module
    assert claims[f"{LTI}message_type"] == "LtiResourceLinkRequest"
    assert claims[f"{LTI}target_link_uri"] == "https://tool.test/lti/launch/graded"
    link = claims[f"{LTI}resource_link"]
    assert link == {"id": str(graded.id), "title": "Graded", "description": "With a grade"}
    assert graded.id != graded.module
    custom = claims[f"{LTI}custom"]
    assert custom["item_id"] == "7"
    assert custom["kind"] == "tool"
    assert custom["place"] == custom["Place"] == str(course.id)
    assert custom["history"] == ""
    (column,) = moodle.gradebook.coupled(course.id, graded.id)
    endpoint = claims[f"{AGS}claim/endpoint"]
    base = f"{moodle.site.platform_url}/mod/lti/services.php/{course.id}/lineitems"
    assert endpoint["lineitems"] == f"{base}?type_id=2"
    assert endpoint["lineitem"] == f"{base}/{column.id}/lineitem?type_id=2"
    assert OUTCOME in claims
    assert f"{NRPS}claim/namesroleservice" in claims
    claims = registered.launched(f"/demo-moodle/mod/lti/launch.php?id={plain.module}")
    assert claims[f"{LTI}target_link_uri"] == "https://tool.test/lti/launch"
    assert "lineitem" not in claims[f"{AGS}claim/endpoint"]
    assert OUTCOME not in claims


def test_several_columns_of_an_activity_leave_the_line_item_open(
    registered: AnyTool, moodle: LookAlike, course: Course
) -> None:
    registered.answer(registered.chosen(course.id), [GRADED])
    (graded,) = added(moodle, course)
    (column,) = moodle.gradebook.coupled(course.id, graded.id)
    moodle.gradebook.add(column)
    claims = registered.launched(f"/demo-moodle/mod/lti/launch.php?id={graded.module}")
    assert "lineitem" not in claims[f"{AGS}claim/endpoint"]


def test_a_restart_keeps_activities_and_columns(
    registered: AnyTool, moodle: LookAlike, course: Course
) -> None:
    registered.answer(registered.chosen(course.id), [PLAIN, GRADED])
    again = assemble(
        organisation=moodle.organisation,
        folder=moodle.folder,
        platform_url=moodle.site.platform_url,
        tool_url=moodle.site.tool_url,
    )
    assert again.activities.of_course(course.id) == moodle.activities.of_course(course.id)
    assert again.gradebook.items(course.id) == moodle.gradebook.items(course.id)


def test_a_post_without_the_cookie_is_posted_again_from_this_site(
    client: FlaskClient, registered: AnyTool, course: Course
) -> None:
    claims = registered.chosen(course.id)
    address = claims[SETTINGS]["deep_link_return_url"]
    stranger = client.application.test_client()
    answer = stranger.post(address.removeprefix("http://127.0.0.1:8000"), data={"JWT": "x.y.z"})
    form = Form(answer.text)
    assert form.address == address
    assert form.fields == {"JWT": "x.y.z", "repost": "1"}
    again = stranger.post(address.removeprefix("http://127.0.0.1:8000"), data=form.fields)
    assert again.status_code == 403


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "somebody"},
        {"aud": "https://other.test"},
        {"aud": None},
        {"exp": 5},
        {"exp": "later"},
        {"iat": 4_000_000_000},
    ],
)
def test_an_answer_that_does_not_fit_adds_nothing(
    changes: dict[str, Any], registered: AnyTool, moodle: LookAlike, course: Course
) -> None:
    answer = registered.answer(registered.chosen(course.id), [PLAIN], **changes)
    assert answer.status_code == 401
    assert added(moodle, course) == []


def test_an_answer_with_another_key_adds_nothing(
    registered: AnyTool, moodle: LookAlike, course: Course
) -> None:
    claims = registered.chosen(course.id)
    registered.sign = lambda told, **_: jwt.encode(  # type: ignore[method-assign]  # a thief's
        {"alg": "RS256", "kid": "tool-1"},
        told | {"iss": registered.client_id, "exp": int(time.time()) + 60},
        rsa_key("stranger"),
    )
    assert registered.answer(claims, [PLAIN]).status_code == 401
    assert added(moodle, course) == []


def test_an_answer_needs_the_sessions_key(
    client: FlaskClient, registered: AnyTool, course: Course
) -> None:
    address = f"/demo-moodle/mod/lti/contentitem_return.php?course={course.id}&id=2&sesskey=x"
    registered.chosen(course.id)
    assert client.post(address, data={"JWT": "x.y.z"}).status_code == 403


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ({}, ["Nothing was added."]),
        ({f"{DEEP_LINKING}msg": "Come back <soon>"}, ["Come back &lt;soon&gt;"]),
        ({f"{DEEP_LINKING}errormsg": "It broke"}, ["It broke", "alert-danger"]),
    ],
)
def test_a_cancelled_choice_shows_what_the_tool_says(
    said: dict[str, str],
    shown: list[str],
    client: FlaskClient,
    registered: AnyTool,
    moodle: LookAlike,
    course: Course,
) -> None:
    registered.answer(registered.chosen(course.id), [], **said)
    page = page_of(client, course)
    assert added(moodle, course) == []
    for part in shown:
        assert part in page


@pytest.mark.parametrize("items", ["x", [5, {"type": "link", "title": "A page"}, {}], None])
def test_what_is_no_link_to_the_tool_is_left_out(
    items: Any, registered: AnyTool, moodle: LookAlike, course: Course
) -> None:
    assert registered.answer(registered.chosen(course.id), items).status_code == 200
    assert added(moodle, course) == []


def test_an_item_may_leave_out_all_but_its_type(
    registered: AnyTool, moodle: LookAlike, course: Course
) -> None:
    items = [
        {"type": "ltiResourceLink"},
        {"type": "ltiResourceLink", "lineItem": {}, "custom": {"a": None, "b": 5}},
    ]
    registered.answer(registered.chosen(course.id), items)
    first, second = added(moodle, course)
    assert (first.title, first.url, first.custom) == ("Small tool", "", {})
    assert second.custom == {"a": "", "b": "5"}
    assert moodle.gradebook.coupled(course.id, second.id)[0].maximum == 100


def test_a_tool_without_grades_gets_no_column(
    tool: AnyTool, moodle: LookAlike, course: Course
) -> None:
    tool.register(scope="")
    tool.answer(tool.chosen(course.id), [GRADED])
    (activity,) = added(moodle, course)
    assert moodle.gradebook.coupled(course.id, activity.id) == []
    claims = tool.launched(f"/demo-moodle/mod/lti/launch.php?id={activity.module}")
    for absent in (f"{AGS}claim/endpoint", f"{NRPS}claim/namesroleservice", OUTCOME):
        assert absent not in claims
    assert not [name for name in claims[f"{LTI}custom"] if name.endswith("_url")]


def test_a_tool_that_asks_for_no_names_gets_none(
    tool: AnyTool, moodle: LookAlike, course: Course
) -> None:
    own = {"claims": [], "custom_parameters": {"n": "$Person.name.full", "u": "$User.username"}}
    tool.register(scope=SCORE_SCOPE, own=own)
    claims = tool.chosen(course.id)
    assert not {"name", "given_name", "family_name", "email"} & claims.keys()
    assert claims[f"{LTI}ext"] == {"lms": "moodle-2"}
    assert claims[f"{LTI}custom"] == {"n": "", "u": moodle.person("instructor").username}
