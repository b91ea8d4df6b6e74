"""Links made of content, and columns predicted for courses without a history."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.sparse as sp

from recommender.engine import likeness, ridge
from recommender.engine import links as links_module
from recommender.engine.factors import Factors
from recommender.engine.facts import CourseFacts
from recommender.engine.likeness import Predictor, content_links, cosines
from recommender.engine.links import Links
from recommender.engine.ridge import RIDGE
from recommender.engine.vocabulary import Vocabulary, course_tokens

COURSES = [
    CourseFacts("sql-1", "SQL basics", skills=("SQL",), category="Data"),
    CourseFacts("sql-2", "SQL joins", skills=("SQL",), category="Data"),
    CourseFacts("care-1", "Wound care", skills=("Wounds",), category="Care"),
    CourseFacts("care-2", "Care at night", skills=("Wounds",), category="Care"),
    CourseFacts("blank", "??"),
]
COUNTED = [course_tokens(course) for course in COURSES]
VECTORS = Vocabulary.of(COUNTED).vectors(COUNTED)


@pytest.mark.parametrize("at_once", [512, 2])
def test_courses_alike_are_linked_and_none_to_itself(
    monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    monkeypatch.setattr(likeness, "_COURSES_AT_ONCE", at_once)
    found = content_links(VECTORS).weights.toarray()
    expected = (VECTORS @ VECTORS.T).toarray()
    np.fill_diagonal(expected, 0.0)
    np.testing.assert_allclose(found, expected, atol=1e-6)
    assert found[0, 1] > 0.3 > found[0, 2]
    assert not found[4].any()


def test_only_the_courses_most_alike_are_linked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(likeness, "LIKE_PER_COURSE", 1)
    monkeypatch.setattr(likeness, "_COURSES_AT_ONCE", 2)
    found = cosines(VECTORS, VECTORS, own=True).toarray()
    assert (np.count_nonzero(found, axis=0) <= 1).all()
    assert found[:, 0].argmax() == 1


@pytest.mark.parametrize("mostly_nothing", [0.0, np.inf])
@pytest.mark.parametrize("at_once", [256, 7])
def test_links_are_those_that_a_plain_loop_finds_and_of_equal_ones_the_first(
    monkeypatch: pytest.MonkeyPatch, at_once: int, mostly_nothing: float
) -> None:
    monkeypatch.setattr(likeness, "_MOSTLY_NOTHING", mostly_nothing)
    monkeypatch.setattr(likeness, "_COURSES_AT_ONCE", at_once)
    monkeypatch.setattr(likeness, "_ROWS_AT_ONCE", 11)
    monkeypatch.setattr(likeness, "LIKE_PER_COURSE", 5)
    # Few words and many courses, so that many are alike to the same degree.
    random = np.random.default_rng(0)
    texts = [" ".join(f"w{n}" for n in random.choice(8, 3, replace=False)) for _ in range(60)]
    counted = [course_tokens(CourseFacts(f"c{row}", text)) for row, text in enumerate(texts)]
    vectors = Vocabulary.of(counted).vectors(counted)
    alike = (vectors @ vectors.T).toarray().astype(np.float32)
    expected = np.zeros_like(alike)
    for course, column in enumerate(alike.T):
        others = [row for row in range(60) if row != course and column[row] > 0]
        best = sorted(others, key=lambda row: (-column[row], row))[:5]
        expected[best, course] = column[best]
    np.testing.assert_array_equal(content_links(vectors).weights.toarray(), expected)


def test_no_courses_have_no_links() -> None:
    nothing = VECTORS[:0]
    assert cosines(VECTORS, nothing).shape == (5, 0)
    assert content_links(nothing).weights.shape == (0, 0)


def test_a_predicted_column_is_the_ridge_regression_on_content() -> None:
    taken = np.array([True, True, True, False, True])
    random = np.random.default_rng(0)
    known = np.where(np.outer(taken, taken), random.random((5, 5)), 0.0).astype(np.float32)
    found = Predictor(VECTORS, taken).fill(Links("x", sp.csr_matrix(known), 0.8))
    warm = np.flatnonzero(taken)
    own = VECTORS.toarray()[warm]
    kernel = own @ own.T + RIDGE * np.eye(4)
    matrix = known[np.ix_(warm, warm)]
    mean = matrix.mean(axis=1)
    mix = np.linalg.solve(kernel, own @ VECTORS.toarray()[3])
    np.testing.assert_allclose(
        found.weights.toarray()[warm, 3], (matrix - mean[:, None]) @ mix + mean, atol=1e-5
    )
    np.testing.assert_array_equal(found.weights.toarray()[:, warm], known[:, warm])
    assert (found.name, found.decay) == ("x", 0.8)


def test_a_predicted_identity_is_the_same_regression() -> None:
    taken = np.array([True, True, True, False, True])
    known = some_factors()
    found = Predictor(VECTORS, taken).identities(known)
    warm, content = np.flatnonzero(taken), VECTORS.toarray()
    mix = np.linalg.solve(content[warm] @ content[warm].T + RIDGE * np.eye(4), content[warm])
    for got, own in (
        (found.course_embeddings, known.course_embeddings),
        (found.course_biases, known.course_biases),
    ):
        mean = own[warm].mean(axis=0)
        predicted = mean + (own[warm] - mean).T @ (mix @ content[3])
        np.testing.assert_allclose(got[3], predicted, atol=1e-5)
        others = [0, 1, 2, 4, 5, 6]
        np.testing.assert_array_equal(got[others], own[others])
    assert found.learner_embeddings is known.learner_embeddings


def test_where_nothing_is_predicted_an_untrained_identity_is_zero() -> None:
    known = some_factors()
    before = known.course_embeddings.copy()
    found = Predictor(VECTORS, np.zeros(5)).identities(known)
    assert not found.course_embeddings[:5].any()
    assert not found.course_biases[:5].any()
    np.testing.assert_array_equal(found.course_embeddings[5:], known.course_embeddings[5:])
    np.testing.assert_array_equal(known.course_embeddings, before)


def some_factors() -> Factors:
    """Return numbers for the five courses and two features of theirs."""
    random = np.random.default_rng(0)
    return Factors(
        random.random((7, 3), dtype=np.float32),
        random.random(7, dtype=np.float32),
        random.random((4, 3), dtype=np.float32),
    )


@pytest.mark.parametrize("taken", [np.ones(5, bool), np.zeros(5, bool)])
def test_there_is_nothing_to_predict_from_all_or_none(taken: np.ndarray) -> None:
    links = Links("x", sp.csr_matrix((5, 5), dtype=np.float32), 1.0)
    assert Predictor(VECTORS, taken).fill(links) is links


def test_of_a_large_catalogue_the_most_taken_courses_predict(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    counts, known = np.array([4, 9, 7, 0, 2]), np.zeros((5, 5), dtype=np.float32)
    known[np.ix_([0, 1, 2, 4], [0, 1, 2, 4])] = np.random.default_rng(0).random((4, 4))
    monkeypatch.setattr(ridge, "MAX_COURSES", 2)
    found = Predictor(VECTORS, counts).fill(Links("x", sp.csr_matrix(known), 0.8))
    fewer = np.where(np.isin(np.arange(5), [1, 2]), counts, 0)
    monkeypatch.undo()
    expected = Predictor(VECTORS, fewer).fill(Links("x", sp.csr_matrix(known), 0.8))
    column = found.weights.toarray()[:, 3]
    np.testing.assert_allclose(column, expected.weights.toarray()[:, 3], atol=1e-6)
    assert np.count_nonzero(column) == 2


@pytest.mark.parametrize("at_once", [512, 1])
def test_predicted_columns_hold_no_more_links_than_others(
    monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    monkeypatch.setattr(ridge, "_COLUMNS_AT_ONCE", at_once)
    monkeypatch.setattr(links_module, "LEAST_LINKS", 2)
    monkeypatch.setattr(links_module, "MOST_WEIGHTS", 10)  # two for each of five courses
    known = np.random.default_rng(0).random((5, 5)).astype(np.float32)
    counts = np.array([3, 3, 3, 0, 0])
    known[:, 3:] = known[3:] = 0.0
    found = Predictor(VECTORS, counts).fill(Links("x", sp.csr_matrix(known), 0.8))
    assert np.count_nonzero(found.weights.toarray()[:, 3:], axis=0).tolist() == [2, 2]


def test_where_all_courses_look_alike_each_has_no_more_links_than_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(likeness, "LIKE_PER_COURSE", 3)
    found = content_links(sp.csr_matrix(np.ones((20, 1)))).weights.toarray()
    assert np.count_nonzero(found, axis=0).tolist() == [3] * 20
