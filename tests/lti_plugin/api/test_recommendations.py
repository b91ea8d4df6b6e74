"""Which courses come next, with their ties and reasons, and what is said about them."""

from __future__ import annotations

import pytest

from lti_plugin.store.recommendations import Shown
from tests.support.api import Program, Roles, problem, program
from tests.support.catalogue import Small
from tests.support.installation import Installation


def titles(learner: Program) -> list[str]:
    return [each["course"]["title"] for each in learner.get("/recommendations")["items"]]


def test_courses_come_ranked_with_ties_and_reasons_that_ranked_them(
    learner: Program, roles: Roles
) -> None:
    found = learner.get("/recommendations")
    assert found["finished"] == 1
    assert [each["rank"] for each in found["items"]] == list(range(1, len(found["items"]) + 1))
    assert {each["basis"] for each in found["items"]} == {"gap"}
    by_title = {each["course"]["title"]: each for each in found["items"]}
    tied = by_title["SQL: Practitioner"]
    assert tied["tied"] is True
    assert [(each["kind"], each["name"], each["skill"]) for each in tied["ties"]] == [
        ("role", "Analyst", "SQL"),
        ("objective", "Reports in a day", "SQL"),
    ]
    (reason,) = (each for each in tied["reasons"] if each["key"] == "reason.gap")
    assert reason["values"]["skill"] == "SQL"
    assert 0 < reason["share"] <= 1
    assert by_title["Negotiation: Foundations"]["tied"] is False


def test_list_is_as_long_as_wanted(learner: Program) -> None:
    assert len(learner.get("/recommendations", k=1)["items"]) == 1


def test_list_can_be_narrowed_to_one_way_of_learning(learner: Program) -> None:
    found = learner.get("/recommendations")
    assert found["modes"] == ["workshop"]
    narrow = learner.get("/recommendations", mode="workshop")["items"]
    assert [each["course"]["mode"] for each in narrow] == ["workshop"]
    assert learner.get("/recommendations", mode="boot camp")["items"] == []


def test_running_courses_stand_apart(installation: Installation, roles: Roles) -> None:
    (running,) = program(installation, person="101").get("/recommendations")["under_way"]
    assert running["course"]["title"] == "Statistics: Foundations"
    assert running["progress"] == 40.0


def test_reading_a_list_notes_nothing(installation: Installation, learner: Program) -> None:
    with installation.database.reading() as session:
        before = session.query(Shown).count()  # the page itself noted what it showed
    learner.get("/recommendations")
    with installation.database.reading() as session:
        assert session.query(Shown).count() == before


@pytest.mark.parametrize("kind", ["later", "not_for_me"])
def test_what_is_put_aside_leaves_the_list_and_undo_brings_it_back(
    learner: Program, small: Small, kind: str
) -> None:
    before = titles(learner)
    place = f"/recommendations/{small.courses['3']}/feedback"
    answer = learner.ask("POST", place, {"kind": kind})
    assert answer.json is not None
    assert (answer.json["kind"], answer.json["course"]["title"]) == (kind, "SQL: Practitioner")
    assert sorted(titles(learner)) == sorted({*before} - {"SQL: Practitioner"})
    (aside,) = learner.get("/recommendations")["put_aside"]
    assert aside["title"] == "SQL: Practitioner"
    answer = learner.ask("POST", place, {"kind": "undo"})
    assert (answer.json or {})["kind"] is None
    assert titles(learner) == before


def test_word_that_is_none_is_refused(learner: Program, small: Small) -> None:
    place = f"/recommendations/{small.courses['3']}/feedback"
    assert problem(learner.ask("POST", place, {"kind": "never"})) == (422, "bad-fields")
