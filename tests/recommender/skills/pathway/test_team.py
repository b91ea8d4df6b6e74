"""Paths for a team: one budget, own hours, and enough holders of what is critical."""

from __future__ import annotations

import pytest

from recommender.skills.pathway import team as module
from recommender.skills.pathway.errors import BadValue, Infeasible
from recommender.skills.pathway.holders import Critical, Shortage
from recommender.skills.pathway.solver import Found
from recommender.skills.pathway.team import Member, TeamPlan, plan_team
from recommender.skills.pathway.values import Goal, Limits, Option
from tests.support.paths import allowed_subsets, covered, make_case

CATALOGUE = [
    Option("sql-basics", 4, {"sql": 3}, cost=100, mode="workshop"),
    Option("sql-deep", 6, {"sql": 4}, entry={"sql": 4}, cost=300),
    Option("charts", 3, {"charts": 3}, cost=80),
    Option("cloud", 12, {"cloud": 3}, cost=900),
    Option("talk", 2, {"talk": 3}, durable=True),
]


def member(name: str, sql: float, hours: float = 12.0) -> Member:
    goals = (Goal("sql", sql, 4), Goal("charts", 1, 3), Goal("talk", 2, 3, weight=0.3))
    return Member(name, goals, Limits(hours))


TEAM = [
    member("ada", 3.5),
    member("bo", 1),
    member("cy", 1, hours=4),
    member("di", 2),
    member("ed", 0, hours=0),
    member("fay", 4),
]
CRITICAL = [Critical("sql", 4, 3), Critical("cloud", 3, 2), Critical("law", 2, 1)]


def used(team: TeamPlan) -> tuple[float, float]:
    steps = [step for path in team.plans.values() for step in path.steps]
    return sum(step.hours for step in steps), sum(step.cost for step in steps)


@pytest.mark.parametrize("seconds", [5.0, 0.0])
@pytest.mark.parametrize("budget", [Limits(40, 1000), Limits(20, 500), Limits(9, 0), Limits(0, 0)])
def test_a_team_of_six_never_exceeds_its_budget_nor_anybody_their_hours(
    budget: Limits, seconds: float
) -> None:
    team = plan_team(CATALOGUE, TEAM, budget, CRITICAL, seconds=seconds)
    hours, cost = used(team)
    assert (team.hours, team.cost) == (hours, cost)
    assert hours <= budget.hours
    assert cost <= (budget.money or 0)
    for each in TEAM:
        assert team.plans[each.id].hours <= each.limits.hours
    assert team.label == ("optimal" if seconds else "good, not proven")


def test_which_critical_skill_is_not_reached_and_why() -> None:
    team = plan_team(CATALOGUE, TEAM, Limits(40, 1000), CRITICAL)
    sql, cloud, law = team.critical
    assert sql.before == ("fay",)
    assert len(sql.after) >= 3
    assert len(cloud.after) == 0
    assert law.after == ()
    assert team.shortages == (
        Shortage(CRITICAL[1], 2, "own_limits"),
        Shortage(CRITICAL[2], 1, "no_course"),
    )


@pytest.mark.parametrize(
    ("critical", "reason"),
    [
        (Critical("sql", 4, 7), "too_few_people"),
        (Critical("sql", 5, 1), "no_course"),
        (Critical("sql", 4, 5), "own_limits"),
        (Critical("sql", 4, 4), "budget"),
    ],
)
def test_the_reason_of_a_shortage_is_the_first_that_is_true(
    critical: Critical, reason: str
) -> None:
    team = plan_team(CATALOGUE, TEAM, Limits(40, 500), [critical])
    assert [each.reason for each in team.shortages] == [reason]


def test_without_time_to_search_a_shortage_is_not_proven() -> None:
    team = plan_team(CATALOGUE, TEAM, Limits(40, 500), [Critical("sql", 4, 4)], seconds=0)
    assert [each.reason for each in team.shortages] == ["not_proven"]


