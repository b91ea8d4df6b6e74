"""ALS: each half step solves its equations, equal seeds agree, and newcomers are folded in."""

from __future__ import annotations

import numpy as np
import pytest

from recommender.engine import als as module
from recommender.engine.als import als
from recommender.engine.dataset import Dataset
from recommender.engine.evaluation import Split, evaluate, popularity
from recommender.engine.interactions import IdMap, Interactions


def plainly(own: list[int], courses: np.ndarray, trust: float, ridge: float) -> np.ndarray:
    """Solve for one person as the paper writes it down."""
    weights = np.ones(len(courses))
    weights[own] += trust
    wanted = np.zeros(len(courses))
    wanted[own] = 1.0
    vectors = courses.astype(np.float64)
    system = vectors.T @ (weights[:, None] * vectors) + ridge * np.eye(vectors.shape[1])
    return np.linalg.solve(system, vectors.T @ (weights * wanted))


def made(lengths: list[int], courses: int, seed: int = 0) -> Interactions:
    random = np.random.default_rng(seed)
    taken = [
        (f"p{number}", f"c{course}", None)
        for number, length in enumerate(lengths)
        for course in random.choice(courses, length, replace=False).tolist()
    ]
    return Interactions.from_completions(taken, IdMap(tuple(f"c{n}" for n in range(courses))))


def test_short_and_long_histories_are_solved_exactly() -> None:
    past = made([1, 2, 3, 8, 9, 30, 1, 60], courses=60)
    found = als(past, dimensions=8, rounds=3, trust=5.0, ridge=2.0)
    matrix = past.matrix()
    vectors = found.fold_in(matrix)
    for row, vector in enumerate(vectors):
        wanted = plainly(matrix[row].indices.tolist(), found.courses, 5.0, 2.0)
        np.testing.assert_allclose(vector, wanted, rtol=1e-3, atol=1e-5)
    np.testing.assert_allclose(found.scores(matrix), vectors @ found.courses.T, rtol=1e-5)


def test_the_solution_does_not_depend_on_how_rows_are_put_together(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    past = made([1, 2, 3, 8, 9, 30, 1, 60], courses=60)
    together = als(past, dimensions=8).courses
    monkeypatch.setattr(module, "_MOST_NUMBERS", 1)
    np.testing.assert_allclose(als(past, dimensions=8).courses, together, rtol=1e-3, atol=1e-6)


def test_equal_seeds_give_equal_vectors_and_others_do_not(dataset: Dataset) -> None:
    first, again, other = (als(dataset.interactions, seed).courses for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)


def test_it_ranks_better_than_popularity(split: Split) -> None:
    found, histories = als(split.train, dimensions=16), split.train.matrix()
    reached = evaluate(lambda people: found.scores(histories[people]), split).ndcg
    assert reached > 1.5 * evaluate(popularity(split.train), split).ndcg


def test_somebody_without_a_history_and_a_course_without_people_have_no_vector() -> None:
    past = made([2, 2, 3], courses=6).subset(np.array([True] * 4 + [False] * 3))
    found = als(past, dimensions=4)
    assert not found.fold_in(past.matrix())[2].any()
    untaken = past.course_counts() == 0
    assert untaken.any()
    assert not found.courses[untaken].any()


def test_of_very_many_people_some_are_enough(
    dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = als(dataset.interactions).courses
    monkeypatch.setattr(module, "MOST_PEOPLE", 40)
    some = als(dataset.interactions)
    assert not np.allclose(some.courses, whole)
    assert some.fold_in(dataset.interactions.matrix()).shape == (90, module.DIMENSIONS)
