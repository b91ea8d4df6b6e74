"""The best few of what is allowed."""

from __future__ import annotations

import hypothesis.extra.numpy as arrays
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from recommender.engine.ranking import top_k

SHAPE = st.tuples(st.integers(1, 4), st.integers(1, 12) | st.integers(60, 200))


@given(st.data(), SHAPE, st.integers(0, 14))
def test_the_best_are_those_of_a_full_sort(
    data: st.DataObject, shape: tuple[int, int], k: int
) -> None:
    scores = data.draw(arrays.arrays(np.float32, shape, elements=st.integers(-3, 3)))
    allowed = data.draw(arrays.arrays(np.bool_, shape))
    for row, mask, best in zip(scores, allowed, top_k(scores, allowed, k), strict=True):
        ordered = sorted(np.flatnonzero(mask), key=lambda column: (-row[column], column))
        assert best.tolist() == ordered[:k]


def test_one_mask_may_serve_every_row_and_a_score_that_is_no_number_is_never_shown() -> None:
    scores = np.array([[1.0, np.nan, 2.0], [np.inf, 1.0, 0.0]])
    best = top_k(scores, np.array([True, True, True]), 3)
    assert [row.tolist() for row in best] == [[2, 0], [1, 2]]


def test_no_course_at_all_gives_empty_lists() -> None:
    assert [row.tolist() for row in top_k(np.zeros((2, 0)), np.ones((2, 0), bool), 3)] == [[], []]


def test_a_large_catalogue_is_ranked_exactly() -> None:
    scores = np.random.default_rng(0).normal(size=(20, 3000)).astype(np.float32)
    allowed = np.random.default_rng(1).random((20, 3000)) < 0.5
    for row, mask, best in zip(scores, allowed, top_k(scores, allowed, 10), strict=True):
        expected = sorted(np.flatnonzero(mask), key=lambda column: -row[column])[:10]
        assert best.tolist() == expected


def test_fewer_than_asked_for_come_back_where_fewer_are_allowed() -> None:
    scores = np.zeros((2, 1000), dtype=np.float32)
    allowed = np.zeros((2, 1000), dtype=bool)
    allowed[0, [5, 700]] = True
    assert [row.tolist() for row in top_k(scores, allowed, 10)] == [[5, 700], []]
