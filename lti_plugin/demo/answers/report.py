"""Answers of the report builder; above all everybody's participation, with dates as text."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from lti_plugin.demo.answers import ratings
from lti_plugin.demo.answers.courses import id_number
from lti_plugin.demo.answers.failures import missing_record
from lti_plugin.demo.answers.parameters import Parameters
from lti_plugin.demo.answers.shapes import Json, created_at, pictures
from lti_plugin.demo.entities import Participation
from lti_plugin.demo.lookalike import LookAlike
from lti_plugin.demo.site import REPORT_NAME
from lti_plugin.demo.staff import SITE_ADMIN

PAGE = 10
HEADERS = (
    "Username",
    "ID number",
    "Email address",
    "Course short name",
    "Course ID number",
    "Time created",
    "Completed",
    "Time completed",
    "Student progress",
    "Grade",
)
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def reports(moodle: LookAlike, _given: Parameters) -> Json:
    """Answer ``core_reportbuilder_list_reports``."""
    return {"reports": [_participants(moodle), _ratings(moodle)], "warnings": []}


def report(moodle: LookAlike, given: Parameters) -> Json:
    """Answer ``core_reportbuilder_retrieve_report``: a page of rows; none past the end."""
    wanted = given.number("reportid")
    if wanted == moodle.site.ratings_report_id:
        data = ratings.data(moodle, given, PAGE)
        return {"details": _ratings(moodle), "data": data, "warnings": []}
    if wanted != moodle.site.report_id:
        raise missing_record("reportbuilder_report")
    page, size = max(given.number("page", 0), 0), max(given.number("perpage", PAGE), 1)
    courses = list(moodle.courses.values())
    steps = moodle.ledger.everything()
    here = range(page * size, min((page + 1) * size, len(courses) + len(steps)))
    rows = []
    for place in here:
        # Courses come first, each with an empty person, then the participations: a completion
        # clicked between two pages adds a row at the end and moves none (a copied course does).
        if place < len(courses):
            course = courses[place]
            cells = ["", "", "", course.code, id_number(course), "", "", "", "", ""]
        else:
            cells = _cells(moodle, steps[place - len(courses)])
        rows.append({"columns": cells})
    total = len(courses) + len(steps)
    data = {"headers": list(HEADERS), "rows": rows, "totalrowcount": total}
    return {"details": _participants(moodle), "data": data, "warnings": []}


def _cells(moodle: LookAlike, step: Participation) -> list[str]:
    zone = ZoneInfo(moodle.organisation.time_zone)
    person = moodle.organisation.people_by_id[step.person_id]
    course = moodle.courses[step.course_id]
    return [
        person.username,
        person.id_number,
        person.email,
        course.code,
        id_number(course),
        written(step.enrolled_at, zone),
        "Yes" if step.completed_at else "",
        written(step.completed_at, zone) if step.completed_at else "",
        f"{step.progress:.1f}%",
        "" if step.grade is None else f"{step.grade:.2f}",
    ]


def written(moment: datetime, zone: ZoneInfo) -> str:
    """Return a time as Moodle writes it for English readers: Friday, 27 June 2025, 1:00 AM."""
    local = moment.astimezone(zone)
    half = "AM" if local.hour < 12 else "PM"
    clock = f"{local.hour % 12 or 12}:{local.minute:02d} {half}"
    return f"{DAYS[local.weekday()]}, {local.day} {MONTHS[local.month - 1]} {local.year}, {clock}"


def _participants(moodle: LookAlike) -> Json:
    source = "core_course\\reportbuilder\\datasource\\participants"
    return _details(moodle, moodle.site.report_id, REPORT_NAME, source, "Course participants")


def _ratings(moodle: LookAlike) -> Json:
    source = "core_competency\\reportbuilder\\datasource\\competencies"
    return _details(moodle, moodle.site.ratings_report_id, ratings.NAME, source, "Competencies")


def _details(moodle: LookAlike, number: int, name: str, source: str, called: str) -> Json:
    created = created_at(moodle.organisation)
    admin = moodle.organisation.people_by_id[SITE_ADMIN]
    return {
        "name": name,
        "source": source,
        "type": 0,
        "uniquerows": True,
        "conditiondata": None,
        "settingsdata": None,
        "contextid": 1,
        "component": "",
        "area": "",
        "itemid": 0,
        "usercreated": admin.id,
        "id": number,
        "timecreated": created,
        "timemodified": created,
        "usermodified": admin.id,
        "sourcename": called,
        "tags": [],
        "modifiedby": {
            "id": admin.id,
            "email": admin.email,
            "idnumber": "",
            "phone1": "",
            "phone2": "",
            "department": "",
            "institution": "",
            "fullname": admin.name,
            "identity": admin.email,
            "profileurl": f"{moodle.site.platform_url}/user/profile.php?id={admin.id}",
            **pictures(moodle.site.platform_url),
        },
    }
