"""A path's order, what it raises, what it leaves open, and what it refuses."""

from __future__ import annotations

import math

import pytest

from recommender.skills.pathway import planner
from recommender.skills.pathway.errors import (
    BadValue,
    CyclicPrerequisites,
    Infeasible,
    OutOfReach,
)
from recommender.skills.pathway.planner import plan
from recommender.skills.pathway.plans import Plan, Raise, Unmet
from recommender.skills.pathway.solver import Found
from recommender.skills.pathway.values import Goal, Limits, Option

SQL = Goal("sql", held=1.5, needed=4.0)
TALK = Goal("talk", held=2.0, needed=3.0, weight=0.5)


def ids(path: Plan) -> list[str]:
    return [step.option_id for step in path.steps]


def test_a_path_says_what_each_step_raises_and_how_far_it_comes() -> None:
    options = [
        Option("deep", 8, {"sql": 4}, entry={"sql": 4}, cost=200),
        Option("first", 3, {"sql": 3}, cost=50),
        Option("speak", 2, {"talk": 4, "listen": 2}),
    ]
    path = plan(options, [SQL, TALK], Limits(20))
    assert ids(path) == ["first", "speak", "deep"]
    assert [step.raises for step in path.steps] == [
        (Raise("sql", 1.5, 3),),
        (Raise("listen", None, 2), Raise("talk", 2.0, 4)),
        (Raise("sql", 3, 4),),
    ]
    assert (path.hours, path.cost, path.label) == (13, 250, "optimal")
    assert path.coverage_before == pytest.approx((1.5 + 0.5 * 2) / (4 + 0.5 * 3))
    assert path.coverage_after == 1.0
    assert path.unmet == ()


def test_what_stays_open_tells_whether_the_catalogue_or_the_limits_end_it() -> None:
    options = [
        Option("first", 3, {"sql": 3}),
        Option("deep", 90, {"sql": 4}),
        Option("short", 1, {"draw": 2}),
    ]
    goals = [SQL, Goal("fly", 0, 2), Goal("draw", 0, 3), Goal("ignored", 0, 5, weight=0)]
    assert plan(options, goals, Limits(10)).unmet == (
        Unmet("sql", reached=3, needed=4.0, reachable=4, reason="limits"),
        Unmet("fly", reached=0, needed=2, reachable=0, reason="no_course"),
        Unmet("draw", reached=2, needed=3, reachable=2, reason="no_course"),
    )


def test_prerequisites_come_first_then_most_coverage_an_hour_then_the_shorter() -> None:
    options = [
        Option("a-long", 4, {"u": 2}),
        Option("b-short", 2, {"v": 1}),
        Option("c-quick", 1, {"w": 2}),
        Option("d-late", 1, {"x": 5}, requires=("e-before",)),
        Option("e-before", 6, {}),
    ]
    goals = [Goal("u", 0, 2), Goal("v", 0, 1), Goal("w", 0, 2), Goal("x", 0, 5)]
    assert ids(plan(options, goals, Limits(20))) == [
        "c-quick",
        "b-short",
        "a-long",
        "e-before",
        "d-late",
    ]


def test_of_equal_coverage_the_path_that_takes_less_time_and_money_and_fits_better() -> None:
    goals = [Goal("sql", 0, 3)]
    hours = [Option("a", 3, {"sql": 3}), Option("b", 2, {"sql": 3})]
    assert ids(plan(hours, goals, Limits(9))) == ["b"]
    money = [Option("a", 3, {"sql": 3}, cost=90), Option("b", 3, {"sql": 3}, cost=10)]
    assert ids(plan(money, goals, Limits(9))) == ["b"]
    fit = [Option("a", 3, {"sql": 3}, fit=0.2), Option("b", 3, {"sql": 3}, fit=0.9)]
    assert ids(plan(fit, goals, Limits(9))) == ["b"]
    assert ids(plan(hours, goals, Limits(9), seconds=0)) == ["b"]


def test_a_little_more_coverage_is_worth_any_number_of_hours_that_fit() -> None:
    options = [Option("a", 1, {"sql": 2.99}, fit=1.0), Option("b", 500, {"sql": 3}, fit=0.0)]
    assert ids(plan(options, [Goal("sql", 0, 3)], Limits(500))) == ["b"]


def test_nothing_to_take_and_nothing_to_learn_for_are_empty_paths() -> None:
    course = Option("a", 1, {"sql": 3}, durable=True)
    for options, goals, coverage in [
        ([], [SQL], 1.5 / 4),
        ([course], [], 1.0),
        ([course], [Goal("sql", 4, 3)], 1.0),
        ([course], [Goal("sql", 0, 0)], 1.0),
        ([course], [Goal("sql", 0, 3, weight=0)], 1.0),
    ]:
        for seconds in (5.0, 0.0):
            path = plan(options, goals, Limits(40), seconds=seconds)
            assert path.steps == ()
            assert (path.coverage_before, path.coverage_after) == (coverage, coverage)


