"""`fingerpost train` and `recommend` on a small site."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from lti_plugin.store.database import Database
from lti_plugin.store.participation import Enrolment
from lti_plugin.store.sites import Site
from tests.support.catalogue import Small
from tests.support.command import CommandLine, failure
from tests.support.trained import FEATURES, train_with
from tests.support.workforce import HEAD

A_SECOND = timedelta(seconds=1)

pytestmark = pytest.mark.usefixtures("small")


def test_too_little_history_is_said_and_people_are_ranked_for(fingerpost: CommandLine) -> None:
    ended = fingerpost("train")
    assert ended.code == 0, ended.err
    assert "Not enough history yet" in ended.out
    assert "people scored: 7" in ended.out.splitlines()
    told = json.loads(fingerpost("train", "--json").out)
    assert told["status"] == "done"
    assert told["counts"]["people_scored"] == 7
    (row,) = json.loads(fingerpost("site", "list", "--json").out)
    assert row["last training"] is not None


def test_next_courses_come_with_their_reason(fingerpost: CommandLine) -> None:
    ended = fingerpost("recommend", "--learner", "102")
    assert (ended.code, ended.err) == (0, "")
    lines = ended.out.splitlines()
    assert "By features" in lines[0]
    first = next(line for line in lines if "SQL: Practitioner" in line)
    assert "SQL" in first.split("│")[4]


def test_next_courses_as_json_have_every_reason(fingerpost: CommandLine) -> None:
    ended = fingerpost("recommend", "--learner", "moodle_id:102", "--k", "2", "--json")
    first, second = json.loads(ended.out)
    assert (first["rank"], first["course"], first["basis"]) == (1, "SQL: Practitioner", "features")
    assert first["score"] >= second["score"]
    assert all(reason["key"].startswith("reason.") for reason in first["reasons"])
    for each in (first, second):
        assert sum(each["parts"].values()) == pytest.approx(each["score"], abs=1e-4)


def test_a_model_of_another_version_is_said_and_the_next_training_replaces_it(
    fingerpost: CommandLine, site: Site
) -> None:
    version = fingerpost.folder / "models" / str(site.id) / "20200101T000000Z-old"
    version.mkdir(parents=True)
    (version / "manifest.json").write_text('{"format": 1, "files": {}}')
    ended = fingerpost("recommend", "--learner", "102")
    assert ended.code == 0
    assert ended.err.splitlines()[-1] == (
        "No model of this site can be read; `fingerpost train` makes a new one."
    )
    assert "By features" in ended.out
    assert fingerpost("train").code == 0
    assert fingerpost("recommend", "--learner", "102").err == ""


def test_a_model_in_use_that_is_gone_from_the_folder_is_said(
    fingerpost: CommandLine, database: Database, site: Site
) -> None:
    run = train_with(database, site)
    ended = fingerpost("recommend", "--learner", "102")
    assert ended.code == 0
    assert ended.err.splitlines()[-1] == (
        "No model of this site can be read; `fingerpost train` makes a new one."
    )
    train_with(database, site, metrics={}, **FEATURES, created_at=run.created_at + A_SECOND)
    assert fingerpost("recommend", "--learner", "102").err == ""


def test_the_goals_that_a_course_serves_are_told_for_a_program(
    fingerpost: CommandLine, tmp_path: Path
) -> None:
    file = tmp_path / "ours.csv"
    file.write_text(f"{HEAD}\nAnalyst,Negotiation,2,1\n")
    assert fingerpost("roles", "import", file).code == 0
    first = json.loads(fingerpost("recommend", "--learner", "100", "--json").out)[0]
    assert first["ties"] == [
        {"kind": "role", "name": "Analyst", "skill": "Negotiation", "level": 2.0}
    ]


def test_somebody_unknown_is_told_with_the_ways_to_name_people(fingerpost: CommandLine) -> None:
    line = failure(fingerpost("recommend", "--learner", "nobody@example.com"))
    assert "nobody@example.com" in line
    assert "kind:value" in line


def test_a_list_with_nothing_in_it_says_so(
    fingerpost: CommandLine, database: Database, site: Site, small: Small
) -> None:
    with database.writing() as session:
        for course in ("3", "4", "5"):
            row = {"person_id": small.people["102"], "course_id": small.courses[course]}
            session.add(Enrolment(site_id=site.id, **row))
    ended = fingerpost("recommend", "--learner", "102")
    assert ended.out == "Nothing is open to this person right now.\n"
    assert fingerpost("recommend", "--learner", "102", "--json").out == "[]\n"


@pytest.mark.parametrize("arguments", [(), ("--learner", "1", "--k", "0")])
def test_wrong_use_ends_with_two(fingerpost: CommandLine, arguments: tuple[str, ...]) -> None:
    assert fingerpost("recommend", *arguments).code == 2
