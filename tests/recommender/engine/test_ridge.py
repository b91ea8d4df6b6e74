"""What is known of courses, carried over to others."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.sparse as sp

from recommender.engine import ridge
from recommender.engine.ridge import RIDGE, Ridge
from recommender.engine.vocabulary import unit_rows

OWN, OTHERS, TOKENS = 60, 7, 40


def texts(count: int, seed: int) -> sp.csr_matrix:
    """Return courses that share a common token and some of the others; the last has no content."""
    random = np.random.default_rng(seed)
    found = random.random((count, TOKENS)) * (random.random((count, TOKENS)) < 0.2)
    found[:, 0] += 1.0
    found[-1] = 0.0
    return unit_rows(sp.csr_matrix(found))


CONTENT, NEW = texts(OWN, 0), texts(OTHERS, 1)
COUNTS = np.where(np.arange(OWN) % 5, np.arange(OWN), 0)
WARM = np.flatnonzero(COUNTS)


def by_hand(known: np.ndarray) -> np.ndarray:
    """Return the others x d, from the courses with a history x d."""
    own, new = CONTENT.toarray()[WARM], NEW.toarray()
    mean = known.mean(axis=0)
    kernel = own @ own.T + RIDGE * np.eye(len(own))
    return np.asarray(mean + (new @ own.T) @ np.linalg.solve(kernel, known - mean))


def test_values_are_those_of_the_closed_form() -> None:
    known = np.random.default_rng(2).normal(size=(OWN, 3)).astype(np.float32)
    found = Ridge(CONTENT, COUNTS, NEW).values(known)
    np.testing.assert_allclose(found, by_hand(known[WARM]), atol=1e-5)


@pytest.mark.parametrize("at_once", [512, 3])
def test_columns_are_those_of_the_closed_form(
    monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    monkeypatch.setattr(ridge, "_COLUMNS_AT_ONCE", at_once)
    known = np.random.default_rng(3).normal(size=(OWN, OWN)).astype(np.float32)
    columns = Ridge(CONTENT, COUNTS, NEW).columns(sp.csr_matrix(known)).toarray()
    expected = np.zeros((OWN, OTHERS))
    expected[WARM] = by_hand(known[np.ix_(WARM, WARM)].T).T
    np.testing.assert_allclose(columns, expected, atol=1e-5)


def test_of_a_course_without_content_the_mean_is_predicted() -> None:
    known = np.random.default_rng(4).normal(size=(OWN, 3)).astype(np.float32)
    found = Ridge(CONTENT, COUNTS, NEW).values(known)
    np.testing.assert_allclose(found[-1], known[WARM].mean(axis=0), atol=1e-6)


@pytest.mark.parametrize("content", [np.ones((OWN, 1)), np.zeros((OWN, 1)), np.zeros((OWN, 0))])
def test_where_content_tells_nothing_apart_the_mean_is_predicted(content: np.ndarray) -> None:
    vectors = unit_rows(sp.csr_matrix(content))
    known = np.random.default_rng(5).normal(size=(OWN, 3)).astype(np.float32)
    found = Ridge(vectors, COUNTS, vectors[:2]).values(known)
    np.testing.assert_allclose(found, np.tile(known[WARM].mean(axis=0), (2, 1)), atol=1e-5)


@pytest.mark.parametrize(("counts", "others"), [(np.zeros(OWN), OTHERS), (COUNTS, 0)])
def test_nothing_is_predicted_from_no_history_or_of_no_course(
    counts: np.ndarray, others: int
) -> None:
    found = Ridge(CONTENT, counts, NEW[:others])
    links = sp.csr_matrix(np.ones((OWN, OWN), dtype=np.float32))
    assert not found.predicts
    assert not found.values(np.ones((OWN, 3), dtype=np.float32)).any()
    assert found.values(np.ones((OWN, 3), dtype=np.float32)).shape == (others, 3)
    columns = found.columns(links)
    assert (columns.nnz, columns.shape) == (0, (OWN, others))


def test_the_most_taken_courses_are_learned_from(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ridge, "MAX_COURSES", 10)
    links = sp.csr_matrix(np.random.default_rng(6).normal(size=(OWN, OWN)))
    columns = Ridge(CONTENT, COUNTS, NEW).columns(links).toarray()
    expected = np.sort(np.argsort(-COUNTS)[:10])
    np.testing.assert_array_equal(np.flatnonzero(columns.any(axis=1)), expected)
