"""Popularity by learner feature, shrunken towards everybody's."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.sparse as sp

from recommender.engine.interactions import IdMap, Interactions
from recommender.engine.segments import PRIOR_PEOPLE, segments

COURSES = IdMap(tuple("abc"))


def made(people: int) -> tuple[Interactions, sp.csr_matrix]:
    """Return a history in which one half takes ``a`` and the other ``b``, and who is in which."""
    rows = [(f"p{n}", "ab"[n % 2], None) for n in range(people)]
    past = Interactions.from_completions(rows, COURSES)
    halves = np.array([[n % 2 == 0, n % 2 == 1] for n in range(people)], dtype=np.float32)
    return past, sp.csr_matrix(halves)


def test_what_a_segment_takes_more_often_stands_out() -> None:
    found = segments(*made(40)).lifts.toarray()
    expected = np.log((20 + PRIOR_PEOPLE) / (10 + PRIOR_PEOPLE))
    assert found[0, 0] == pytest.approx(expected, rel=1e-6)
    assert found[0, 1] == found[0, 2] == 0
    assert found[1, 1] == found[0, 0]


def test_a_small_segment_says_little() -> None:
    small, large = (segments(*made(n)).lifts.toarray()[0, 0] for n in (4, 400))
    assert small < 0.3 < large


def test_what_one_person_finished_alone_stands_far_below_what_a_segment_does() -> None:
    rows = [(f"p{n}", "ab"[n % 2], None) for n in range(40)]
    past = Interactions.from_completions([*rows, ("p0", "c", None)], COURSES)
    halves = np.array([[n % 2 == 0, n % 2 == 1] for n in range(40)], dtype=np.float32)
    found = segments(past, sp.csr_matrix(halves)).lifts.toarray()
    assert 0 < found[0, 2] < found[0, 0] / 10


def test_what_is_less_usual_in_a_segment_has_no_place_in_it() -> None:
    """Ten of twenty take what fifteen of the twenty others do."""
    taken = [*range(0, 20, 2), *range(1, 31, 2)]
    rows = [(f"p{n}", "a", None) for n in taken] + [(f"p{n}", "b", None) for n in range(40)]
    past = Interactions.from_completions(rows, COURSES)
    halves = [[int(name[1:]) % 2 == 0, int(name[1:]) % 2 == 1] for name in past.learners]
    found = segments(past, sp.csr_matrix(np.array(halves, dtype=np.float32))).lifts
    assert found.toarray()[0].tolist() == [0, 0, 0]
    assert found[1, 0] > 0
    assert found.nnz == 1


def test_people_are_scored_by_the_features_they_have() -> None:
    found = segments(*made(40))
    asked = sp.csr_matrix(np.array([[0.5, 0.5], [0, 0]], dtype=np.float32))
    scores = found.scores(asked)
    assert scores[0, 0] == scores[0, 1] > scores[0, 2] == 0
    assert not scores[1].any()


def test_nobody_and_no_features_give_empty_segments() -> None:
    nobody = Interactions.from_completions([], COURSES)
    assert segments(nobody, sp.csr_matrix((0, 2), dtype=np.float32)).lifts.shape == (2, 3)
    past, _ = made(4)
    found = segments(past, sp.csr_matrix((4, 0), dtype=np.float32))
    assert found.scores(sp.csr_matrix((1, 0), dtype=np.float32)).tolist() == [[0, 0, 0]]
