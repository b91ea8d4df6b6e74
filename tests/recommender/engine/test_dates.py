"""Which dates tell time: not those entered in bulk, nor those made up from an order."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from recommender.engine.dates import tells_time
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


def test_no_history_tells_nothing() -> None:
    assert not tells_time(Interactions.from_completions([], IdMap(())))
