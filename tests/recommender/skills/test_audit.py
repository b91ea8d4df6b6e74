"""The grid of the audit: who is counted where, what is merged, and what is critical."""

from __future__ import annotations

import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.skills.audit import LEAST, Asked, Grid, criticality, grid, merged
from recommender.skills.ledgers import Weighed

NOBODY = float("nan")


def held(*levels: float) -> Weighed:
    """Return these levels, equally sure; NaN is a level that nothing but the role speaks for."""
    level = np.array(levels, dtype=np.float64)
    known = ~np.isnan(level)
    return Weighed(np.where(known, level, 3.0), np.full(len(levels), 0.8), known)


def audit(groups: list[int], levels: list[float]) -> Grid:
    """Return the grid of one skill that everybody is asked for at level 3."""
    count = len(groups)
    asked = Asked(
        np.array(groups), np.zeros(count, dtype=np.int64), np.full(count, 3.0), np.full(count, 0.5)
    )
    return grid(asked, held(*levels), max(groups) + 1, 1)


def test_percentages_are_of_those_who_are_assessed() -> None:
    found = audit([0] * 10, [4, 4, 3, 3, 2, 2, 1] + [NOBODY] * 3)
    assert (found.required[0, 0], found.unassessed[0, 0], found.assessed[0, 0]) == (10, 3, 7)
    assert (found.meets[0, 0], found.below[0, 0]) == (4, 3)
    assert found.shortage[0, 0] == pytest.approx(3 / 7)
    assert found.sd[0, 0] == pytest.approx(0.8)
    assert found.importance[0] == pytest.approx(0.5)


def test_where_nobody_is_assessed_there_is_no_percentage() -> None:
    found = audit([0] * 10, [NOBODY] * 10)
    assert np.isnan(found.shortage[0, 0])
    assert np.isnan(found.sd[0, 0])


def test_where_too_few_are_assessed_there_is_no_percentage_either() -> None:
    few, enough = (audit([0] * 10, [1.0] * n + [NOBODY] * (10 - n)) for n in (4, 5))
    for figure in (few.shortage, few.sure_shortage, few.sd):
        assert np.isnan(figure[0, 0])
    assert enough.shortage[0, 0] == 1.0
    assert 0.6 < enough.sure_shortage[0, 0] < 1.0


cases = st.lists(
    st.tuples(st.integers(0, 3), st.sampled_from([1.0, 4.0, NOBODY])), min_size=1, max_size=40
)


@given(cases)
def test_everybody_is_counted_once(people: list[tuple[int, float]]) -> None:
    found = audit([group for group, _ in people], [level for _, level in people])
    np.testing.assert_array_equal(found.required, found.meets + found.below + found.unassessed)
    for counts in (found.required, found.meets, found.below):
        np.testing.assert_array_equal(counts[:-1].sum(axis=0), counts[-1])
    assert found.required[-1, 0] == len(people)


def test_critical_is_what_matters_to_a_heavy_objective_and_is_short() -> None:
    found = criticality(np.array([1.0, 2.0, 2.0]), np.array([1.0, 1.0, 0.5]), np.array([0.5] * 3))
    assert found.tolist() == pytest.approx([0.5, 1.0, 0.5])


@pytest.mark.parametrize(
    ("sizes", "together"),
    [
        ({"A": 10}, set()),
        ({"A": 9}, {"A"}),
        ({"A": 10, "B": 10}, set()),
        ({"A": 30, "B": 6, "C": 5}, {"B", "C"}),
        ({"A": 30, "B": 12, "C": 5}, {"B", "C"}),
        ({"A": 10, "B": 3}, {"A", "B"}),
        ({"A": 4, "B": 3}, {"A", "B"}),
        ({}, set()),
    ],
)
def test_small_groups_are_shown_as_one(sizes: dict[str, int], together: set[str]) -> None:
    assert merged(sizes) == together


@given(st.dictionaries(st.text(max_size=3), st.integers(1, 40), max_size=12))
def test_no_group_that_is_shown_is_small(sizes: dict[str, int]) -> None:
    together = merged(sizes)
    rest = sum(sizes[name] for name in together)
    assert all(sizes[name] >= LEAST for name in sizes.keys() - together)
    assert rest == 0 or rest >= LEAST or together == sizes.keys()


def test_an_organisation_is_counted_at_once() -> None:
    random, lines = np.random.default_rng(1), 5_000 * 150
    levels = Weighed(random.uniform(0, 5, lines), np.ones(lines), random.random(lines) > 0.3)
    asked = Asked(
        np.repeat(np.arange(5_000) % 12, 150),
        np.tile(np.arange(150), 5_000),
        np.full(lines, 3.0),
        np.ones(lines),
    )
    begun = time.perf_counter()
    found = grid(asked, levels, 12, 150)
    assert time.perf_counter() - begun < 2
    assert found.required[-1].tolist() == [5_000] * 150
