"""Small pieces that several answers share: times, pictures and custom fields."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from lti_plugin.demo.entities import Course, Person
from lti_plugin.demo.organisation import Organisation

Json = dict[str, Any]
VERSION = "2024100706"
RELEASE = "4.5.6 (Build: 20250811)"
STUDENT = {"roleid": 5, "name": "", "shortname": "student", "sortorder": 0}
TEACHER = {"roleid": 3, "name": "", "shortname": "editingteacher", "sortorder": 0}


def seconds(moment: datetime) -> int:
    """Return a time as Moodle counts it: whole seconds since 1970."""
    return int(moment.timestamp())


def pictures(platform_url: str) -> Json:
    """Return the addresses of the plain picture that everybody has."""
    start = f"{platform_url}/theme/image.php/boost/core/1/u"
    return {"profileimageurlsmall": f"{start}/f2", "profileimageurl": f"{start}/f1"}


def course_image(platform_url: str, course_id: int) -> str:
    """Return the address of the pattern that Moodle draws for a course."""
    return f"{platform_url}/pluginfile.php/{course_id + 10}/course/generated/course.svg"


def profile_fields(person: Person, *, with_display: bool) -> list[Json]:
    """Return the filled profile fields, as Moodle leaves empty ones out."""
    hired = person.hired_on.isoformat() if person.hired_on else ""
    filled = [
        ("Hire date", "hiredate", hired),
        ("Department (HR)", "department", person.department),
        ("Job role", "jobrole", person.job_role),
        ("Role in view", "targetrole", person.target_role),
        ("Manager", "manager", person.manager),
    ]
    return [
        {
            "type": "text",
            "value": value,
            **({"displayvalue": value} if with_display else {}),
            "name": name,
            "shortname": short_name,
        }
        for name, short_name, value in filled
        if value
    ]


def course_fields(course: Course | None) -> list[Json]:
    """Return a course's custom fields; ``None`` stands for the front page, where all are empty."""
    if course is None:
        minutes, mode, level, cost, after, outcomes = None, "", "", None, "", ""
    else:
        minutes, mode, level, cost = course.minutes, course.mode, course.level, course.cost
        after, outcomes = ";".join(course.prerequisites), course.outcomes
    return [
        _number("Duration (minutes)", "duration_minutes", minutes),
        _text("Learning mode", "learning_mode", mode),
        _text("Level", "level", level),
        _number("Cost per seat", "cost", cost),
        _text("Prerequisites", "prerequisites", after),
        _text("Skills with levels", "skills", outcomes),
    ]


def _number(name: str, short_name: str, value: int | None) -> Json:
    shown = None if value is None else str(value)
    return {
        "name": name,
        "shortname": short_name,
        "type": "number",
        "valueraw": value,
        "value": shown,
    }


def _text(name: str, short_name: str, value: str) -> Json:
    return {
        "name": name,
        "shortname": short_name,
        "type": "text",
        "valueraw": value,
        "value": value or None,
    }


def created_at(organisation: Organisation) -> int:
    """Return when everything was set up, in seconds."""
    return seconds(organisation.founded_at)
