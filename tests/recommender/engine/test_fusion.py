"""Several parts made one: the weighted sum of z-scores."""

from __future__ import annotations

import hypothesis.extra.numpy as arrays
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.engine.fusion import fuse, scales, z_scores
from tests.support.made_scores import z

ROW = np.array([[3.0, 1.0, 2.0, 5.0]], dtype=np.float32)
OTHER = np.array([[0.0, 9.0, 0.0, 1.0]], dtype=np.float32)
FLAT = np.full((1, 4), 0.1, dtype=np.float32)


def test_a_fusion_is_the_weighted_sum_of_z_scores() -> None:
    found = fuse([(0.75, ROW), (0.25, OTHER)], ROW.shape)
    np.testing.assert_allclose(found, 0.75 * z(ROW) + 0.25 * z(OTHER), rtol=1e-5)


@given(st.integers(0, 9), st.integers(1, 40), st.integers(2, 3000), st.floats(-50, 50))
def test_a_fusion_is_that_of_double_precision(
    seed: int, people: int, courses: int, lead: float
) -> None:
    random = np.random.default_rng(seed)
    parts = random.normal(size=(3, people, courses)).astype(np.float32) + np.float32(lead)
    same = np.broadcast_to(random.random(courses).astype(np.float32), (people, courses))
    weighted = [*zip((0.5, 0.2, 0.0), parts, strict=True), (0.3, same)]
    expected = np.zeros((people, courses))
    for weight, scores in weighted:
        exact = scores.astype(np.float64)
        means = exact.mean(axis=1, keepdims=True)
        expected += weight * (exact - means) / exact.std(axis=1, keepdims=True)
    np.testing.assert_allclose(fuse(weighted, (people, courses)), expected, atol=1e-4)


ROUNDED = np.nextafter(np.float32(1000), [[np.inf, 0, np.inf, np.inf]], dtype=np.float32)


@pytest.mark.parametrize(
    "silent", [FLAT, ROUNDED, FLAT * np.nan, np.array([[1, np.inf, 2, 3]], "f4")]
)
def test_a_part_that_says_nothing_or_nonsense_has_no_say(silent: np.ndarray) -> None:
    assert not z_scores(silent).any()
    np.testing.assert_array_equal(
        fuse([(0.5, silent), (0.5, ROW)], ROW.shape), fuse([(0.5, ROW)], ROW.shape)
    )


@given(arrays.arrays(np.float32, (3, 7), elements=st.floats(-1e6, 1e6, width=32)))
def test_scores_are_always_numbers_with_mean_zero(scores: np.ndarray) -> None:
    found = z_scores(scores)
    assert np.isfinite(found).all()
    np.testing.assert_allclose(found.mean(axis=1), 0.0, atol=1e-2)


def test_a_row_far_from_zero_has_its_mean_at_zero_too() -> None:
    random = np.random.default_rng(0).normal(size=(5, 3001))
    far = (random + 3e4).astype(np.float32)
    np.testing.assert_allclose(z_scores(far).mean(axis=1, dtype=np.float64), 0.0, atol=1e-5)


def test_the_scales_say_what_a_distance_from_the_mean_is_worth() -> None:
    np.testing.assert_allclose((ROW - ROW.mean()) * scales(ROW), z(ROW), rtol=1e-5)


def test_no_courses_and_nobody_give_empty_scores() -> None:
    assert fuse([], (0, 3)).shape == (0, 3)
    assert z_scores(np.zeros((0, 3), np.float32)).shape == (0, 3)
