"""Writes into Moodle: course groups, cohorts of the site, and who is enrolled in a course.

Nothing here is repeated by itself; whoever calls looks first what is there already.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from connectors.errors import MissingCapability, NotAMoodle
from connectors.moodle.client import MoodleClient
from connectors.moodle.texts import plain

MEMBERS = "core_enrol_get_enrolled_users"
ACCOUNTS = "core_user_get_users"
GROUPS, NEW_GROUP = "core_group_get_course_groups", "core_group_create_groups"
INTO_GROUP = "core_group_add_group_members"
COHORTS, NEW_COHORT = "core_cohort_search_cohorts", "core_cohort_create_cohorts"
INTO_COHORT = "core_cohort_add_cohort_members"
ENROL = "enrol_manual_enrol_users"
WRITING = (GROUPS, NEW_GROUP, INTO_GROUP, ENROL, COHORTS, NEW_COHORT, INTO_COHORT)
# What the account needs to write, beside the role of students among those that it may assign.
WRITING_RIGHTS = (
    "moodle/course:managegroups",
    "enrol/manual:enrol",
    "moodle/role:assign",
    "moodle/course:enrolreview",
    "moodle/cohort:manage",
)
TEACHERS = frozenset({"editingteacher", "manager"})
STUDENT = "student"
# Moodle installs the role of students with this number.
STUDENT_ID = 5
A_PAGE = 1000
# What Moodle warns of where a person is in the cohort already.
_THERE = "3"


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody in a course: ``roles`` are short names with their numbers, ``groups`` numbers.

    ``suspended`` is their place in the course.
    """

    name: str
    roles: Mapping[str, int]
    groups: frozenset[str]
    suspended: bool = False

    @property
    def teaches(self) -> bool:
        """Say whether Moodle lists them as somebody who may change the course."""
        return not self.suspended and not TEACHERS.isdisjoint(self.roles)


class Writer:
    """The calls that change something. Raises the errors of :mod:`connectors.errors`."""

    def __init__(self, client: MoodleClient) -> None:
        self._client = client

    def members(self, course: str) -> dict[str, Member]:
        """Return who is in a course at this moment, by the number of the account.

        Whose place in the course is suspended is told only to an account that may review
        enrolments; without that right they count as any other.
        """
        fields = "id,fullname,roles,groups"
        found = dict(_member(row) for row in self._inside(course, userfields=fields))
        try:
            rows = list(self._inside(course, userfields="id", onlysuspended=1))
        except MissingCapability:
            return found
        for number in {_member(row)[0] for row in rows} & found.keys():
            found[number] = replace(found[number], suspended=True)
        return found

    def is_active(self, person: str) -> bool:
        """Say whether somebody has an account that is not suspended; Moodle would enrol either."""
        named = [{"key": "id", "value": person}]
        rows = self._client.call_list(ACCOUNTS, "users", criteria=named)
        return any(isinstance(row, dict) and not row.get("suspended") for row in rows)

    def _inside(self, course: str, **wanted: str | int) -> Iterator[Any]:
        start = 0
        while True:
            options = {**wanted, "limitfrom": start, "limitnumber": A_PAGE, "sortby": "id"}
            named = [{"name": name, "value": value} for name, value in options.items()]
            rows = self._client.call_list(MEMBERS, courseid=course, options=named)
            yield from rows
            if len(rows) < A_PAGE:
                return
            start += A_PAGE

    def group(self, course: str, id_number: str) -> str | None:
        """Return the number of the course's group with this ID number."""
        return _numbered(self._client.call_list(GROUPS, courseid=course), id_number)

    def make_group(self, course: str, name: str, id_number: str) -> str:
        """Make a group in a course and return its number."""
        said = {"courseid": course, "name": name, "idnumber": id_number, "description": ""}
        return _made(self._client.change(NEW_GROUP, groups=[said]), NEW_GROUP)

    def cohort(self, id_number: str) -> str | None:
        """Return the number of the site's cohort with this ID number."""
        here = {"contextlevel": "system", "instanceid": 0}
        asked = {"query": id_number, "context": here, "includes": "self"}
        return _numbered(self._client.call_list(COHORTS, "cohorts", **asked), id_number)

    def make_cohort(self, name: str, id_number: str) -> str:
        """Make a cohort of the whole site and return its number."""
        said = {
            "categorytype": {"type": "system", "value": ""},
            "name": name,
            "idnumber": id_number,
        }
        return _made(self._client.change(NEW_COHORT, cohorts=[said]), NEW_COHORT)

    def enrol(self, course: str, person: str, role: int) -> None:
        """Enrol somebody by hand, as Moodle calls it."""
        said = {"roleid": role, "userid": person, "courseid": course}
        self._client.change(ENROL, enrolments=[said])

    def join_group(self, group: str, person: str) -> None:
        """Put somebody who is enrolled into a group; who is in it already stays."""
        self._client.change(INTO_GROUP, members=[{"groupid": group, "userid": person}])

    def join_cohort(self, cohort: str, person: str) -> str:
        """Put somebody into a cohort; return Moodle's warning where it did not, else nothing."""
        said = {
            "cohorttype": {"type": "id", "value": cohort},
            "usertype": {"type": "id", "value": person},
        }
        answer = self._client.change(INTO_COHORT, members=[said])
        warnings = answer.get("warnings", []) if isinstance(answer, dict) else []
        kept = [each for each in warnings if str(each.get("warningcode")) != _THERE]
        return plain(str(kept[0].get("message", ""))) if kept else ""


def student_role(members: Mapping[str, Member]) -> int:
    """Return the number of the students' role, as it stands beside those who are in the course."""
    listed = (each.roles[STUDENT] for each in members.values() if STUDENT in each.roles)
    return next(listed, STUDENT_ID)


def _member(row: Any) -> tuple[str, Member]:
    try:
        roles = {str(each["shortname"]): int(each["roleid"]) for each in row.get("roles", ())}
        groups = frozenset(str(each["id"]) for each in row.get("groups", ()))
        return str(row["id"]), Member(plain(str(row.get("fullname", ""))), roles, groups)
    except (AttributeError, KeyError, TypeError, ValueError):
        raise _odd(MEMBERS) from None


def _numbered(rows: list[Any], id_number: str) -> str | None:
    fitting = (row for row in rows if isinstance(row, dict) and row.get("idnumber") == id_number)
    return next((str(row["id"]) for row in fitting if "id" in row), None)


def _made(answer: Any, function: str) -> str:
    try:
        return str(int(answer[0]["id"]))
    except (IndexError, KeyError, TypeError, ValueError):
        raise _odd(function) from None


def _odd(function: str) -> NotAMoodle:
    return NotAMoodle(f"The answer to {function} is not in the form that Moodle uses.")
