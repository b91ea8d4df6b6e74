"""What managers do for their teams: the rows 9, 12, 13, 16 and 26 of the table of capabilities."""

from __future__ import annotations

from typing import Any

import pytest

from lti_plugin.store.base import now
from lti_plugin.store.participation import Completion
from recommender.skills.evidence import MANAGER
from tests.support.api import problem
from tests.support.own_pages import steps
from tests.support.reading import answer_of, main_of
from tests.support.teams import BOSS, TEAM, Team
from tests.support.tool import code_of

ASSIGNMENTS, PATH, STAND = "/learn/assignments", "/learn/path", "/learn/skills"
MY_TEAM, BOARD, SOLVE = "/learn/team", "/learn/team/plan", "/learn/team/plan/solve"
BUDGETS, REQUESTS = "/learn/budgets", "/admin/requests"


def plan(team: Team, hours: float, holders: int, **more: Any) -> dict[str, Any]:
    """Plan for the team with SQL as the critical skill; return the API's answer."""
    critical = [{"skill_id": str(team.goals.skill("SQL")), "level": 4, "holders": holders}]
    answer = team.program().ask(
        "POST", "/plans/team", {"hours": hours, "critical": critical, **more}
    )
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json
    return found


@pytest.mark.parametrize(("hours", "holders"), [(8, 1), (17, 2), (30, 3), (48, 6)])
def test_row_09_a_team_of_six_never_exceeds_its_budget_and_reaches_its_holders(
    team: Team, hours: float, holders: int
) -> None:
    found = plan(team, hours, holders)
    assert len(found["paths"]) == 6
    assert found["hours"] == sum(each["hours"] for each in found["paths"]) <= hours
    (sql,) = found["critical"]
    assert (sql["before"], sql["reason"]) == (0, None)
    assert sql["after"] >= holders
    assert found["coverage_after"] > found["coverage_before"]


@pytest.mark.parametrize(
    ("hours", "holders", "reason"), [(15, 2, "budget"), (100, 7, "too_few_people")]
)
def test_row_09_what_cannot_be_reached_is_named_with_its_reason(
    team: Team, hours: float, holders: int, reason: str
) -> None:
    found = plan(team, hours, holders)
    assert found["hours"] <= hours
    assert found["critical"][0]["reason"] == reason


def test_row_09_money_is_shared_too(team: Team) -> None:
    team.item("Certificate", "Listening", 5, mode="certification", cost=100)
    team.goals.role("Listener", {"Listening": 5.0})
    for each in TEAM:
        team.goals.has(team.id(each), "Listener")
    paid = plan(team, 200, 1, money=250)
    assert paid["cost"] == 200
    assert plan(team, 200, 1)["cost"] == 600


def test_row_09_the_board_says_it_in_one_sentence_and_person_by_person(team: Team) -> None:
    manager = team.opens(BOSS)
    page = manager.press(BOARD)
    assert answer_of(page) == "What should your 6 people learn next, and in how many hours?"
    sql = str(team.goals.skill("SQL"))
    form = {"hours": "20", "money": "", "skill": sql, "level": "4", "holders": "5"}
    page = manager.press(SOLVE, **form)
    assert "too few would hold SQL." in answer_of(page)
    text = main_of(page)
    assert "not enough : the budget ends before" in text
    assert "Person 1 Way: Go deeper in your role" in text
    assert "SQL: Practitioner" in text
    good = manager.press(SOLVE, **form | {"hours": "50"})
    assert "enough hold each critical skill." in answer_of(good)


def test_row_09_a_form_with_words_for_numbers_is_refused(team: Team) -> None:
    page = team.opens(BOSS).press(SOLVE, hours="many")
    assert (page.status_code, code_of(page)) == (400, "bad-request")


def test_row_12_a_stretch_assignment_is_on_a_path_and_done_once_the_manager_confirms(
    team: Team,
) -> None:
    item = team.item("Run the data week", "SQL", 4, duration_minutes=240)
    learner = team.opens("102")
    page = learner.press(PATH)
    assert "Run the data week" in steps(page)
    learner.press(PATH + "/start")
    asked = learner.press(ASSIGNMENTS + "/item", course=item)
    assert "Run the data week" in main_of(asked)
    (row,) = team.assignments()
    manager = team.opens(BOSS)
    manager.press(MY_TEAM + "/decide", assignment=row.id, word="approve")
    page = learner.press(PATH)
    assert steps(page).count("Run the data week") == 1
    assert "Under way" in main_of(page)
    assert "Open in Moodle: Run" not in page.text
    done = manager.press(MY_TEAM + "/decide", assignment=row.id, word="confirm", note="Good <work>")
    assert "it speaks for their skills now" in main_of(done)
    (said,) = team.evidence("102", MANAGER)
    assert (said.level, said.note, said.by) == (4.0, "Good <work>", str(team.id(BOSS)))
    page = learner.press(PATH)
    assert "Run the data week State: Done" in main_of(page)
    assert "Rating by your manager (Person 0)" in main_of(learner.press(STAND))


