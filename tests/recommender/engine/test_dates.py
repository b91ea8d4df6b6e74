"""Which dates tell time (not those entered in bulk, nor made up), and which histories an order."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from recommender.engine.dates import tells_order, tells_time
from recommender.engine.interactions import IdMap, Interactions

START = datetime(2024, 1, 1, tzinfo=UTC)


def past(day_of: Callable[[int, int], float | None], people: int = 30) -> Interactions:
    """Return people who finish three courses each, on the days that ``day_of`` gives."""
    days = {(p, c): day_of(p, c) for p in range(people) for c in range(3)}
    return Interactions.from_completions(
        [
            (f"p{p}", f"c{c}", None if day is None else START + timedelta(days=day))
            for (p, c), day in days.items()
        ],
        IdMap(("c0", "c1", "c2")),
    )


def test_dates_that_run_through_the_year_tell_time() -> None:
    assert tells_time(past(lambda p, c: 10 * p + c))
    assert tells_time(past(lambda p, c: 10 * p + c if p % 2 else None))
    assert tells_time(past(lambda _p, c: float(c), people=1))


@pytest.mark.parametrize(
    "day_of",
    [
        pytest.param(lambda _p, _c: None, id="no dates"),
        pytest.param(lambda p, c: float(p + c) if p < 10 else None, id="mostly none"),
        pytest.param(lambda p, c: p + c / 1440, id="entered minute by minute"),
        pytest.param(lambda _p, c: 4.0 * c, id="made up from each person's order"),
    ],
)
def test_other_dates_do_not(day_of: Callable[[int, int], float | None]) -> None:
    assert not tells_time(past(day_of))


def chosen(people: int, *, sort: bool, dated: bool = False) -> Interactions:
    """Return people who each chose four of twelve courses, in some order or that of the ids."""
    random = np.random.default_rng(0)
    rows = []
    for person in range(people):
        own = random.choice(12, 4, replace=False)
        for place, course in enumerate(np.sort(own) if sort else own):
            day = START + timedelta(days=float(10 * person + place))
            rows.append((f"p{person}", f"c{course}", day if dated else None))
    return Interactions.from_completions(rows, IdMap(tuple(f"c{n}" for n in range(12))))


def test_a_file_in_the_order_of_its_courses_tells_no_order() -> None:
    assert tells_order(chosen(200, sort=False))
    assert not tells_order(chosen(200, sort=True))


def test_dates_that_tell_time_tell_an_order_also_where_all_go_the_same_way() -> None:
    assert tells_order(chosen(200, sort=True, dated=True))


def test_a_track_that_all_follow_tells_an_order_without_dates() -> None:
    rows = [(f"p{n}", f"c{c}", None) for n in range(90) for c in range(n % 7, n % 7 + 5)]
    assert tells_order(
        Interactions.from_completions(rows, IdMap(tuple(f"c{n}" for n in range(12))))
    )


def test_steps_that_mostly_go_one_way_still_tell_an_order() -> None:
    """One in ten people took what they chose the other way round: no file was sorted so."""
    assert tells_order(in_pairs(both_ways(often=90, back=10)))
    assert not tells_order(in_pairs(both_ways(often=200, back=0)))


def test_steps_that_were_made_once_do_not_tell() -> None:
    """Such a step goes one way, whatever the order is."""
    once = [(first, second) for first in range(50, 100) for second in range(first + 1, 100)]
    assert not tells_order(in_pairs(both_ways(often=200, back=0) + once))
    assert tells_order(in_pairs(both_ways(often=195, back=5) + once))
    assert tells_order(in_pairs(once))


def both_ways(often: int, back: int) -> list[tuple[int, int]]:
    """Return steps between the courses of twenty pairs, four from each first course."""
    pairs = [(first, second) for first in range(5) for second in range(10, 14)]
    forth = [pairs[number % 20] for number in range(often)]
    return forth + [pairs[number % 20][::-1] for number in range(back)]


def in_pairs(steps: list[tuple[int, int]]) -> Interactions:
    """Return people who each took one course and then another."""
    rows = [(f"p{n}", f"c{course}", None) for n, step in enumerate(steps) for course in step]
    return Interactions.from_completions(rows, IdMap(tuple(f"c{n}" for n in range(100))))


def test_too_few_steps_do_not_give_a_sorted_file_away() -> None:
    assert tells_order(chosen(20, sort=True))


def test_no_history_tells_no_time() -> None:
    empty = Interactions.from_completions([], IdMap(()))
    assert not tells_time(empty)
    assert tells_order(empty)