def test_no_time_to_search_gives_a_good_path_that_says_so() -> None:
    path = plan([Option("a", 1, {"sql": 3})], [SQL], Limits(9), seconds=0)
    assert ids(path) == ["a"]
    assert path.label == "good, not proven"


@pytest.mark.parametrize(
    ("late", "taken"), [({0}, ["long"]), ({1}, ["short"]), (set(), ["short"]), (None, ["short"])]
)
def test_when_the_time_is_over_the_better_of_both_searches_is_kept(
    monkeypatch: pytest.MonkeyPatch, late: set[int] | None, taken: list[str]
) -> None:
    chosen = None if late is None else (frozenset(late),)
    monkeypatch.setattr(planner, "solve", lambda *_: Found(chosen))
    # An hour of the short one brings more, and then the long one doesn't fit any more.
    options = [Option("long", 10, {"sql": 4}), Option("short", 1, {"talk": 3})]
    path = plan(options, [SQL, TALK], Limits(10))
    assert (ids(path), path.label) == (taken, "good, not proven")


def test_what_is_done_satisfies_prerequisites_and_is_not_taken_again() -> None:
    options = [Option("a", 1, {"sql": 3}), Option("b", 1, {"sql": 4}, requires=("a", "old"))]
    assert ids(plan(options, [SQL], Limits(9), done={"a", "old"})) == ["b"]


def test_no_limit_of_hours_tells_how_long_it_takes_to_be_ready() -> None:
    options = [Option("a", 100, {"sql": 3}), Option("b", 200, {"sql": 4}, entry={"sql": 4})]
    path = plan(options, [SQL], Limits(math.inf))
    assert (path.hours, path.coverage_after) == (300, 1.0)


def test_what_is_mandatory_is_taken_also_without_any_limit_or_goal() -> None:
    path = plan([Option("must", 3, {}, mandatory=True)], [], Limits(math.inf))
    assert (ids(path), path.gain) == (["must"], 0)


def test_a_skill_without_a_goal_is_unknown_and_bars_no_entry() -> None:
    course = Option("a", 1, {"sql": 4}, entry={"maths": 4})
    assert ids(plan([course], [SQL], Limits(9))) == ["a"]
    assert ids(plan([course], [SQL, Goal("maths", 2, 0, weight=0)], Limits(9))) == []


def test_a_path_of_more_than_ten_hours_holds_something_durable_if_it_fits() -> None:
    technical = [Option(f"t{n}", 4, {f"s{n}": 3}) for n in range(4)]
    goals = [Goal(f"s{n}", 0, 3) for n in range(4)]
    thinking = Option("think", 3, {"think critically": 3}, durable=True)
    dear = Option("dear", 3, {"think critically": 3}, durable=True, cost=10)
    for seconds in (5.0, 0.0):
        assert "think" in ids(plan([*technical, thinking], goals, Limits(16), seconds=seconds))
        assert "think" not in ids(plan([*technical, thinking], goals, Limits(9), seconds=seconds))
        without = Limits(16, durable=False)
        assert "think" not in ids(plan([*technical, thinking], goals, without, seconds=seconds))
        poor = Limits(16, money=5)
        assert len(plan([*technical, dear], goals, poor, seconds=seconds).steps) == 4
    must = [Option(each.id, 4, each.teaches, mandatory=True) for each in technical[:3]]
    for seconds in (5.0, 0.0):
        path = plan([*must, technical[3], thinking], goals, Limits(16), seconds=seconds)
        assert sorted(ids(path)) == ["t0", "t1", "t2", "think"]
    known = [*goals, Goal("think critically", 4, 0)]
    assert "think" not in ids(plan([*technical, thinking], known, Limits(16)))


def test_what_is_mandatory_is_taken_with_what_leads_to_it() -> None:
    options = [
        Option("fire", 1, {}, mandatory=True, requires=("intro",)),
        Option("intro", 2, {}),
        Option("expert", 2, {"sql": 5}, entry={"sql": 4}, mandatory=True),
        Option("to-three", 3, {"sql": 3}),
        Option("to-four", 30, {"sql": 4}),
    ]
    for seconds in (5.0, 0.0):
        path = plan(options, [SQL], Limits(8), seconds=seconds)
        assert sorted(ids(path)) == ["expert", "fire", "intro", "to-three"]
        assert ids(path).index("to-three") < ids(path).index("expert")
        assert ids(path).index("intro") < ids(path).index("fire")


