"""Answers about the competency framework and about what each course teaches."""

from __future__ import annotations

import json
from itertools import count

from lti_plugin.demo.answers.failures import invalid_parameter, missing_record
from lti_plugin.demo.answers.parameters import Parameters
from lti_plugin.demo.answers.shapes import Json, created_at
from lti_plugin.demo.entities import Skill
from lti_plugin.demo.lookalike import LookAlike

FRAMEWORK = 1
ADMIN = 2
SORTABLE = ("", "id", "idnumber", "shortname", "sortorder")


def frameworks(moodle: LookAlike, _given: Parameters) -> list[Json]:
    """Answer ``core_competency_list_competency_frameworks``: the organisation's only one."""
    scale = [
        {"scaleid": 1},
        {"id": 1, "scaledefault": 1, "proficient": 0},
        {"id": 2, "scaledefault": 0, "proficient": 1},
    ]
    framework = {
        "shortname": f"{moodle.organisation.company} skills",
        "idnumber": f"{moodle.organisation.company.upper()}-SKILLS",
        "description": "",
        "descriptionformat": 1,
        "visible": True,
        "scaleid": 1,
        "scaleconfiguration": json.dumps(scale, separators=(",", ":")),
        "contextid": 1,
        "taxonomies": "competency,competency,competency,competency",
        "id": FRAMEWORK,
        **_changes(moodle),
        "canmanage": False,
        "competenciescount": len(moodle.organisation.catalogue.skills),
        "contextname": "System",
        "contextnamenoprefix": "System",
    }
    return [framework]


def competencies(moodle: LookAlike, given: Parameters) -> list[Json]:
    """Answer ``core_competency_list_competencies``: the skills, filtered, sorted, paged."""
    filters = given.pairs("filters", "column", "value")
    order = given.word("sort", "")
    if order not in SORTABLE:
        raise invalid_parameter()
    found = [_competency(moodle, skill) for skill in moodle.organisation.catalogue.skills]
    if not filters.keys() <= found[0].keys():
        raise invalid_parameter()
    found = [row for row in found if all(str(row[k]) == v for k, v in filters.items())]
    found.sort(key=lambda row: row[order or "id"])
    first, most = given.number("skip", 0), given.number("limit", 0)
    return found[first : first + most] if most else found[first:]


def course_competencies(moodle: LookAlike, given: Parameters) -> list[Json]:
    """Answer ``core_competency_list_course_competencies``: the skills of one course, main first."""
    wanted = given.number("id")
    if wanted not in moodle.courses:
        raise missing_record("course")
    links = count(1)
    found = []
    for course in moodle.courses.values():
        for place, skill in enumerate(course.skills):
            number = next(links)
            if course.id != wanted:
                continue
            link = {
                "courseid": course.id,
                "competencyid": skill.id,
                "sortorder": place,
                "ruleoutcome": 1,
                "id": number,
                **_changes(moodle),
            }
            found.append({"competency": _competency(moodle, skill), "coursecompetency": link})
    return found


def id_number(skill: Skill) -> str:
    """Return the ID number of a competency."""
    return f"SK{skill.id}"


def _competency(moodle: LookAlike, skill: Skill) -> Json:
    return {
        "shortname": skill.name,
        "idnumber": id_number(skill),
        "description": skill.description,
        "descriptionformat": 1,
        "sortorder": skill.id - 1,
        "parentid": 0,
        "path": "/0/",
        "ruleoutcome": 0,
        "ruletype": None,
        "ruleconfig": None,
        "scaleid": None,
        "scaleconfiguration": None,
        "competencyframeworkid": FRAMEWORK,
        "id": skill.id,
        **_changes(moodle),
    }


def _changes(moodle: LookAlike) -> Json:
    created = created_at(moodle.organisation)
    return {"timecreated": created, "timemodified": created, "usermodified": ADMIN}
