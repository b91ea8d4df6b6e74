"""Answers about people: accounts, the people of a course, and whether one has completed it."""

from __future__ import annotations

import re
from html import escape

from lti_plugin.demo.answers.failures import invalid_parameter, missing_record, not_enrolled
from lti_plugin.demo.answers.parameters import Parameters
from lti_plugin.demo.answers.shapes import (
    STUDENT,
    TEACHER,
    Json,
    pictures,
    profile_fields,
    seconds,
)
from lti_plugin.demo.entities import Participation, Person
from lti_plugin.demo.lookalike import LookAlike

COUNTRIES = {"Lüneburg": "DE", "Valencia": "ES", "Utrecht": "NL"}
EXACT = ("id", "username", "idnumber")
WITH_WILDCARD = ("email", "firstname", "lastname")
SORTABLE = ("id", "firstname", "lastname")


def users(moodle: LookAlike, given: Parameters) -> Json:
    """Answer ``core_user_get_users``: accounts that fit every criterion; ``%`` stands for any."""
    criteria = given.pairs("criteria", "key", "value")
    if not criteria or not criteria.keys() <= {*EXACT, *WITH_WILDCARD}:
        raise invalid_parameter()
    found = [p for p in _in_order(moodle) if all(_fits(p, k, v) for k, v in criteria.items())]
    return {"users": [_account(moodle, person) for person in found], "warnings": []}


def users_by_field(moodle: LookAlike, given: Parameters) -> list[Json]:
    """Answer ``core_user_get_users_by_field``: accounts with one of the given values."""
    field, values = given.word("field"), [str(value) for value in given.values("values")]
    if field not in {*EXACT, "email"}:
        raise invalid_parameter()
    return [_account(moodle, p) for p in _in_order(moodle) if _value(p, field) in values]


def enrolled_users(moodle: LookAlike, given: Parameters) -> list[Json]:
    """Answer ``core_enrol_get_enrolled_users``: the people of a course, a page or all of them."""
    course_id = given.number("courseid")
    if course_id not in moodle.courses:
        raise missing_record("course")
    options = given.pairs("options", "name", "value")
    first, most = (_count(options.get(name, "0")) for name in ("limitfrom", "limitnumber"))
    order = options.get("sortby", "id")
    if order not in SORTABLE:
        raise invalid_parameter()
    people = moodle.organisation.people_by_id
    steps = [(people[s.person_id], s) for s in moodle.ledger.of_course(course_id)]
    if options.get("onlysuspended", "0") not in {"", "0"}:
        steps = []  # nobody is suspended here
    steps.sort(key=lambda pair: (_sort_value(pair[0], order), pair[0].id))
    page = steps[first : first + most] if most else steps[first:]
    wanted = {*options.get("userfields", "").split(",")} - {""}
    rows = [_participant(moodle, person, step) for person, step in page]
    if not wanted:
        return rows
    if "groups" in wanted:
        rows = [row | {"groups": _groups(moodle, course_id, row["id"])} for row in rows]
    return [{name: row[name] for name in row if name in wanted | {"id"}} for row in rows]


def completion_status(moodle: LookAlike, given: Parameters) -> Json:
    """Answer ``core_completion_get_course_completion_status``, which gives no date."""
    course_id, person_id = given.number("courseid"), given.number("userid")
    if course_id not in moodle.courses:
        raise missing_record("course")
    step = moodle.ledger.find(person_id, course_id)
    if step is None:
        raise not_enrolled()
    kind = "Self completion"
    criterion = {
        "type": 1,
        "title": kind,
        "status": "No",
        "complete": False,
        "timecompleted": None,
        "details": {
            "type": kind,
            "criteria": kind,
            "requirement": "Marking yourself complete",
            "status": "",
        },
    }
    done = step.completed_at is not None
    status = {"completed": done, "aggregation": 1, "completions": [criterion]}
    return {"completionstatus": status, "warnings": []}


def _in_order(moodle: LookAlike) -> list[Person]:
    return sorted(moodle.organisation.people, key=lambda person: person.id)


def _value(person: Person, field: str) -> str:
    return {
        "id": str(person.id),
        "username": person.username,
        "idnumber": person.id_number,
        "email": person.email,
        "firstname": person.first_name,
        "lastname": person.last_name,
    }[field]


def _sort_value(person: Person, field: str) -> tuple[int, str]:
    return (person.id, "") if field == "id" else (0, _value(person, field))


def _fits(person: Person, field: str, wanted: str) -> bool:
    if field in EXACT:
        return _value(person, field) == wanted
    pattern = ".*".join(re.escape(part) for part in wanted.split("%"))
    return re.fullmatch(pattern, _value(person, field), re.IGNORECASE) is not None


def _count(text: str) -> int:
    if not text.isdecimal():
        raise invalid_parameter()
    return int(text)


def _names(moodle: LookAlike, person: Person) -> Json:
    seen = [s.completed_at or s.enrolled_at for s in moodle.ledger.of_person(person.id)]
    return {
        "id": person.id,
        "username": person.username,
        "firstname": person.first_name,
        "lastname": person.last_name,
        "fullname": person.name,
        "email": person.email,
        "department": "",
        **({"idnumber": person.id_number} if person.id_number else {}),
        "firstaccess": seconds(min(seen)) if seen else 0,
        "lastaccess": seconds(max(seen)) if seen else 0,
    }


def _home(person: Person) -> Json:
    return {"city": person.city, "country": COUNTRIES[person.city]} if person.city else {}


def _fields(person: Person, *, with_display: bool) -> Json:
    fields = profile_fields(person, with_display=with_display)
    return {"customfields": fields} if fields else {}


def _account(moodle: LookAlike, person: Person) -> Json:
    return {
        **_names(moodle, person),
        "auth": "manual",
        "suspended": False,
        "confirmed": True,
        "lang": person.language,
        "theme": "",
        "timezone": "99",
        "mailformat": 1,
        "trackforums": 0,
        **_home(person),
        **pictures(moodle.site.platform_url),
        **_fields(person, with_display=True),
    }


def _groups(moodle: LookAlike, course_id: int, person_id: int) -> list[Json]:
    return [
        {"id": each.id, "name": each.name, "description": "", "descriptionformat": 1}
        for each in moodle.gatherings.everything()
        if each.course_id == course_id and person_id in each.members
    ]


def _participant(moodle: LookAlike, person: Person, step: Participation) -> Json:
    courses = [moodle.courses[s.course_id] for s in moodle.ledger.of_person(person.id)]
    return {
        **_names(moodle, person),
        "lastcourseaccess": seconds(step.completed_at or step.enrolled_at),
        **_home(person),
        **pictures(moodle.site.platform_url),
        **_fields(person, with_display=False),
        "roles": [dict(STUDENT if step.role == "student" else TEACHER)],
        "enrolledcourses": [
            {"id": c.id, "fullname": escape(c.title), "shortname": c.code} for c in courses
        ],
    }