def test_row_12_an_item_can_be_asked_for_however_its_way_of_learning_is_written(
    team: Team,
) -> None:
    work = {"mode": "Stretch-Assignment", "duration_minutes": 240}
    item = team.item("Run the data week", "SQL", 4, **work)
    learner = team.opens("102")
    assert "Run the data week" in steps(learner.press(PATH))
    asked = learner.press(ASSIGNMENTS + "/item", course=item)
    assert asked.status_code == 200
    assert [row.mode for row in team.assignments()] == ["stretch assignment"]


def test_row_12_an_assignment_made_for_one_person_is_seen_by_nobody_else(
    team: Team,
) -> None:
    made = team.asks("102")
    team.approves(made)
    assert "Own the <weekly> report" in steps(team.opens("102").press(PATH))
    for page in (PATH, "/learn/", ASSIGNMENTS, STAND):
        assert "weekly" not in team.opens("103").press(page).text
    assert "weekly" not in team.opens("101", "admin").press("/learn/course").text


def test_row_13_a_soft_skill_is_learned_by_the_assignment_where_a_course_is_equal(
    team: Team,
) -> None:
    team.goals.skill("Listening", durable=True)
    team.goals.role("Lead", {"Listening": 5.0})
    team.goals.has(team.id("102"), "Lead")
    course = team.item(
        "Listening by lectures", "Listening", 5, mode="online", url="https://m.test/"
    )
    work = team.item("Listening at work", "Listening", 5)
    assert course != work
    page = team.opens("102").press(PATH)
    assert steps(page) == ["Listening at work"]
    team.goals.skill("Listening", durable=False, kind="technology")
    team.curated()
    assert len(steps(team.opens("102").press(PATH))) == 1


def test_row_16_no_plan_exceeds_what_the_team_and_the_person_have_left(team: Team) -> None:
    team.limits(BOSS, whole_team=True, hours=20)
    found = plan(team, 100, 1)
    assert found["capped"]
    assert 0 < found["hours"] <= 20
    team.limits("102", hours=3)
    found = plan(team, 100, 1)
    by_name = {each["person"]["name"]: each["hours"] for each in found["paths"]}
    assert by_name["Person 2"] <= 3
    page = team.opens("102").press(PATH)
    assert "Budgets leave you 2 hours, and the path stays within that." in main_of(page)
    assert steps(page) == []


def test_row_16_a_plan_leaves_what_is_promised_to_somebody_who_gets_no_path(team: Team) -> None:
    team.limits(BOSS, whole_team=True, hours=20)
    team.approves(team.asks("106", hours=12.0))
    team.goals.has(team.id("106"), "A role that nobody knows")
    found = plan(team, 100, 1)
    assert [each["name"] for each in found["aside"]] == ["Person 6"]
    assert 0 <= found["hours"] <= 8


def test_row_16_used_is_recorded_or_planned_and_each_is_marked(team: Team) -> None:
    line = team.limits("102", hours=30)
    with team.database.writing() as session:
        course = team.small.courses["3"]
        key = {"site_id": team.site.id, "person_id": team.id("103"), "course_id": course}
        session.add(Completion(**key, completed_at=now()))
    other = team.limits("103", hours=30)
    learner = team.opens("102")
    assert "Practitioner" in " ".join(steps(learner.press(PATH + "/start")))
    text = main_of(learner.press(BUDGETS))
    assert "Hours 30 hours 60 minutes 12 hours 17 hours" in text
    text = main_of(team.opens("103").press(BUDGETS))
    assert "Hours 30 hours 9 hours 0 minutes 21 hours" in text
    assert line != other


