"""The site's skills, and where somebody stands in those that their roles ask for."""

from __future__ import annotations

from datetime import date

import pytest

from tests.support.api import Program, Roles

ALL = ["Negotiation", "SQL", "Statistics", "Storytelling", "Éxtraction"]


def test_skills_are_listed_by_name_some_at_a_time(learner: Program) -> None:
    whole = learner.get("/skills")
    assert [each["name"] for each in whole["items"]] == ALL
    assert whole["total"] == 5
    part = learner.get("/skills", limit=2, offset=1)
    assert [each["name"] for each in part["items"]] == ALL[1:3]
    assert part["total"] == 5


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("s", ["SQL", "Statistics", "Storytelling"]),
        ("TELL", ["Storytelling", "Éxtraction"]),
        ("éX", ["Éxtraction"]),
        ("  sql ", ["SQL"]),
        ("%", []),
    ],
)
def test_skills_are_found_by_any_of_their_names(
    learner: Program, text: str, names: list[str]
) -> None:
    found = learner.get("/skills", q=text)
    assert ([each["name"] for each in found["items"]], found["total"]) == (names, len(names))


def test_standing_tells_what_is_held_how_sure_that_is_and_what_it_rests_on(
    learner: Program, roles: Roles
) -> None:
    at = learner.get("/skills/standing")
    today = at["today"]
    assert today["role"] == {"id": str(roles.roles["Analyst"]), "name": "Analyst"}
    sql, statistics = sorted(today["skills"], key=lambda each: each["skill"]["name"])
    assert sql["skill"] == {"id": str(roles.skills["SQL"]), "name": "SQL"}
    assert (sql["required"], sql["importance"]) == (3.0, 1.0)
    assert sql["low"] < sql["level"] < sql["high"]
    assert sum(each["share"] for each in sql["rests_on"]) == pytest.approx(1)
    assert statistics["state"] == "not_assessed"
    assert (statistics["confidence"], statistics["shortfall"]) == ("assumed", None)
    assert [each["source"] for each in statistics["rests_on"]] == ["role"]


def test_rating_oneself_counts_in_the_standing(learner: Program, roles: Roles) -> None:
    body = {"ratings": [{"skill_id": str(roles.skills["SQL"]), "level": 1}]}
    kept = learner.ask("POST", "/evidence", body).json
    assert kept is not None
    today = learner.get("/skills/standing")["today"]
    (sql,) = (each for each in today["skills"] if each["skill"]["name"] == "SQL")
    assert sql["state"] == "below"
    assert sql["shortfall"] > 0
    assert kept["items"][0]["id"] in {each["evidence_id"] for each in sql["rests_on"]}
    assert 0 < today["coverage"] < 1
    assert today["assessed_share"] == pytest.approx(3 / 4)


def test_horizon_is_against_what_the_role_will_ask_for(learner: Program) -> None:
    at = learner.get("/skills/standing")
    required = {each["skill"]["name"]: each["required"] for each in at["horizon"]["skills"]}
    assert required == {"SQL": 4.0, "Storytelling": 2.0}
    assert date.fromisoformat(at["horizon"]["on"]) > date.fromisoformat(at["today"]["on"])
    (unknown,) = (
        each for each in at["horizon"]["skills"] if each["skill"]["name"] == "Storytelling"
    )
    assert (unknown["level"], unknown["confidence"]) == (None, "unknown")
    assert unknown["rests_on"] == []
