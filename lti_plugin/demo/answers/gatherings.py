"""Answers to calls that write: groups, cohorts and enrolments by hand."""

from __future__ import annotations

from typing import Any

from lti_plugin.demo.answers.failures import Failure, invalid_parameter, missing_record
from lti_plugin.demo.answers.parameters import Parameters
from lti_plugin.demo.answers.shapes import STUDENT, Json
from lti_plugin.demo.gatherings import Gathering
from lti_plugin.demo.lookalike import LookAlike


def course_groups(moodle: LookAlike, given: Parameters) -> list[Json]:
    """Answer ``core_group_get_course_groups``."""
    course_id = _course(moodle, given.number("courseid"))
    found = moodle.gatherings.everything()
    return [_group(each) for each in found if each.course_id == course_id]


def create_groups(moodle: LookAlike, given: Parameters) -> list[Json]:
    """Answer ``core_group_create_groups``; a name comes once in a course."""
    made = []
    for row in given.values("groups"):
        one = Parameters(_flat(row))
        course_id = _course(moodle, one.number("courseid"))
        name, id_number = one.word("name").strip(), one.word("idnumber", "")
        here = [each for each in moodle.gatherings.everything() if each.course_id == course_id]
        if not name or any(each.name == name for each in here):
            raise invalid_parameter()
        if id_number and any(each.id_number == id_number for each in here):
            text = "This ID number is already in use"
            raise Failure("core\\exception\\moodle_exception", "idnumbertaken", text)
        made.append(_group(moodle.gatherings.make(course_id, name, id_number)))
    return made


def add_group_members(moodle: LookAlike, given: Parameters) -> None:
    """Answer ``core_group_add_group_members``; only who is enrolled may join."""
    for row in given.values("members"):
        one = Parameters(_flat(row))
        group = moodle.gatherings.find(one.number("groupid"))
        if group is None or group.course_id is None:
            raise missing_record("groups")
        person_id = _person(moodle, one.number("userid"))
        if moodle.ledger.find(person_id, group.course_id) is None:
            raise invalid_parameter()
        moodle.gatherings.join(group.id, person_id)


def search_cohorts(moodle: LookAlike, given: Parameters) -> Json:
    """Answer ``core_cohort_search_cohorts`` by name and ID number."""
    query = given.word("query").casefold()
    found = [each for each in moodle.gatherings.everything() if each.course_id is None]
    texts = ((each, f"{each.name}\n{each.id_number}".casefold()) for each in found)
    return {"cohorts": [_cohort(each) for each, text in texts if query in text]}


def create_cohorts(moodle: LookAlike, given: Parameters) -> list[Json]:
    """Answer ``core_cohort_create_cohorts``; an ID number comes once."""
    made = []
    for row in given.values("cohorts"):
        one = Parameters(_flat(row))
        name, id_number = one.word("name").strip(), one.word("idnumber")
        taken = {e.id_number for e in moodle.gatherings.everything() if e.course_id is None}
        if not name or id_number in taken:
            raise invalid_parameter()
        made.append(_cohort(moodle.gatherings.make(None, name, id_number)))
    return made


def add_cohort_members(moodle: LookAlike, given: Parameters) -> Json:
    """Answer ``core_cohort_add_cohort_members``, which warns where it does nothing."""
    warnings = []
    for row in given.values("members"):
        cohort = moodle.gatherings.find(Parameters(_flat(row["cohorttype"])).number("value"))
        person_id = Parameters(_flat(row["usertype"])).number("value")
        if cohort is None or cohort.course_id is not None:
            warnings.append({"warningcode": "2", "message": "cohort not exists"})
        elif person_id not in moodle.organisation.people_by_id:
            warnings.append({"warningcode": "2", "message": f"user id={person_id} not exists"})
        elif not moodle.gatherings.join(cohort.id, person_id):
            warnings.append({"warningcode": "3", "message": "record already exists"})
    return {"warnings": warnings}


def enrol_users(moodle: LookAlike, given: Parameters) -> None:
    """Answer ``enrol_manual_enrol_users``; the account may make students alone."""
    for row in given.values("enrolments"):
        one = Parameters(_flat(row))
        course_id = _course(moodle, one.number("courseid"))
        person_id = _person(moodle, one.number("userid"))
        if one.number("roleid") != STUDENT["roleid"]:
            text = "You don't have the permission to assign this role to this user in this course."
            raise Failure("core\\exception\\moodle_exception", "wsusercannotassign", text)
        moodle.gatherings.enrol(person_id, course_id)


def _course(moodle: LookAlike, number: int) -> int:
    if number not in moodle.courses:
        raise missing_record("course")
    return number


def _person(moodle: LookAlike, number: int) -> int:
    if number not in moodle.organisation.people_by_id:
        raise missing_record("user")
    return number


def _flat(row: Any) -> list[tuple[str, str]]:
    if not isinstance(row, dict):
        raise invalid_parameter()
    return [(name, value) for name, value in row.items() if isinstance(value, str)]


def _group(each: Gathering) -> Json:
    return {
        "id": each.id,
        "courseid": each.course_id,
        "name": each.name,
        "description": "",
        "descriptionformat": 1,
        "idnumber": each.id_number,
    }


def _cohort(each: Gathering) -> Json:
    return {
        "id": each.id,
        "name": each.name,
        "idnumber": each.id_number,
        "description": "",
        "descriptionformat": 1,
        "visible": True,
    }
