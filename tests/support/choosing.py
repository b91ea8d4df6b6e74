"""What is chosen in the look-alike by deep linking, and the course page that it stands on."""

from __future__ import annotations

from typing import Any

from flask.testing import FlaskClient

from lti_plugin.demo.entities import Course
from lti_plugin.demo.lookalike import LookAlike

GRADED = {
    "type": "ltiResourceLink",
    "title": "Graded",
    "text": "With a grade",
    "url": "https://tool.test/lti/launch/graded",
    "custom": {"item_id": "7", "kind": "item", "Place": "$Context.id"},
    "lineItem": {"scoreMaximum": 5, "label": "Ignored", "resourceId": "r-7", "tag": "badge"},
}


def page_of(client: FlaskClient, course: Course, who: str = "instructor") -> str:
    """Return a course's page as somebody sees it."""
    return client.get(f"/demo-moodle/course/view.php?id={course.id}&as={who}").text


def added(moodle: LookAlike, course: Course) -> list[Any]:
    """Return the activities that were added to a course."""
    return moodle.activities.of_course(course.id)[1:]
