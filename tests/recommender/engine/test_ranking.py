"""The best few of what is allowed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given
from hypothesis import strategies as st

from recommender.engine.ranking import ROWS, best_by_vectors, best_columns, best_of_one, top_k

WIDTHS = st.integers(1, 12) | st.integers(60, 200) | st.sampled_from([999, 1000, 4001])
SHAPE = st.tuples(st.integers(1, 4), WIDTHS)
NO_NUMBERS = st.sampled_from([np.nan, np.inf, -np.inf, 0.0, -0.0, 1.0])
SOME = st.integers(-3, 3).map(float) | st.floats(-1024, 1024, width=32) | NO_NUMBERS
# Few values, many places: ties are what makes an order hard, and drawing each score takes long.
VALUES = st.lists(SOME, min_size=1, max_size=30)
SEEDS = st.integers(0, 2**32 - 1)


def by_sorting(row: np.ndarray, k: int) -> list[int]:
    """Return the columns of the best scores by sorting all that are numbers."""
    return sorted(np.flatnonzero(np.isfinite(row)), key=lambda column: (-row[column], column))[:k]


def padded(columns: list[int], k: int) -> list[int]:
    return columns + [-1] * (k - len(columns))


@given(VALUES, SEEDS, SHAPE, st.integers(0, 14))
def test_the_best_are_those_of_a_full_sort(
    values: list[float], seed: int, shape: tuple[int, int], k: int
) -> None:
    scores = np.random.default_rng(seed).choice(np.array(values, dtype=np.float32), shape)
    for row, best in zip(scores, best_columns(scores, k), strict=True):
        assert best.tolist() == padded(by_sorting(row, k), k)
        assert best_of_one(row, k).tolist() == by_sorting(row, k)


@given(SEEDS, st.floats(0, 1), SHAPE, st.integers(0, 14))
def test_what_is_not_allowed_is_never_among_them(
    seed: int, share: float, shape: tuple[int, int], k: int
) -> None:
    random = np.random.default_rng(seed)
    scores = random.integers(-3, 4, shape).astype(np.float32)
    allowed = random.random(shape) < share
    for row, mask, best in zip(scores, allowed, top_k(scores, allowed, k), strict=True):
        assert best.tolist() == by_sorting(np.where(mask, row, np.nan), k)


def test_one_mask_may_serve_every_row_and_a_score_that_is_no_number_is_never_shown() -> None:
    scores = np.array([[1.0, np.nan, 2.0], [np.inf, 1.0, 0.0]])
    best = top_k(scores, np.array([True, True, True]), 3)
    assert [row.tolist() for row in best] == [[2, 0], [1, 2]]


def test_no_course_at_all_gives_empty_lists() -> None:
    assert [row.tolist() for row in top_k(np.zeros((2, 0)), np.ones((2, 0), bool), 3)] == [[], []]
    assert best_of_one(np.zeros(0), 3).tolist() == []


@pytest.mark.parametrize("kind", [np.float32, np.float64])
def test_a_large_catalogue_is_ranked_exactly_over_many_learners(kind: type) -> None:
    scores = np.random.default_rng(0).normal(size=(ROWS + 20, 3000)).astype(kind)
    allowed = np.random.default_rng(1).random((ROWS + 20, 3000)) < 0.5
    for row, mask, best in zip(scores, allowed, top_k(scores, allowed, 10), strict=True):
        assert best.tolist() == by_sorting(np.where(mask, row, np.nan), 10)


def test_scores_that_differ_by_less_than_single_precision_keep_their_order() -> None:
    scores = np.tile(1.0 + np.arange(2000) * 1e-12, (2, 1))
    assert best_columns(scores, 3).tolist() == [[1999, 1998, 1997]] * 2


@pytest.mark.parametrize("columns", [7, 1000, 5000])
def test_equal_scores_keep_the_order_of_the_columns(columns: int) -> None:
    assert best_columns(np.zeros((3, columns), dtype=np.float32), 5).tolist() == [[*range(5)]] * 3
    assert best_of_one(np.zeros(columns, dtype=np.float32), 5).tolist() == [*range(5)]


def test_fewer_than_asked_for_come_back_where_fewer_are_allowed() -> None:
    scores = np.zeros((2, 1000), dtype=np.float32)
    allowed = np.zeros((2, 1000), dtype=bool)
    allowed[0, [5, 700]] = True
    assert [row.tolist() for row in top_k(scores, allowed, 10)] == [[5, 700], []]


def test_vectors_mapped_from_a_file_rank_as_their_whole_product(tmp_path: Path) -> None:
    random = np.random.default_rng(2)
    people, courses = 2 * ROWS + 3, random.normal(size=(700, 8)).astype(np.float32)
    np.save(tmp_path / "people.npy", random.normal(size=(people, 8)).astype(np.float32))
    seen = sp.random_array((people, 700), density=0.02, format="csr", rng=random)
    learners = np.load(tmp_path / "people.npy", mmap_mode="r")
    blocks = list(best_by_vectors(learners, courses, 5, seen))
    assert [len(columns) for columns, _ in blocks] == [ROWS, ROWS, 3]
    whole = np.where(seen.toarray() > 0, np.nan, np.asarray(learners) @ courses.T)
    found = np.vstack([columns for columns, _ in blocks])
    assert found.tolist() == [by_sorting(row, 5) for row in whole]
    told = np.vstack([scores for _, scores in blocks])
    np.testing.assert_allclose(told, np.take_along_axis(whole, found, axis=1), rtol=1e-5)


def test_vectors_of_a_learner_who_has_seen_all_rank_nothing() -> None:
    seen = sp.csr_array([[1] * 4, [0] * 4])
    ((columns, scores),) = best_by_vectors(
        np.ones((2, 3), np.float32),
        np.ones((4, 3), np.float32),
        2,
        seen,
    )
    assert columns.tolist() == [[-1, -1], [0, 1]]
    assert scores.tolist() == [[-np.inf, -np.inf], [3.0, 3.0]]


def test_vectors_without_courses_or_without_learners_rank_nothing() -> None:
    ((columns, scores),) = best_by_vectors(
        np.ones((2, 3), np.float32), np.ones((0, 3), np.float32), 2
    )
    assert columns.tolist() == [[-1, -1]] * 2
    assert np.isneginf(scores).all()
    assert not list(best_by_vectors(np.ones((0, 3), np.float32), np.ones((4, 3), np.float32), 2))
