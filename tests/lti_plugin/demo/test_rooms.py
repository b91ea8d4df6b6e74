"""The look-alike's pages: choosing who to be, the course with the tool, marking as done."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient

from lti_plugin.demo.blueprint import assemble, open_demo
from lti_plugin.demo.entities import Course
from lti_plugin.demo.lookalike import LookAlike
from tests.support.lookalike import TODAY, Form

COMPLETE = "/demo-moodle/course/complete.php"


def course_page(client: FlaskClient, course: Course, who: str) -> str:
    answer = client.get(f"/demo-moodle/course/view.php?id={course.id}&as={who}")
    assert answer.status_code == 200
    return answer.text


def test_the_start_page_opens_as_each_persona(client: FlaskClient, moodle: LookAlike) -> None:
    page = client.get("/demo-moodle/").text
    for persona in moodle.organisation.personas:
        person = moodle.organisation.people_by_id[persona.person_id]
        address = moodle.site.course_url(moodle.landing(person).id, who=persona.key)
        assert address.replace("&", "&amp;") in page
        assert person.name in page
    for label in ("a learner", "an instructor", "an L&amp;D admin"):
        assert f">{label}</a>" in page


@pytest.mark.parametrize("who", ["learner", "career-changer", "newcomer", "instructor", "admin"])
def test_every_persona_lands_in_a_course_with_the_tool_in_a_frame(
    who: str, client: FlaskClient, moodle: LookAlike
) -> None:
    person = moodle.person(who)
    course = moodle.landing(person)
    page = course_page(client, course, who)
    frame = f"{moodle.site.platform_url}/mod/lti/launch.php?id={1000 + course.id}"
    assert f'src="{frame}"' in page
    assert f"<title>{course.title}" in page
    assert person.name in page


def test_the_instructor_teaches_where_she_lands(moodle: LookAlike) -> None:
    teacher = moodle.person("instructor")
    place = moodle.place(teacher, moodle.landing(teacher))
    assert place is not None
    assert place.role == "editingteacher"


def test_a_person_who_is_nowhere_yet_lands_in_the_first_durable_course(moodle: LookAlike) -> None:
    assert moodle.landing(moodle.organisation.service_account).code == "DUR-101"


def test_any_person_can_be_opened_by_user_name(client: FlaskClient, moodle: LookAlike) -> None:
    person = moodle.organisation.people[50]
    page = course_page(client, moodle.landing(person), person.username)
    assert person.name in page


@pytest.mark.parametrize("who", ["nobody", "wsuser", ""])
def test_nobody_else_can_be_opened(who: str, client: FlaskClient) -> None:
    answer = client.get(f"/demo-moodle/course/view.php?id=2&as={who}")
    assert answer.status_code == 404
    assert "Nobody in this demo" in answer.text


def test_the_choice_is_kept_in_a_cookie_of_this_path_only(client: FlaskClient) -> None:
    answer = client.get("/demo-moodle/course/view.php?id=2&as=learner")
    cookie = answer.headers["Set-Cookie"]
    for part in ("demo_moodle=", "HttpOnly", "Path=/demo-moodle", "SameSite=Lax"):
        assert part in cookie
    assert "Amara Okafor" in client.get("/demo-moodle/course/view.php?id=3").text
    again = client.get("/demo-moodle/course/view.php?id=2&as=learner")
    assert "Set-Cookie" not in again.headers
    assert "Ravi Nair" in client.get("/demo-moodle/course/view.php?id=3&as=newcomer").text


def test_without_a_choice_a_course_leads_to_the_start_page(client: FlaskClient) -> None:
    answer = client.get("/demo-moodle/course/view.php?id=2")
    assert answer.status_code == 403
    assert 'href="http://127.0.0.1:8000/demo-moodle/"' in answer.text


def test_a_learner_marks_a_course_as_done(client: FlaskClient, moodle: LookAlike) -> None:
    person, course = moodle.person("newcomer"), moodle.organisation.courses_by_code["LOG-101"]
    form = Form(course_page(client, course, "newcomer"))
    assert form.address == moodle.site.platform_url + "/course/complete.php"
    answer = client.post(COMPLETE, data=form.fields)
    assert answer.status_code == 303
    page = client.get(answer.headers["Location"].removeprefix("http://127.0.0.1:8000")).text
    assert "Marked as done" in page
    assert "Done on" in page
    assert "launch.php" in page
    place = moodle.place(person, course)
    assert place is not None
    assert place.completed_at is not None
    assert (datetime.now(UTC) - place.completed_at).total_seconds() < 60


def test_marking_twice_keeps_the_first_time(client: FlaskClient, moodle: LookAlike) -> None:
    course = moodle.organisation.courses_by_code["LOG-101"]
    form = Form(course_page(client, course, "newcomer"))
    client.post(COMPLETE, data=form.fields)
    client.post(COMPLETE, data=form.fields)
    assert len(moodle.folder.clicks()) == 1


def test_a_restart_keeps_what_was_clicked(client: FlaskClient, moodle: LookAlike) -> None:
    person, course = moodle.person("newcomer"), moodle.organisation.courses_by_code["LOG-101"]
    client.post(COMPLETE, data=Form(course_page(client, course, "newcomer")).fields)
    restarted = assemble(
        organisation=moodle.organisation,
        folder=moodle.folder,
        platform_url=moodle.site.platform_url,
        tool_url=moodle.site.tool_url,
    )
    assert restarted.place(person, course) == moodle.place(person, course)


@pytest.mark.parametrize("key", ["", "wrong", "schlüssel"])
def test_a_form_without_the_sessions_key_changes_nothing(
    key: str, client: FlaskClient, moodle: LookAlike
) -> None:
    course = moodle.organisation.courses_by_code["LOG-101"]
    course_page(client, course, "newcomer")
    answer = client.post(COMPLETE, data={"id": course.id, "sesskey": key})
    assert answer.status_code == 403
    assert moodle.place(moodle.person("newcomer"), course) is None
    assert moodle.folder.clicks() == []


def test_a_teacher_cannot_complete_the_own_course(client: FlaskClient, moodle: LookAlike) -> None:
    teacher = moodle.person("instructor")
    course = moodle.landing(teacher)
    assert "complete.php" not in course_page(client, course, "instructor")
    assert moodle.mark_done(teacher, course) is False


def test_a_course_of_others_shows_what_it_is_but_no_tool(
    client: FlaskClient, moodle: LookAlike
) -> None:
    course = moodle.organisation.courses_by_code["DAT-305"]
    page = course_page(client, course, "newcomer")
    assert "<iframe" not in page
    assert f'lang="de">{course.title}</h1>' in page
    assert "You are not enrolled yet" in page


def test_prerequisites_are_linked(client: FlaskClient, moodle: LookAlike) -> None:
    courses = moodle.organisation.courses_by_code
    page = course_page(client, courses["DAT-201"], "newcomer")
    assert f'href="{moodle.site.course_url(courses["DAT-101"].id)}"' in page


@pytest.mark.parametrize("number", ["", "x", "1", "99999", "²"])
def test_an_unknown_course_is_not_found(number: str, client: FlaskClient) -> None:
    answer = client.get("/demo-moodle/course/view.php", query_string={"id": number})
    assert answer.status_code == 404


def test_the_activity_has_a_page_of_its_own_for_people_of_the_course(
    client: FlaskClient, moodle: LookAlike
) -> None:
    module = 1000 + moodle.landing(moodle.person("learner")).id
    address = f"/demo-moodle/mod/lti/view.php?id={module}"
    assert f"launch.php?id={module}" in client.get(f"{address}&as=learner").text
    assert client.get(f"{address}&as=newcomer").status_code == 403


def test_coming_back_from_the_tool_shows_its_message_escaped(client: FlaskClient) -> None:
    address = "/demo-moodle/mod/lti/return.php?course=2"
    page = client.get(f"{address}&lti_errormsg=%3Cb%3Eno%3C/b%3E").text
    assert "&lt;b&gt;no&lt;/b&gt;" in page
    assert 'target="_top"' in page
    assert "alert" not in client.get(address).text


def test_pages_let_only_this_site_frame_them_and_frame_only_the_tool(client: FlaskClient) -> None:
    answer = client.get("/demo-moodle/course/view.php?id=2&as=learner")
    policy = dict(
        part.split(" ", 1) for part in answer.headers["Content-Security-Policy"].split("; ")
    )
    assert policy["frame-ancestors"] == "'self'"
    assert policy["frame-src"] == "'self' http://localhost:8000"
    assert policy["script-src"] == "'self'"
    assert "style=" not in answer.text
    assert Form(answer.text).scripts == []


def test_open_demo_gives_all_that_a_command_needs(moodle: LookAlike) -> None:
    opened = open_demo(
        moodle.folder.path,
        platform_origin="http://127.0.0.1:9000",
        tool_url="http://localhost:9000",
        today=TODAY,
    )
    site = opened.site
    assert site.issuer == "http://127.0.0.1:9000/demo-moodle"
    assert site.home_url == "http://127.0.0.1:9000/demo-moodle/"
    assert site.webservice_url == f"{site.issuer}/webservice/rest/server.php"
    assert site.login_url == "http://localhost:9000/lti/login"
    assert site.token == moodle.site.token
    assert site.token not in repr(site)
    assert (site.time_zone, site.report_id, site.deployment_id) == ("Europe/Berlin", 1, "1")
