"""What is the same for everybody: popular, popular of late, late in histories."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from recommender.engine.interactions import IdMap, Interactions
from recommender.engine.standing import HALF_LIFE, late_places, popularity, recent_popularity

COURSES = IdMap(tuple("abcd"))


def past(*histories: str) -> Interactions:
    rows = [(f"p{n}", course, None) for n, own in enumerate(histories) for course in own]
    return Interactions.from_completions(rows, COURSES)


def test_popularity_counts_people() -> None:
    assert popularity(past("ab", "b")).values.tolist() == [1, 2, 0, 0]


def test_what_was_finished_of_late_counts_more_where_dates_tell_time() -> None:
    start = datetime(2024, 1, 1, tzinfo=UTC)
    rows = [(f"p{n}", "ab"[n // 10], start + timedelta(days=10 * n)) for n in range(20)]
    found = recent_popularity(Interactions.from_completions(rows, COURSES)).values
    half_life = HALF_LIFE * 190
    expected = sum(0.5 ** ((190 - 10 * n) / half_life) for n in range(10, 20))
    assert found[1] == pytest.approx(expected, rel=1e-5)
    assert found[0] < 0.1 * found[1]
    assert found[2] == 0


def test_without_a_time_axis_late_places_tell_what_is_recent() -> None:
    history = past(*["abc"] * 90, "d")
    found = recent_popularity(history).values
    np.testing.assert_allclose(found, history.course_counts() * late_places(history) ** 3)
    assert found[0] < found[1] < found[2]


def test_a_course_is_the_fresher_the_later_it_stands_in_histories() -> None:
    found = late_places(past(*["abc"] * 90, "d"))
    assert found[0] < 0.1 < found[1] < 0.9 < found[2]
    assert found[3] == 0.5


def test_few_people_leave_a_course_near_the_middle() -> None:
    assert abs(late_places(past("ab"))[1] - 0.5) < 0.1


def test_no_history_says_nothing() -> None:
    assert np.isfinite(recent_popularity(past()).values).all()
    assert not popularity(past()).values.any()