def test_row_16_more_needs_an_approval(team: Team) -> None:
    line = team.limits(BOSS, whole_team=True, hours=20)
    manager = team.opens(BOSS)
    page = manager.press(BUDGETS + "/ask", line=line, hours="10", text="A <new> tool")
    assert "Asked for 10 hours more" in main_of(page)
    assert team.line(line).hours == 20
    refused = manager.press(BUDGETS + "/limit", person=team.id(BOSS), hours="99")
    assert refused.status_code == 400
    admin = team.opens("50", "admin")
    page = admin.press(REQUESTS)
    assert "Person 0 asks for 10 hours more A <new> tool" in main_of(page)
    request = page.text.split('name="request" value="')[1].split('"')[0]
    wordless = admin.press(REQUESTS + "/grant", request=request, word="decline")
    assert "Say in a few words why not" in main_of(wordless)
    admin.press(REQUESTS + "/grant", request=request, word="approve")
    assert team.line(line).hours == 30
    assert "granted" in main_of(manager.press(BUDGETS))


def test_row_16_nobody_gives_themselves_a_budget(team: Team) -> None:
    line = team.limits(BOSS, whole_team=True, hours=20)
    for address, fields in (
        (BUDGETS + "/limit", {"person": team.id("103"), "hours": "5"}),
        (BUDGETS + "/ask", {"line": line, "hours": "5", "text": "More"}),
    ):
        period = {"from": "2026-01-01", "until": "2030-01-01"}
        page = team.opens("102").press(address, **fields, **period)
        assert (page.status_code, code_of(page)) == (403, "not-allowed")
    assert team.opens("102").press("/admin/roles/budgets/give").status_code == 401


def test_row_26_a_request_appears_for_the_manager_and_approval_puts_it_on_the_path(
    team: Team,
) -> None:
    learner = team.opens("102")
    assert "Ask for an assignment at work" in main_of(learner.press(STAND))
    learner.press(PATH + "/start")
    sql = team.goals.skill("SQL")
    form = {"skill": sql, "level": "4", "mode": "stretch assignment", "hours": "6"}
    page = learner.press(ASSIGNMENTS, skill=sql)
    assert "Person 0, your manager, decides" in main_of(page)
    page = learner.press(ASSIGNMENTS + "/ask", title="Own the <weekly> report", **form)
    assert answer_of(page) == "1 request of yours waits for an answer."
    manager = team.opens(BOSS)
    page = manager.press(MY_TEAM)
    assert answer_of(page) == "1 request of your team waits for you."
    assert "Own the <weekly> report Person 2," in main_of(page)
    (row,) = team.assignments()
    other = team.opens("103").press(MY_TEAM + "/decide", assignment=row.id, word="approve")
    assert (other.status_code, code_of(other)) == (403, "not-allowed")
    manager.press(MY_TEAM + "/decide", assignment=row.id, word="approve")
    assert "Own the <weekly> report" in steps(learner.press(PATH))


def test_row_26_a_decline_needs_a_reason_which_the_person_reads(team: Team) -> None:
    made = team.asks("102")
    manager = team.opens(BOSS)
    wordless = manager.press(MY_TEAM + "/decide", assignment=made, word="decline")
    assert wordless.status_code == 400
    assert "Say in a few words why not: the person reads it." in main_of(wordless)
    manager.press(MY_TEAM + "/decide", assignment=made, word="decline", note="Not <now>")
    text = main_of(team.opens("102").press(ASSIGNMENTS))
    assert "Declined" in text
    assert "Person 0: Not <now>" in text
    assert "weekly" not in " ".join(steps(team.opens("102").press(PATH)))


def test_row_26_without_a_manager_the_ld_team_decides(team: Team) -> None:
    team.led_by(None, "102")
    made = team.asks("102")
    assert "your L&D team decides" in main_of(team.opens("102").press(ASSIGNMENTS))
    assert "weekly" not in team.opens(BOSS).press(MY_TEAM).text
    admin = team.opens("50", "admin")
    page = admin.press(REQUESTS)
    assert answer_of(page) == "1 request waits for the L&D team."
    admin.press(REQUESTS + "/decide", assignment=made, word="approve")
    assert [row.state for row in team.assignments()] == ["approved"]
    led = team.asks("103")
    page = admin.press(REQUESTS + "/decide", assignment=led, word="approve")
    assert (page.status_code, code_of(page)) == (403, "not-allowed")


def test_who_leads_nobody_has_no_team(team: Team) -> None:
    learner = team.opens("102")
    assert "My team" not in learner.page.text
    assert "My team" in team.opens(BOSS).page.text
    for page in (MY_TEAM, BOARD):
        answer = learner.press(page)
        assert (answer.status_code, code_of(answer)) == (403, "not-allowed")
    assert problem(team.program("102").ask("GET", "/plans/team")) == (403, "not-allowed")
