"""Blending two parts, and the best few of what is allowed."""

from __future__ import annotations

import hypothesis.extra.numpy as arrays
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from recommender.engine.ranking import blend, blend_scales, top_k

SHAPE = st.tuples(st.integers(1, 4), st.integers(1, 12))
ROW = np.array([[3.0, 1.0, 2.0, 5.0]], dtype=np.float32)
OTHER = np.array([[0.0, 9.0, 0.0, 1.0]], dtype=np.float32)
FLAT = np.full((1, 4), 0.1, dtype=np.float32)


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


def test_a_blend_is_the_weighted_sum_of_z_scores() -> None:
    def z(values: np.ndarray) -> np.ndarray:
        return (values - values.mean()) / values.std()

    np.testing.assert_allclose(blend(ROW, OTHER, 0.25), 0.75 * z(ROW) + 0.25 * z(OTHER), rtol=1e-5)


def test_a_part_that_says_nothing_leaves_the_whole_weight_to_the_other() -> None:
    np.testing.assert_allclose(blend(ROW, FLAT, 0.75), blend(ROW, OTHER, 0.0), rtol=1e-5)
    np.testing.assert_allclose(blend(FLAT, ROW, 0.25), blend(OTHER, ROW, 1.0), rtol=1e-5)
    assert not blend(FLAT, FLAT, 0.5).any()


def test_the_scales_say_what_a_distance_from_the_mean_is_worth() -> None:
    mine, other = blend_scales(ROW, OTHER, 0.5)
    expected = mine * (ROW - ROW.mean()) + other * (OTHER - OTHER.mean())
    np.testing.assert_allclose(blend(ROW, OTHER, 0.5), expected, rtol=1e-5)
