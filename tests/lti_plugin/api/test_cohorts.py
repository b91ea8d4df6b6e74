"""Cohorts and the class as programs ask for them: for teachers, about the course of their visit."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import pytest

from tests.support.api import Program, problem, program
from tests.support.cohorts import find, lacking
from tests.support.gathering import Room
from tests.support.installation import Installation


@pytest.fixture
def teacher(installation: Installation, tmp_path: Path) -> Program:
    """The teacher of a course whose six finishers are ready for the next one."""
    lacking(installation.database, installation.site, tmp_path)
    find(installation.database, installation.site)
    return program(installation, "instructor", "50")


def test_cohorts_are_told_in_figures(teacher: Program) -> None:
    found = teacher.get("/cohorts")
    assert found["course"]["name"] == "SQL: Foundations"
    assert found["limits"] == {"least": 5, "most": 12, "spread": False}
    (one,) = found["following"]
    assert (one["people"], one["skill"], one["after"]) == (6, "SQL", found["course"])
    assert one["coverage_before"] < one["coverage_after"]
    assert len(one["sessions"]) == 8
    assert teacher.get(f"/cohorts/{one['id']}") == one
    assert problem(teacher.ask("GET", f"/cohorts/{uuid4()}"))[0] == 404


def test_other_sizes_are_kept_and_those_that_cannot_be_refused(teacher: Program) -> None:
    answer = teacher.ask("PUT", "/cohorts/limits", {"least": 3, "most": 3})
    assert [each["people"] for each in answer.json["following"]] == [3, 3]
    assert problem(teacher.ask("PUT", "/cohorts/limits", {"least": 4, "most": 3}))[0] == 400


def test_what_a_teacher_may_not_make_is_asked_of_an_admin(
    teacher: Program, installation: Installation
) -> None:
    (one,) = teacher.get("/cohorts")["following"]
    path = f"/cohorts/{one['id']}"
    assert problem(teacher.ask("POST", f"{path}/groups")) == (403, "not-allowed")
    assert teacher.ask("POST", f"{path}/request", {"text": "Please."}).status_code == 201
    asked = program(installation, "admin", "2").get("/requests", kind="cohort")
    assert [len(each["details"]["people"]) for each in asked["items"]] == [6]


def test_an_admin_looks_makes_and_reads_what_became_of_it(
    teacher: Program, installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert teacher
    Room("101").opened(monkeypatch)
    admin = program(installation, "admin", "2")
    (one,) = admin.get("/cohorts")["following"]
    seen = admin.ask("POST", f"/cohorts/{one['id']}/groups").json
    expected = [each["expected"] for each in seen["people"]]
    assert (seen["kind"], seen["state"], expected.count("enrols")) == ("site", "planned", 5)
    asked = admin.ask("POST", f"/cohorts/groups/{seen['id']}/make")
    assert (asked.status_code, asked.json["state"]) == (202, "asked")
    assert admin.get(f"/cohorts/groups/{seen['id']}") == asked.json
    assert problem(teacher.ask("GET", f"/cohorts/groups/{seen['id']}"))[0] == 403


def test_a_teacher_tells_what_is_wrong_with_the_course(teacher: Program) -> None:
    said = {"defect": "level_wrong", "text": "It is harder."}
    assert teacher.ask("POST", "/cohorts/feedback", said).status_code == 201
    assert problem(teacher.ask("POST", "/cohorts/feedback", {"defect": "x", "text": "y"}))[0] == 422


def test_a_class_is_told_in_counts(teacher: Program) -> None:
    found = teacher.get("/cohorts/class", weeks=4)
    assert (found["people"], found["finished"], found["stalled"]) == (6, 6, 0)
    assert [each["skill"] for each in found["skills"]] == ["SQL"]
    assert problem(teacher.ask("GET", "/cohorts/class?weeks=0"))[0] == 422


def test_learners_are_told_nothing_of_it(teacher: Program, installation: Installation) -> None:
    assert teacher
    learner = program(installation)
    for path in ("/cohorts", "/cohorts/class", f"/cohorts/{uuid4()}"):
        assert problem(learner.ask("GET", path)) == (403, "not-allowed")
    assert problem(learner.ask("PUT", "/cohorts/limits", {"least": 5, "most": 6}))[0] == 403
