"""Links: profiles that fade step by step, and which weights are kept."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.sparse as sp

from recommender.engine import links as module
from recommender.engine.links import (
    Links,
    links_per_course,
    placed,
    strongest,
    strongest_of,
)

WEIGHTS = np.array([[0, 1, 2], [3, 0, 4], [5, 6, 0]], dtype=np.float32)
STEPS = sp.csr_matrix(np.array([[2, 1, 0], [0, 0, 0]], dtype=np.float32))


@pytest.mark.parametrize("most_dense", [0, 100])
def test_each_step_back_weighs_less(monkeypatch: pytest.MonkeyPatch, most_dense: int) -> None:
    monkeypatch.setattr(module, "MOST_DENSE", most_dense)
    scores = Links("x", sp.csr_matrix(WEIGHTS), 0.5).scores(STEPS)
    np.testing.assert_allclose(scores, [0.5 * WEIGHTS[0] + WEIGHTS[1], [0, 0, 0]])


def test_the_latest_course_may_count_less_than_those_before_it() -> None:
    scores = Links("x", sp.csr_matrix(WEIGHTS), 0.5, latest=0.1).scores(STEPS)
    np.testing.assert_allclose(scores, [0.5 * WEIGHTS[0] + 0.1 * WEIGHTS[1], [0, 0, 0]], rtol=1e-6)


def test_the_mean_is_over_all_courses() -> None:
    np.testing.assert_allclose(Links("x", sp.csr_matrix(WEIGHTS), 1.0).means, [1, 7 / 3, 11 / 3])


def test_of_a_large_catalogue_the_strongest_links_are_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert links_per_course(1000) >= 1000
    assert 200 <= links_per_course(10_000) < 1000
    assert links_per_course(1_000_000) == 200
    monkeypatch.setattr(module, "links_per_course", lambda _courses: 1)
    weights = np.array([[1.0, -5.0], [2.0, 3.0]])
    assert strongest(weights).toarray().tolist() == [[0, -5], [2, 0]]
    assert strongest_of(sp.csc_matrix(weights)).toarray().tolist() == [[0, -5], [2, 0]]


def test_the_strongest_are_those_that_a_plain_loop_finds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "links_per_course", lambda _courses: 3)
    monkeypatch.setattr(module, "_COLUMNS_AT_ONCE", 4)
    monkeypatch.setattr(module, "_ROWS_AT_ONCE", 3)
    # Many are as strong as each other, and some columns have less than three.
    weights = np.random.default_rng(0).integers(-2, 3, (20, 10)).astype(np.float64)
    weights[2:, 9] = 0.0
    expected = np.zeros_like(weights)
    for column in range(10):
        best = sorted(range(20), key=lambda row: (-abs(weights[row, column]), row))[:3]
        expected[best, column] = weights[best, column]
    for found in (strongest(weights), strongest_of(sp.csc_matrix(weights))):
        np.testing.assert_array_equal(found.toarray(), expected)
        assert found.nnz == np.count_nonzero(expected)
        assert found.dtype == np.float32


def test_no_columns_have_no_weights() -> None:
    assert strongest(np.empty((3, 0))).shape == (3, 0)


def test_weights_are_placed_where_their_courses_stand() -> None:
    found = placed(sp.csr_matrix(np.array([[7.0]])), np.array([2]), np.array([0]), size=3).toarray()
    assert found.tolist() == [[0, 0, 0], [0, 0, 0], [7, 0, 0]]
