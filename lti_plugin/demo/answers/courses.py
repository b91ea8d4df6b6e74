"""Answers about courses and categories."""

from __future__ import annotations

from datetime import timedelta
from html import escape
from typing import Any

from lti_plugin.demo.answers.failures import invalid_parameter
from lti_plugin.demo.answers.parameters import Parameters
from lti_plugin.demo.answers.shapes import Json, course_fields, course_image, created_at, seconds
from lti_plugin.demo.entities import Course
from lti_plugin.demo.lookalike import LookAlike

FRONT_PAGE = 1
SORTING = 10_000
FILTERS = (
    "displayh5p",
    "activitynames",
    "mathjaxloader",
    "emoticon",
    "urltolink",
    "mediaplugin",
)


def categories(moodle: LookAlike, _given: Parameters) -> list[Json]:
    """Answer ``core_course_get_categories``: the families, flat, below Moodle's first category."""
    held = [course.family.id for course in moodle.courses.values()]
    families = [(1, "Category 1")]
    families += [(f.id, escape(f.name)) for f in moodle.organisation.catalogue.families]
    return [
        {
            "id": number,
            "name": name,
            "description": "",
            "descriptionformat": 1,
            "parent": 0,
            "sortorder": number * SORTING,
            "coursecount": held.count(number),
            "depth": 1,
            "path": f"/{number}",
        }
        for number, name in families
    ]


def courses_by_field(moodle: LookAlike, given: Parameters) -> Json:
    """Answer ``core_course_get_courses_by_field``: everything, or what fits one field."""
    field, value = given.word("field", ""), given.word("value", "")
    courses = list(moodle.courses.values())
    found = [_course(moodle, course) for course in courses if _fits(course, field, value)]
    front_page = [_front_page(moodle)] if field == "" else []
    return {"courses": front_page + found, "warnings": []}


def _fits(course: Course, field: str, value: str) -> bool:
    match field:
        case "":
            return True
        case "id" | "ids":
            return str(course.id) in value.split(",")
        case "shortname":
            return course.code == value
        case "idnumber":
            return id_number(course) == value
        case "category":
            return str(course.family.id) == value
        case _:
            raise invalid_parameter()


def id_number(course: Course) -> str:
    """Return the number under which other systems know the course."""
    return f"LARK-{course.id - 1}"


def starts_at(moodle: LookAlike, course: Course) -> int:
    """Return a course's start date in seconds: one a day since the beginning."""
    return seconds(moodle.organisation.founded_at + timedelta(days=course.id))


def _course(moodle: LookAlike, course: Course) -> Json:
    teachers = [
        moodle.organisation.people_by_id[step.person_id]
        for step in moodle.ledger.of_course(course.id)
        if step.role == "editingteacher"
    ]
    return _shape(
        moodle,
        id=course.id,
        fullname=escape(course.title),
        shortname=course.code,
        categoryid=course.family.id,
        categoryname=escape(course.family.name),
        sortorder=course.family.id * SORTING + course.id,
        summary=course.summary,
        summaryformat=1,
        showcompletionconditions=True,
        contacts=[{"id": p.id, "fullname": p.name} for p in teachers],
        enrollmentmethods=["manual"],
        customfields=course_fields(course),
        format="topics",
        newsitems=1,
        startdate=starts_at(moodle, course),
        visible=int(course.visible),
        enablecompletion=1,
        lang=course.language,
    ) | {
        "courseformatoptions": [
            {"name": "hiddensections", "value": 1},
            {"name": "coursedisplay", "value": 0},
            {"name": "indentation", "value": "1"},
        ]
    }


def _front_page(moodle: LookAlike) -> Json:
    organisation = moodle.organisation
    return _shape(
        moodle,
        id=FRONT_PAGE,
        fullname=organisation.name,
        shortname=organisation.short_name,
        categoryid=0,
        categoryname="",
        sortorder=1,
        summary="",
        summaryformat=0,
        showcompletionconditions=None,
        contacts=[],
        enrollmentmethods=[],
        customfields=course_fields(None),
        format="site",
        newsitems=3,
        startdate=0,
        visible=1,
        enablecompletion=0,
        lang="",
    )


def _shape(moodle: LookAlike, **own: Any) -> Json:
    """Return a course with the fields that are alike for all."""
    return own | {
        "displayname": own["fullname"],
        "courseimage": course_image(moodle.site.platform_url, own["id"]),
        "summaryfiles": [],
        "overviewfiles": [],
        "showactivitydates": False,
        "showgrades": 1,
        "enddate": 0,
        "maxbytes": 0,
        "showreports": 0,
        "groupmode": 0,
        "groupmodeforce": 0,
        "defaultgroupingid": 0,
        "completionnotify": 0,
        "theme": "",
        "marker": 0,
        "filters": [{"filter": f, "localstate": 0, "inheritedstate": 1} for f in FILTERS],
    }


def users_courses(moodle: LookAlike, given: Parameters) -> list[Json]:
    """Answer ``core_enrol_get_users_courses``: one person's courses, without dates."""
    person_id = given.number("userid")
    if person_id not in moodle.organisation.people_by_id:
        return []
    created = created_at(moodle.organisation)
    found = []
    for step in moodle.ledger.of_person(person_id):
        course = moodle.courses[step.course_id]
        tracked = step.role == "student"
        title = escape(course.title)
        found.append(
            {
                "id": course.id,
                "shortname": course.code,
                "fullname": title,
                "displayname": title,
                "idnumber": id_number(course),
                "visible": int(course.visible),
                "summary": course.summary,
                "summaryformat": 1,
                "format": "topics",
                "courseimage": course_image(moodle.site.platform_url, course.id),
                "showgrades": True,
                "lang": course.language,
                "enablecompletion": True,
                "completionhascriteria": True,
                "completionusertracked": tracked,
                "category": course.family.id,
                "progress": round(step.progress) if tracked and step.progress else None,
                "completed": step.completed_at is not None,
                "startdate": starts_at(moodle, course),
                "enddate": 0,
                "marker": 0,
                "lastaccess": seconds(step.completed_at) if step.completed_at else None,
                "isfavourite": False,
                "hidden": False,
                "overviewfiles": [],
                "showactivitydates": False,
                "showcompletionconditions": True,
                "timemodified": created,
            }
        )
    return found
