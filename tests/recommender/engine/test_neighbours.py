"""The item-item companion against the textbook, written out the slow way."""

from __future__ import annotations

import numpy as np
import pytest

from recommender.engine import links as linking
from recommender.engine import neighbours
from recommender.engine.interactions import IdMap, Interactions


@pytest.fixture
def past() -> Interactions:
    random = np.random.default_rng(3)
    rows = [(f"p{p}", f"c{c}", None) for p in range(40) for c in range(9) if random.random() < 0.4]
    return Interactions.from_completions(rows, IdMap(tuple(f"c{c}" for c in range(10))))


def test_ease_is_the_ridge_regression_of_each_course_on_all_others(past: Interactions) -> None:
    matrix = past.matrix().toarray().astype(float)
    links = neighbours.ease(past, ridge=5.0).toarray()
    for target in range(9):
        others = [column for column in range(9) if column != target]
        own = matrix[:, others]
        weights = np.linalg.solve(own.T @ own + 5.0 * np.eye(8), own.T @ matrix[:, target])
        np.testing.assert_allclose(links[others, target], weights, atol=1e-6)
        assert links[target, target] == 0


def weighed(past: Interactions, share: float) -> np.ndarray:
    """Return people x courses, each person with n courses weighing n to the minus ``share``."""
    matrix = past.matrix().toarray().astype(float)
    return matrix * matrix.sum(axis=1, keepdims=True) ** (-share / 2)


def test_of_very_long_histories_the_latest_courses_count(
    past: Interactions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(neighbours, "MOST_OF_ONE", 2)
    short = past.latest(2)
    for found in (neighbours.cosine, lambda each: neighbours.ease(each, 5.0)):
        np.testing.assert_allclose(found(past).toarray(), found(short).toarray(), atol=1e-6)


def test_with_a_share_long_histories_count_less(past: Interactions) -> None:
    matrix = weighed(past, 1.0)
    usual = (matrix**2).sum() / len(past)
    together = float(matrix[:, 2] @ matrix[:, 7])
    counts = (matrix**2).sum(axis=0)
    expected = together / (np.sqrt(counts[2] * counts[7]) + 10.0 * usual)
    assert neighbours.cosine(past, share=1.0).toarray()[2, 7] == pytest.approx(expected, rel=1e-5)
    others = [column for column in range(9) if column != 4]
    own = matrix[:, others]
    weights = np.linalg.solve(own.T @ own + 5.0 * usual * np.eye(8), own.T @ matrix[:, 4])
    found = neighbours.ease(past, ridge=5.0, share=1.0).toarray()
    np.testing.assert_allclose(found[others, 4], weights, atol=1e-5)


def test_a_course_without_history_has_no_links(past: Interactions) -> None:
    for links in (neighbours.ease(past, ridge=5.0), neighbours.cosine(past)):
        assert links.shape == (10, 10)
        assert links[[9]].nnz == 0
        assert links[:, [9]].nnz == 0


def test_cosine_counts_people_in_common_and_shrinks_small_counts(
    past: Interactions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(neighbours, "_COLUMNS_AT_ONCE", 4)
    matrix = past.matrix().toarray()
    links = neighbours.cosine(past).toarray()
    together = float(matrix[:, 2] @ matrix[:, 7])
    norms = np.sqrt(matrix[:, 2].sum() * matrix[:, 7].sum())
    assert links[2, 7] == pytest.approx(together / (norms + 10.0), rel=1e-6)
    assert np.diag(links).max() == 0


def test_the_more_leaving_counts_the_more_popular_courses_lead(past: Interactions) -> None:
    matrix = past.matrix().toarray()
    links = neighbours.cosine(past, leaving=0.8).toarray()
    together = float(matrix[:, 2] @ matrix[:, 7])
    own, other = matrix[:, 2].sum() ** 0.8, matrix[:, 7].sum() ** 0.2
    assert links[2, 7] == pytest.approx(together / (own * other + 10.0), rel=1e-6)


def test_only_the_strongest_links_to_each_course_are_kept(
    past: Interactions, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = neighbours.ease(past, ridge=5.0).toarray()
    monkeypatch.setattr(linking, "links_per_course", lambda _courses: 3)
    pruned = neighbours.ease(past, ridge=5.0).toarray()
    for target in range(9):
        strongest = np.argsort(-np.abs(whole[:, target]))[:3]
        assert set(np.flatnonzero(pruned[:, target])) == set(strongest)


def test_the_dense_inverse_is_for_catalogues_of_moderate_size(
    past: Interactions, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert neighbours.ease_affordable(past)
    monkeypatch.setattr(neighbours, "EASE_MAX_COURSES", 8)
    assert not neighbours.ease_affordable(past)
