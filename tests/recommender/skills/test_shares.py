"""What a share of some people says of all: the floor, and the lower end of Wilson's interval."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.skills.shares import ENOUGH, FEWEST, at_least, needed


def least(short: int, known: int, people: int) -> float:
    """Return what surely falls short, where ``short`` of ``known`` do."""
    share = np.array([short / known if known else np.nan])
    return float(at_least(share, np.array([known]), np.array([people]))[0])


@pytest.mark.parametrize(
    ("people", "told_from"), [(3, 5), (9, 5), (10, 5), (11, 6), (19, 10), (20, 10), (5_000, 10)]
)
def test_half_of_a_group_is_needed_never_fewer_than_five_and_ten_at_most(
    people: int, told_from: int
) -> None:
    assert needed(np.array([people])).tolist() == [told_from]


@pytest.mark.parametrize(
    ("short", "known", "low"),
    # The interval of Wilson's formula, worked out by hand: (p + z²/2n - z√(p(1-p)/n + z²/4n²))
    # / (1 + z²/n), z = 1.96.
    [(1, 1, 0.2065), (10, 10, 0.7225), (5, 10, 0.2366), (60, 75, 0.6959)],
)
def test_of_very_many_people_it_is_the_lower_end_of_wilsons_interval(
    short: int, known: int, low: float
) -> None:
    assert least(short, known, 10**12) == pytest.approx(low, abs=1e-4)


def test_one_of_one_does_not_outrank_what_is_known_of_many() -> None:
    assert least(1, 1, 75) < least(40, 70, 75)


def test_where_nobody_is_known_nothing_is_sure() -> None:
    assert np.isnan(least(0, 0, 75))


counts = st.integers(1, 300).flatmap(
    lambda people: st.integers(1, people).flatmap(
        lambda known: st.tuples(st.integers(0, known), st.just(known), st.just(people))
    )
)


@given(counts)
def test_it_lies_between_nothing_and_the_share_itself(given: tuple[int, int, int]) -> None:
    short, known, people = given
    low = least(short, known, people)
    assert short / people - 1e-12 <= low <= short / known
    assert (low > 0) == (short > 0)
    if known == people:
        assert low == short / known


@given(counts, st.integers(2, 5))
def test_the_same_share_of_more_people_is_surer(given: tuple[int, int, int], times: int) -> None:
    short, known, people = given
    everybody = people * times
    fewer, more = (least(short * n, known * n, everybody) for n in (1, times))
    assert fewer <= more + 1e-12


@given(st.integers(0, 6_000))
def test_no_share_is_told_of_fewer_than_five(people: int) -> None:
    (told_from,) = needed(np.array([people])).tolist()
    assert FEWEST <= told_from <= ENOUGH
