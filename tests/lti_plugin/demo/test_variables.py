"""What stands for the variables in custom parameters."""

from __future__ import annotations

from dataclasses import replace

from lti_plugin.demo.activities import Activity
from lti_plugin.demo.launches import Launch
from lti_plugin.demo.lookalike import LookAlike
from lti_plugin.demo.variables import VARIABLES, custom_parameters


def resolved(moodle: LookAlike, *, linked: bool = True, **changes: bool) -> dict[str, str | None]:
    """Return every variable of the list, as a launch of the instructor's course has it."""
    person = moodle.person("instructor")
    tool = replace(
        moodle.tools.everything()[0], custom={name: f"${name}" for name in VARIABLES}, **changes
    )
    activity = Activity(moodle.landing(person).id, 1, "A link", description="About it", id=77)
    launch = Launch(tool, moodle.landing(person), activity if linked else None)
    found = custom_parameters(moodle, launch, person)
    return {name: found[name] for name in VARIABLES}


def test_variables_of_course_link_and_person_are_filled(moodle: LookAlike) -> None:
    values = resolved(moodle)
    person = moodle.person("instructor")
    course = moodle.landing(person)
    expected = {
        "Context.id": str(course.id),
        "Context.label": course.code,
        "CourseSection.title": course.title,
        "ResourceLink.id": "77",
        "ResourceLink.title": "A link",
        "ResourceLink.description": "About it",
        "User.id": str(person.id),
        "User.username": person.username,
        "Person.name.full": person.name,
        "Person.email.primary": person.email,
        "Person.sourcedId": person.id_number,
        "Membership.role": "http://purl.imsglobal.org/vocab/lis/v2/membership#Instructor",
        "Person.phone.primary": "",
    }
    assert {name: values[name] for name in expected} == expected
    assert (values["Context.timeFrame.begin"] or "").isdecimal()
    assert (values["CourseSection.timeFrame.begin"] or "").endswith("T00:00:00+00:00")


def test_names_and_mail_are_kept_from_a_tool_that_may_not_have_them(moodle: LookAlike) -> None:
    values = resolved(moodle, shares_names=False, shares_email=False)
    assert values["Person.name.full"] == values["Person.email.primary"] == ""
    assert values["User.username"] == moodle.person("instructor").username


def test_a_link_that_is_not_there_has_no_title(moodle: LookAlike) -> None:
    assert resolved(moodle, linked=False)["ResourceLink.title"] is None


def test_what_is_no_known_variable_arrives_as_it_is(moodle: LookAlike) -> None:
    person = moodle.person("learner")
    custom = {"a": "$No.such", "b": "User.id", "c": "x $User.id", "D-e": "f"}
    tool = replace(moodle.tools.everything()[0], custom=custom)
    found = custom_parameters(moodle, Launch(tool, moodle.landing(person)), person)
    assert found == custom | {"d_e": "f"}
