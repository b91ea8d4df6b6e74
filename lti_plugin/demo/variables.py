"""The variables that a tool may put into custom parameters, and what stands for them."""

from __future__ import annotations

import re
from datetime import timedelta

from lti_plugin.demo.activities import Activity
from lti_plugin.demo.answers.courses import id_number
from lti_plugin.demo.answers.shapes import seconds
from lti_plugin.demo.entities import Course, Person
from lti_plugin.demo.launches import Launch
from lti_plugin.demo.lookalike import LookAlike

VARIABLES = (
    "basic-lti-launch-request",
    "ContentItemSelectionRequest",
    "ToolProxyRegistrationRequest",
    "Context.id",
    "Context.title",
    "Context.label",
    "Context.id.history",
    "Context.sourcedId",
    "Context.longDescription",
    "Context.timeFrame.begin",
    "CourseSection.title",
    "CourseSection.label",
    "CourseSection.sourcedId",
    "CourseSection.longDescription",
    "CourseSection.timeFrame.begin",
    "CourseSection.timeFrame.end",
    "ResourceLink.id",
    "ResourceLink.title",
    "ResourceLink.description",
    "User.id",
    "User.username",
    "Person.name.full",
    "Person.name.given",
    "Person.name.family",
    "Person.email.primary",
    "Person.sourcedId",
    "Person.name.middle",
    "Person.address.street1",
    "Person.address.locality",
    "Person.address.country",
    "Person.address.timezone",
    "Person.phone.primary",
    "Person.phone.mobile",
    "Person.webaddress",
    "Membership.role",
    "Result.sourcedId",
    "Result.autocreate",
    "BasicOutcome.sourcedId",
    "BasicOutcome.url",
    "Moodle.Person.userGroupIds",
)


def custom_parameters(moodle: LookAlike, launch: Launch, person: Person) -> dict[str, str | None]:
    """Return the custom parameters of a launch; the tool's own win over the activity's.

    Each comes under its name and, where that differs, under the name in plain lower case.
    """
    known = _values(moodle, launch, person)
    given = (launch.activity.custom if launch.activity else {}) | launch.tool.custom
    found: dict[str, str | None] = {}
    for name, text in given.items():
        variable = text.removeprefix("$")
        value = known[variable] if text.startswith("$") and variable in known else text
        found[re.sub("[^a-z0-9]", "_", name.lower())] = value
        found[name] = value
    return found


def _values(moodle: LookAlike, launch: Launch, person: Person) -> dict[str, str | None]:
    """Return what stands for each variable; nothing is known of those left empty."""
    values: dict[str, str | None] = dict.fromkeys(VARIABLES, "")
    values |= _of_course(moodle, launch.course) | _of_activity(launch.activity)
    values |= {
        "User.id": str(person.id),
        "User.username": person.username,
        "Person.sourcedId": person.id_number,
        "Person.address.locality": person.city,
        "Person.address.timezone": moodle.organisation.time_zone,
        "Membership.role": ",".join(moodle.roles(person, launch.course)),
    }
    if launch.tool.shares_names:
        values |= {
            "Person.name.full": person.name,
            "Person.name.given": person.first_name,
            "Person.name.family": person.last_name,
        }
    if launch.tool.shares_email:
        values["Person.email.primary"] = person.email
    return values


def _of_course(moodle: LookAlike, course: Course) -> dict[str, str | None]:
    starts = moodle.organisation.founded_at + timedelta(days=course.id)
    alike = {
        "title": course.title,
        "label": course.code,
        "sourcedId": id_number(course),
        "longDescription": re.sub("<[^>]*>", "", course.summary),
    }
    values: dict[str, str | None] = {
        f"{kind}.{name}": value
        for kind in ("Context", "CourseSection")
        for name, value in alike.items()
    }
    return values | {
        "Context.id": str(course.id),
        "Context.id.history": ",".join(str(ancestor) for ancestor in course.ancestors),
        "Context.timeFrame.begin": str(seconds(starts)),  # Moodle leaves this one in seconds
        "CourseSection.timeFrame.begin": starts.isoformat(),
    }


def _of_activity(activity: Activity | None) -> dict[str, str | None]:
    return {
        "ResourceLink.id": str(activity.id) if activity else None,
        "ResourceLink.title": activity.title if activity else None,
        "ResourceLink.description": activity.description if activity else None,
    }