def test_holders_come_before_coverage_and_may_have_no_goal_of_their_own() -> None:
    critical = [Critical("cloud", 3, 2)]
    free = [Member(each.id, each.goals, Limits(each.limits.hours, durable=False)) for each in TEAM]
    team = plan_team(CATALOGUE, free, Limits(24, 1800), critical)
    assert team.shortages == ()
    assert len(team.critical[0].after) == 2
    assert team.hours == 24
    # Twelve hours would need something durable as well, and nobody has that many.
    strict = plan_team(CATALOGUE, TEAM, Limits(24, 1800), critical)
    assert strict.shortages == (Shortage(critical[0], 2, "own_limits"),)


def test_skills_that_fewer_than_two_will_hold_are_named() -> None:
    assert plan_team(CATALOGUE, TEAM, Limits(0)).few_holders == ("charts", "sql", "talk")
    assert plan_team(CATALOGUE, TEAM, Limits(100)).few_holders == ()


def test_finished_options_and_fits_are_each_persons_own() -> None:
    goals = (Goal("x", 0, 3),)
    options = [Option("a", 2, {"x": 3}), Option("b", 2, {"x": 3})]
    members = [
        Member("left", goals, Limits(9), done=frozenset({"a"})),
        Member("right", goals, Limits(9), fits={"a": 0.9, "b": 0.1}),
    ]
    team = plan_team(options, members, Limits(9))
    assert [step.option_id for step in team.plans["left"].steps] == ["b"]
    assert [step.option_id for step in team.plans["right"].steps] == ["a"]


@pytest.mark.parametrize("seed", range(400, 415))
def test_no_pair_of_paths_under_one_budget_covers_more(seed: int) -> None:
    options, goals, limits = make_case(seed, 6, 3)
    others = [Goal(goal.skill, 5 - goal.needed, goal.needed, goal.weight) for goal in goals]
    own = Limits(limits.hours, limits.money, limits.per_mode, durable=False)
    budget = Limits(limits.hours * 1.2, limits.money)
    asked = Critical("s0", 3, 2)
    team = plan_team(
        options,
        [Member("left", tuple(goals), own), Member("right", tuple(others), own)],
        budget,
        [asked],
    )
    best = max(
        (
            min(0, sum(holds(chosen, own_goals) for chosen, own_goals in pairs) - asked.holders),
            sum(covered(*each) for each in pairs) / 2,
        )
        for left in allowed_subsets((options, goals, own))
        for right in allowed_subsets((options, others, own))
        if sum(o.hours for o in left + right) <= budget.hours + 1e-6
        and (budget.money is None or sum(o.cost for o in left + right) <= budget.money + 1e-6)
        for pairs in [[(left, goals), (right, others)]]
    )
    assert -sum(each.missing for each in team.shortages) == best[0]
    assert team.coverage_after == pytest.approx(best[1], abs=2e-6)


def holds(chosen: tuple[Option, ...], goals: list[Goal]) -> bool:
    return (
        max(goals[0].held, *(o.teaches.get("s0", 0.0) for o in (*chosen, Option("", 0, {})))) >= 3
    )


def test_a_long_path_of_a_member_holds_something_durable_unless_the_budget_forbids() -> None:
    technical = [Option(f"t{n}", 4, {f"s{n}": 3}) for n in range(4)]
    thinking = Option("think", 3, {"think critically": 3}, durable=True, cost=10)
    goals = tuple(Goal(f"s{n}", 0, 3) for n in range(4))
    members = [Member("left", goals, Limits(15)), Member("right", goals, Limits(15))]
    for seconds in (5.0, 0.0):
        rich = plan_team([*technical, thinking], members, Limits(30, 20), seconds=seconds)
        for path in rich.plans.values():
            assert path.hours <= 10 or "think" in [step.option_id for step in path.steps]
    must = [Option(each.id, each.hours, each.teaches, mandatory=True) for each in technical[:3]]
    for seconds in (5.0, 0.0):
        poor = plan_team([*must, thinking], members, Limits(30, 10), seconds=seconds)
        assert [path.hours for path in poor.plans.values()] == [12, 12]
        rich = plan_team([*must, technical[3], thinking], members, Limits(30, 20), seconds=seconds)
        assert [path.hours for path in rich.plans.values()] == [15, 15]


