"""A Moodle in memory that keeps groups, cohorts and enrolments, and refuses what it is told to."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from connectors.errors import ConnectorError, MissingCapability
from connectors.moodle.client import MoodleClient
from connectors.moodle.writing import (
    ACCOUNTS,
    COHORTS,
    ENROL,
    GROUPS,
    INTO_COHORT,
    INTO_GROUP,
    MEMBERS,
    NEW_COHORT,
    NEW_GROUP,
    Writer,
)
from lti_plugin.services import sites

STUDENT = {"roleid": 5, "shortname": "student"}
TEACHER = {"roleid": 3, "shortname": "editingteacher"}


class Room(MoodleClient):
    """One course of that Moodle. ``refusals`` are what a function raises, once for each listed."""

    def __init__(self, *students: str) -> None:
        self.inside = dict.fromkeys(students, STUDENT) | {"50": TEACHER}
        self.groups: dict[int, dict[str, Any]] = {}
        self.cohorts: dict[int, dict[str, Any]] = {}
        self.refusals: dict[str, list[ConnectorError]] = {}
        self.asked: Counter[str] = Counter()
        self.suspended: set[str] = set()
        self.tells_suspended = True
        self.deleted: set[str] = set()

    def opened(self, monkeypatch: pytest.MonkeyPatch) -> Room:
        """Let everybody who writes into a Moodle write into this one."""
        monkeypatch.setattr(sites, "writer", lambda *_: Writer(self))
        return self

    def _ask(self, function: str, params: Any, *, retry: bool) -> Any:
        assert retry == (function in {ACCOUNTS, MEMBERS, GROUPS, COHORTS}), function
        self.asked[function] += 1
        waiting = self.refusals.get(function)
        if waiting:
            raise waiting.pop(0)
        return getattr(self, function.split("_", 1)[1])(**params)

    def enrol_get_enrolled_users(self, courseid: str, options: Any) -> Any:
        assert courseid
        told = {each["name"]: each["value"] for each in options}
        start = told["limitfrom"]
        if told.get("onlysuspended"):
            if not self.tells_suspended:
                raise MissingCapability("No right to review enrolments.")
            return [{"id": int(who)} for who in self.suspended][start : start + 1000]
        rows = [
            {
                "id": int(who),
                "fullname": f"Person {int(who) - 100}",
                "roles": [role],
                "groups": [
                    {"id": number} for number, each in self.groups.items() if who in each["people"]
                ],
            }
            for who, role in self.inside.items()
        ]
        return rows[start : start + 1000]

    def user_get_users(self, criteria: Any) -> Any:
        who = criteria[0]["value"]
        return {"users": [] if who in self.deleted else [{"id": who, "suspended": False}]}

    def group_get_course_groups(self, courseid: str) -> Any:
        assert courseid
        return [each | {"id": number} for number, each in self.groups.items()]

    def group_create_groups(self, groups: Any) -> Any:
        self.groups[len(self.groups) + 1] = groups[0] | {"people": set()}
        return [{"id": len(self.groups)}]

    def group_add_group_members(self, members: Any) -> None:
        assert members[0]["userid"] in self.inside
        self.groups[int(members[0]["groupid"])]["people"].add(members[0]["userid"])

    def cohort_search_cohorts(self, query: str, context: Any, includes: str) -> Any:
        assert (context["contextlevel"], includes) == ("system", "self")
        found = [each | {"id": number} for number, each in self.cohorts.items()]
        return {"cohorts": [each for each in found if query in each["idnumber"]]}

    def cohort_create_cohorts(self, cohorts: Any) -> Any:
        self.cohorts[len(self.cohorts) + 1] = cohorts[0] | {"people": set()}
        return [{"id": len(self.cohorts)}]

    def cohort_add_cohort_members(self, members: Any) -> Any:
        people = self.cohorts[int(members[0]["cohorttype"]["value"])]["people"]
        who = members[0]["usertype"]["value"]
        warned = [{"warningcode": "3", "message": "there"}] if who in people else []
        people.add(who)
        return {"warnings": warned}

    def manual_enrol_users(self, enrolments: Any) -> None:
        assert enrolments[0]["roleid"] == STUDENT["roleid"]
        self.inside[enrolments[0]["userid"]] = STUDENT


__all__ = ["ENROL", "INTO_COHORT", "INTO_GROUP", "NEW_COHORT", "NEW_GROUP", "Room"]
