"""What is the same for everybody: popular, popular of late, late in histories."""

from __future__ import annotations

import numpy as np

from recommender.engine.interactions import IdMap, Interactions
from recommender.engine.standing import freshness, late_places, popularity, recent_popularity

COURSES = IdMap(tuple("abcd"))


def past(*histories: str) -> Interactions:
    rows = [(f"p{n}", course, None) for n, own in enumerate(histories) for course in own]
    return Interactions.from_completions(rows, COURSES)


def test_popularity_counts_people() -> None:
    assert popularity(past("ab", "b")).values.tolist() == [1, 2, 0, 0]


def test_each_step_since_halves_what_a_course_counts() -> None:
    assert recent_popularity(past("abc", "b")).values.tolist() == [0.25, 1.5, 1, 0]


def test_a_course_is_the_fresher_the_later_it_stands_in_histories() -> None:
    found = late_places(past(*["abc"] * 90, "d"))
    assert found[0] < 0.1 < found[1] < 0.9 < found[2]
    assert found[3] == 0.5
    assert freshness(past("abc")).newcomer == 0.5


def test_few_people_leave_a_course_near_the_middle() -> None:
    assert abs(late_places(past("ab"))[1] - 0.5) < 0.1


def test_no_history_says_nothing() -> None:
    assert np.isfinite(freshness(past()).values).all()
    assert not popularity(past()).values.any()