def test_what_is_mandatory_for_all_and_does_not_fit_names_whose_limit() -> None:
    must = [Option("must", 5, {}, cost=10, mandatory=True)]
    with pytest.raises(Infeasible, match="'cy'.*5 hours") as error:
        plan_team(must, TEAM[:3], Limits(100))
    assert (error.value.limit, error.value.needed, error.value.allowed) == ("hours", 5, 4)
    with pytest.raises(Infeasible, match="everybody together.*10 hours") as error:
        plan_team(must, TEAM[:2], Limits(8))
    assert (error.value.limit, error.value.needed, error.value.allowed) == ("hours", 10, 8)
    with pytest.raises(Infeasible, match="everybody together.*20 in money"):
        plan_team(must, TEAM[:2], Limits(20, 15))


@pytest.mark.parametrize("seconds", [5.0, 0.0])
def test_what_leads_to_something_mandatory_counts_as_well(seconds: float) -> None:
    must = Option("must", 2, {"sql": 5}, entry={"sql": 4}, mandatory=True)
    with pytest.raises(Infeasible, match="needs 6 hours .2 more") as error:
        plan_team([must, CATALOGUE[0]], [TEAM[2]], Limits(9), seconds=seconds)
    assert error.value.limit == "hours"


def test_when_the_time_is_over_more_holders_go_before_more_coverage(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    options = [Option("a", 4, {"x": 5}), Option("b", 4, {"y": 3})]
    members = [Member("only", (Goal("x", 0, 5),), Limits(4))]
    late = Found((frozenset({0}),))
    monkeypatch.setattr(module, "solve", lambda *_: late)
    for critical, taken in (([Critical("y", 3, 1)], "b"), ([], "a")):
        team = plan_team(options, members, Limits(4), critical)
        assert [step.option_id for step in team.plans["only"].steps] == [taken]
        assert team.label == "good, not proven"


def test_enough_holders_from_the_start_ask_for_nothing() -> None:
    team = plan_team(CATALOGUE, TEAM, Limits(0), [Critical("sql", 4, 1)])
    assert team.shortages == ()
    assert team.critical[0].before == team.critical[0].after == ("fay",)


def test_a_team_of_nobody_has_no_paths() -> None:
    team = plan_team(CATALOGUE, [], Limits(9), CRITICAL[:1])
    assert (team.plans, team.hours, team.label) == ({}, 0, "optimal")
    assert team.shortages == (Shortage(CRITICAL[0], 3, "too_few_people"),)


@pytest.mark.parametrize(
    ("members", "budget", "critical", "text"),
    [
        ([TEAM[0], TEAM[0]], Limits(9), [], "two members 'ada'"),
        (TEAM, Limits(-1), [], "team's budget: hours is -1"),
        (TEAM, Limits(9), [Critical("sql", 6, 1)], "skill 'sql': the level is 6"),
        (TEAM, Limits(9), [Critical("sql", 4, -1)], "number of holders is -1"),
        (TEAM, Limits(9), [Critical("sql", 4, 1), Critical("sql", 4, 2)], "twice at level 4"),
        ([Member("odd", (Goal("sql", 9, 1),), Limits(9))], Limits(9), [], "held is 9"),
    ],
)
def test_values_that_mean_nothing_are_refused(
    members: list[Member], budget: Limits, critical: list[Critical], text: str
) -> None:
    with pytest.raises(BadValue, match=text):
        plan_team(CATALOGUE, members, budget, critical)


def test_what_is_closed_to_somebody_is_on_no_path_of_theirs() -> None:
    options = [Option("own", hours=1.0, teaches={"a": 3.0}, mandatory=True)]
    goals = (Goal("a", held=1.0, needed=3.0),)
    first = Member("first", goals, Limits(10))
    other = Member("other", goals, Limits(10), closed=frozenset({"own"}))
    found = plan_team(options, [first, other], Limits(10))
    assert [step.option_id for step in found.plans["first"].steps] == ["own"]
    assert found.plans["other"].steps == ()
