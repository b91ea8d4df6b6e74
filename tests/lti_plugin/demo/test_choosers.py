"""Who is offered to choose content in a tool, and where."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from lti_plugin.demo.entities import Course
from lti_plugin.demo.lookalike import LookAlike
from tests.support.choosing import page_of
from tests.support.lookalike import AnyTool


def test_only_trainers_choose_content(
    client: FlaskClient, registered: AnyTool, moodle: LookAlike, course: Course
) -> None:
    learner = moodle.organisation.people_by_id[
        next(s.person_id for s in moodle.ledger.of_course(course.id) if s.role == "student")
    ]
    assert "Select content" not in page_of(client, course, learner.username)
    for address in ("course/modedit.php?typeid=2", "mod/lti/contentitem.php?id=2"):
        answer = client.get(f"/demo-moodle/{address}&course={course.id}")
        assert answer.status_code == 403
    page = page_of(client, course)
    assert "Add an activity: Select content" in page
    assert '<option value="2">Small tool (2)</option>' in page


def test_content_is_chosen_in_a_frame(
    client: FlaskClient, moodle: LookAlike, course: Course
) -> None:
    page = page_of(client, course)
    assert '<input type="hidden" name="typeid" value="1">' in page
    answer = client.get(f"/demo-moodle/course/modedit.php?typeid=1&course={course.id}")
    frame = f"{moodle.site.platform_url}/mod/lti/contentitem.php?id=1&amp;course={course.id}"
    assert f'src="{frame}"' in answer.text


@pytest.mark.parametrize("changes", [{"own": {"messages": []}}, {"activate": False}])
def test_a_tool_without_a_choice_or_not_active_offers_none(
    changes: dict[str, Any], client: FlaskClient, tool: AnyTool, course: Course
) -> None:
    tool.register(**changes)
    assert "Small tool" not in page_of(client, course)
    answer = client.get(f"/demo-moodle/mod/lti/contentitem.php?id=2&course={course.id}")
    assert answer.status_code == 404
