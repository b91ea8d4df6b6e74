"""Courses that share their people's directions lead to each other, and nothing breaks on little."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.sparse.linalg import ArpackError

from recommender.engine.interactions import IdMap, Interactions
from recommender.engine.spectral import spectral


def history(pairs: list[tuple[int, int]], courses: int) -> Interactions:
    rows = [(f"p{person}", f"c{course}", None) for person, course in pairs]
    return Interactions.from_completions(rows, IdMap(tuple(f"c{each}" for each in range(courses))))


def plainly(past: Interactions, directions: int, leaving: float) -> NDArray[np.float64]:
    """Do the same with a full decomposition and loops."""
    matrix = np.asarray(past.matrix().todense(), dtype=np.float64)
    counts = matrix.sum(axis=0)
    matrix = matrix / np.sqrt(matrix.sum(axis=1, keepdims=True))
    _left, _values, right = np.linalg.svd(matrix / counts**leaving)
    basis = right[:directions]
    found = np.zeros((len(counts), len(counts)))
    for own in range(len(counts)):
        for other in range(len(counts)):
            if own != other:
                near = float(basis[:, own] @ basis[:, other])
                found[own, other] = near * counts[other] ** leaving / counts[own] ** leaving
    return found


@pytest.mark.parametrize("leaving", [0.0, 0.25, 0.5])
def test_it_is_the_projection_on_the_strongest_directions(leaving: float) -> None:
    random = np.random.default_rng(3)
    pairs = [(p, c) for p in range(40) for c in range(9) if random.random() < 0.4]
    past = history(pairs, 9)
    found = spectral(past, 3, leaving).toarray()
    assert found == pytest.approx(plainly(past, 3, leaving), abs=1e-5)


def test_where_the_quick_way_finds_no_directions_the_sure_one_does(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    random = np.random.default_rng(4)
    past = history([(p, c) for p in range(40) for c in range(9) if random.random() < 0.4], 9)
    quick = spectral(past, 3).toarray()

    def fails(*_given: object, **_named: object) -> None:
        raise ArpackError(3)

    monkeypatch.setattr("recommender.engine.spectral.svds", fails)
    assert spectral(past, 3).toarray() == pytest.approx(quick, abs=1e-5)


def test_courses_of_the_same_people_lead_to_each_other() -> None:
    pairs = [(p, c) for p in range(20) for c in ((0, 1, 2) if p % 2 else (3, 4, 5))]
    found = spectral(history(pairs, 6), 2).toarray()
    assert found[0, 1] > 0.1
    assert found[0, 4] == pytest.approx(0, abs=1e-6)
    assert not found.diagonal().any()


@given(
    st.lists(st.tuples(st.integers(0, 6), st.integers(0, 5)), max_size=30, unique=True),
    st.integers(1, 30),
)
def test_any_history_gives_finite_weights_and_none_for_unknown_courses(
    pairs: list[tuple[int, int]], directions: int
) -> None:
    past = history(pairs, 6)
    found = spectral(past, directions).toarray()
    assert np.isfinite(found).all()
    cold = past.course_counts() == 0
    assert not found[cold].any()
    assert not found[:, cold].any()


def test_the_same_history_gives_the_same_weights() -> None:
    random = np.random.default_rng(5)
    past = history([(p, c) for p in range(60) for c in range(40) if random.random() < 0.3], 40)
    assert (spectral(past) != spectral(past)).nnz == 0
