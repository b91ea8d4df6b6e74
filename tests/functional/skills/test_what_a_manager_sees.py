"""What a manager sees of their people, how they rate them, and what stays the person's own."""

from __future__ import annotations

from uuid import uuid4

import pytest

from lti_plugin.store import aims
from recommender.skills.evidence import MANAGER, SELF
from tests.support.reading import answer_of, main_of
from tests.support.teams import BOSS, ROLE, Team
from tests.support.tool import code_of

MY_TEAM, BOARD, SOLVE = "/learn/team", "/learn/team/plan", "/learn/team/plan/solve"


def seen(team: Team, person: str = "Person 2") -> str:
    """Return what the manager's page says of one person, without the form."""
    text = main_of(team.opens(BOSS).press(MY_TEAM))
    return text[text.index(f"{person} Role:") :].split("Rate a skill")[0]


def planned(team: Team) -> str:
    """Return the paths that the board shows."""
    text = main_of(team.opens(BOSS).press(SOLVE, hours="20"))
    return text[: text.index("What the plan may take")]


def test_each_persons_role_way_path_and_coverage_are_seen(team: Team) -> None:
    assert answer_of(team.opens(BOSS).press(MY_TEAM)) == (
        "You lead 6 people, and nothing waits for you."
    )
    said = seen(team)
    assert f"Role: {ROLE} Way: Go deeper in your role" in said
    assert "has 72% of what is assessed" in said
    assert "100% of the role is assessed" in said
    assert "no path started" in said
    team.opens("102").press("/learn/path/start")
    assert "path: 12 hours left" in seen(team)


def test_own_ratings_change_nothing_of_it(team: Team) -> None:
    before, board = seen(team), planned(team)
    team.goals.knows(team.id("102"), {"SQL": 5, "Statistics": 5, "Listening": 0}, SELF)
    assert seen(team) == before
    assert "Statistics: Foundations" in board
    assert planned(team) == board


def test_what_a_person_aims_at_is_nowhere_on_a_managers_pages(team: Team) -> None:
    before = seen(team)
    diver = team.goals.role("Deep-sea diver", {"Negotiation": 4.0}, outlook="growing")
    team.goals.sign("Deep-sea diver")
    team.teaches("5", "Negotiation", 4)
    team.goals.has(team.id("103"), ROLE, "Deep-sea diver")
    with team.database.writing() as session:
        aims.aim_at(session, team.site.id, team.id("102"), diver)
    assert "Deep-sea diver" in team.opens("102").press("/learn/way").text
    manager = team.opens(BOSS)
    for page in (manager.press(MY_TEAM), manager.press(SOLVE, hours="50")):
        assert "diver" not in main_of(page)
        assert "Negotiation: Foundations" not in main_of(page)
    assert seen(team) == before
    listed = team.program().get("/plans/team")
    assert "diver" not in str(listed)
    assert [each["role"] for each in listed["items"]] == [ROLE] * 6


def test_a_managers_rating_is_dated_noted_and_seen_by_the_person_who_can_contest_it(
    team: Team,
) -> None:
    manager = team.opens(BOSS)
    form = {"person": team.id("102"), "skill": team.goals.skill("SQL"), "level": "4"}
    page = manager.press(MY_TEAM + "/rate", note="Led the <migration>", **form)
    assert "the person sees it with your name and your note" in main_of(page)
    (row,) = team.evidence("102", MANAGER)
    assert (row.level, row.note, row.by) == (4.0, "Led the <migration>", str(team.id(BOSS)))
    assert row.on is not None
    learner = team.opens("102")
    assert "Rating by your manager (Person 0), " in main_of(learner.press("/learn/skills"))
    page = learner.press("/learn/data/entries", table="evidence")
    assert "Led the <migration>" in main_of(page)
    assert "Who said it Person 0" in main_of(page)
    contested = learner.press(
        "/learn/data/contest", table="evidence", entry=row.id, text="That was Grace."
    )
    assert contested.status_code == 200, contested.text


@pytest.mark.parametrize("person", ["100", "102"])
def test_only_ones_own_people_are_rated(team: Team, person: str) -> None:
    form = {"person": team.id(person), "skill": team.goals.skill("SQL"), "level": "4"}
    page = team.opens("103").press(MY_TEAM + "/rate", **form)
    assert (page.status_code, code_of(page)) == (403, "not-allowed")
    assert team.evidence(person, MANAGER) == []


def test_nobody_rates_themselves_as_their_manager(team: Team) -> None:
    team.led_by(BOSS, BOSS)
    form = {"person": team.id(BOSS), "skill": team.goals.skill("SQL"), "level": "5"}
    page = team.opens(BOSS).press(MY_TEAM + "/rate", **form)
    assert (page.status_code, code_of(page)) == (403, "not-allowed")


@pytest.mark.parametrize(
    "changes", [{"level": "6"}, {"level": ""}, {"person": "x"}, {"skill": "x"}]
)
def test_a_rating_that_is_none_is_refused(team: Team, changes: dict[str, str]) -> None:
    form = {"person": str(team.id("102")), "skill": str(team.goals.skill("SQL")), "level": "4"}
    page = team.opens(BOSS).press(MY_TEAM + "/rate", **form | changes)
    assert (page.status_code, code_of(page)) == (400, "bad-request")


def test_a_skill_that_is_not_here_is_not_rated(team: Team) -> None:
    form = {"person": team.id("102"), "skill": uuid4(), "level": "4"}
    assert team.opens(BOSS).press(MY_TEAM + "/rate", **form).status_code == 404
