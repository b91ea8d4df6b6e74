"""Copies of a course in the look-alike: new ids, the same people, and where they come from."""

from __future__ import annotations

from flask.testing import FlaskClient

from lti_plugin.demo.blueprint import assemble
from lti_plugin.demo.entities import Course
from lti_plugin.demo.lookalike import LookAlike
from lti_plugin.demo.vocabulary import LTI
from tests.support.choosing import GRADED, added, page_of
from tests.support.lookalike import AnyTool


def test_a_copy_has_new_ids_the_same_people_and_a_history(
    client: FlaskClient, registered: AnyTool, moodle: LookAlike, course: Course
) -> None:
    registered.answer(registered.chosen(course.id), [GRADED])
    (original,) = added(moodle, course)
    page = page_of(client, course, "admin")
    assert "Copy this course" in page
    given = {"id": course.id, "sesskey": registered.admin_key()}
    answer = client.post("/demo-moodle/backup/copy.php", data=given)
    assert answer.status_code == 303
    copy = moodle.courses[max(moodle.courses)]
    assert answer.headers["Location"] == moodle.site.course_url(copy.id)
    assert (copy.code, copy.title) == (f"{course.code}_1", f"{course.title} copy 1")
    people = [(s.person_id, s.role) for s in moodle.ledger.of_course(copy.id)]
    assert people == [(s.person_id, s.role) for s in moodle.ledger.of_course(course.id)]
    assert not any(s.completed_at for s in moodle.ledger.of_course(copy.id))
    (activity,) = added(moodle, copy)
    assert activity.id != original.id
    assert (activity.url, activity.custom) == (original.url, original.custom)
    (before,) = moodle.gradebook.coupled(course.id, original.id)
    (after,) = moodle.gradebook.coupled(copy.id, activity.id)
    assert after.id != before.id
    assert after.resource_id == "r-7"
    claims = registered.launched(
        f"/demo-moodle/mod/lti/launch.php?id={activity.module}&as=instructor"
    )
    assert claims[f"{LTI}context"]["id"] == str(copy.id)
    assert claims[f"{LTI}resource_link"]["id"] == str(activity.id)
    assert claims[f"{LTI}custom"]["history"] == str(course.id)
    assert claims[f"{LTI}custom"]["item_id"] == "7"


def test_a_copy_of_a_copy_names_both_the_nearest_first_also_after_a_restart(
    moodle: LookAlike, course: Course
) -> None:
    second = moodle.copy_course(moodle.copy_course(course))
    again = assemble(
        organisation=moodle.organisation,
        folder=moodle.folder,
        platform_url=moodle.site.platform_url,
        tool_url=moodle.site.tool_url,
    )
    assert again.courses[second.id] == second
    assert second.ancestors == (second.id - 1, course.id)
    assert again.ledger.of_course(second.id) == moodle.ledger.of_course(second.id)


def test_only_administrators_copy_courses(client: FlaskClient, course: Course) -> None:
    assert "Copy this course" not in page_of(client, course)
    assert client.post("/demo-moodle/backup/copy.php", data={"id": course.id}).status_code == 403