@pytest.mark.parametrize(
    ("limits", "limit", "needed", "over_by"),
    [
        (Limits(5), "hours", 7, 2),
        (Limits(9, money=40), "money", 100, 60),
        (Limits(9, per_mode={"workshop": 1}), "workshop", 2, 1),
    ],
)
@pytest.mark.parametrize("by", ["requires", "entry"])
def test_what_is_mandatory_and_does_not_fit_names_the_limit_and_by_how_much(
    limits: Limits, limit: str, needed: float, over_by: float, by: str
) -> None:
    options = [
        Option("before", 3, {"sql": 3}, cost=60, mode="workshop"),
        Option(
            "must",
            4,
            {"sql": 4},
            entry={"sql": 4} if by == "entry" else {},
            requires=("before",) if by == "requires" else (),
            cost=40,
            mode="workshop",
            mandatory=True,
        ),
    ]
    for seconds in (5.0, 0.0):
        with pytest.raises(Infeasible, match=f"{needed:g}.*{over_by:g} more than") as error:
            plan(options, [SQL], limits, seconds=seconds)
        assert (error.value.limit, error.value.needed) == (limit, needed)
        assert error.value.allowed == needed - over_by


def test_limits_that_only_together_end_it_are_said_to() -> None:
    options = [
        Option("cheap", 9, {"sql": 3}),
        Option("quick", 1, {"sql": 3}, cost=100),
        Option("must", 1, {"sql": 4}, entry={"sql": 4}, mandatory=True),
    ]
    with pytest.raises(Infeasible, match="not all of them together") as error:
        plan(options, [SQL], Limits(5, money=50))
    assert error.value.limit is None


def test_what_is_mandatory_and_can_never_be_started_is_named() -> None:
    must = Option("must", 1, {"sql": 5}, entry={"sql": 5}, mandatory=True)
    with pytest.raises(OutOfReach, match="'must'.*level 5 in 'sql'"):
        plan([must], [SQL], Limits(9))
    after = Option("after", 1, {}, requires=("far",), mandatory=True)
    far = Option("far", 1, {}, entry={"sql": 5})
    with pytest.raises(OutOfReach, match="'after'.*requires"):
        plan([after, far], [SQL], Limits(9))


def test_prerequisites_that_go_round_name_the_circle() -> None:
    options = [
        Option("a", 1, {}, requires=("c",)),
        Option("b", 1, {}, requires=("a",)),
        Option("c", 1, {}, requires=("b",)),
        Option("d", 1, {}, requires=("a",)),
    ]
    with pytest.raises(CyclicPrerequisites) as error:
        plan(options, [SQL], Limits(9))
    assert set(error.value.circle) == {"a", "b", "c"}
    assert error.value.circle[0] == error.value.circle[-1]
    assert " -> ".join(error.value.circle) in str(error.value)
    with pytest.raises(CyclicPrerequisites, match="self -> self"):
        plan([Option("self", 1, {}, requires=("self",))], [SQL], Limits(9))


@pytest.mark.parametrize(
    ("option", "text"),
    [
        (Option("bad", -1, {}), "hours is -1"),
        (Option("bad", math.nan, {}), "hours is nan"),
        (Option("bad", math.inf, {}), "hours is inf"),
        (Option("bad", 1, {}, cost=-5), "cost is -5"),
        (Option("bad", 1, {}, cost=math.nan), "cost is nan"),
        (Option("bad", 1, {"sql": 5.5}), "outcome in 'sql' is 5.5"),
        (Option("bad", 1, {"sql": math.nan}), "outcome in 'sql' is nan"),
        (Option("bad", 1, {}, entry={"sql": -1}), "entry level in 'sql' is -1"),
        (Option("bad", 1, {}, fit=1.2), "fit is 1.2"),
        (Option("bad", 1, {}, fit=math.nan), "fit is nan"),
        (Option("bad", 1, {}, requires=("gone",)), "requires 'gone'"),
        (Option("fine", 1, {}), "two options 'fine'"),
    ],
)
def test_an_option_whose_values_mean_nothing_is_named(option: Option, text: str) -> None:
    with pytest.raises(BadValue, match=text) as error:
        plan([Option("fine", 1, {}), option], [SQL], Limits(9))
    assert repr(option.id) in str(error.value)


@pytest.mark.parametrize(
    ("goals", "limits", "text"),
    [
        ([Goal("sql", -1, 3)], Limits(9), "Goal 'sql': held is -1"),
        ([Goal("sql", 1, 6)], Limits(9), "Goal 'sql': needed is 6"),
        ([Goal("sql", math.nan, 3)], Limits(9), "Goal 'sql': held is nan"),
        ([Goal("sql", 1, 3, weight=-1)], Limits(9), "Goal 'sql': weight is -1"),
        ([SQL, SQL], Limits(9), "two goals 'sql'"),
        ([SQL], Limits(-1), "hours is -1"),
        ([SQL], Limits(math.nan), "hours is nan"),
        ([SQL], Limits(9, money=-1), "money is -1"),
        ([SQL], Limits(9, per_mode={"workshop": -1}), "'workshop' is -1"),
    ],
)
def test_a_goal_or_limit_that_means_nothing_is_named(
    goals: list[Goal], limits: Limits, text: str
) -> None:
    with pytest.raises(BadValue, match=text):
        plan([Option("fine", 1, {})], goals, limits)
