"""People of whom little is known are ranked by weights of their own, until enough is known."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.sparse as sp

from recommender.engine.evaluation import Split
from recommender.engine.interactions import IdMap, Interactions
from recommender.engine.newcomers import familiar_after, newcomers_weights
from recommender.engine.weighing import FAMILIAR, Weighing

PEOPLE, COURSES = 60, 40


@pytest.fixture
def split() -> Split:
    """Sixty people, who all took the course of their own number modulo five afterwards."""
    ids = tuple(str(number) for number in range(PEOPLE))
    past = Interactions(
        IdMap(ids),
        IdMap(tuple(f"c{number}" for number in range(COURSES))),
        np.arange(PEOPLE, dtype=np.int32),
        np.full(PEOPLE, COURSES - 1, dtype=np.int32),
        np.arange(PEOPLE, dtype=np.float64),
    )
    wanted = np.arange(PEOPLE) % 5
    truth = sp.csr_matrix((np.ones(PEOPLE), (np.arange(PEOPLE), wanted)), (PEOPLE, COURSES))
    return Split(past, np.arange(PEOPLE), truth)


def test_what_tells_nobody_anything_has_no_say_and_what_ranks_well_does(split: Split) -> None:
    noise = np.random.default_rng(0).normal(size=(PEOPLE, COURSES)).astype(np.float32)
    silent = np.zeros((PEOPLE, COURSES), dtype=np.float32)
    good = noise * 0.1 + split.truth.toarray().astype(np.float32)
    found = newcomers_weights({"links": silent, "segments": good, "noise": noise}, split)
    assert found["links"] == 0
    assert found["segments"] > 0.9
    assert sum(found.values()) == pytest.approx(1)


def test_where_nothing_is_heard_nothing_has_a_weight(split: Split) -> None:
    silent = np.zeros((PEOPLE, COURSES), dtype=np.float32)
    assert newcomers_weights({"links": silent}, split) == {"links": 0.0}


@pytest.mark.parametrize(("better", "familiar"), [("links", 1), ("popularity", FAMILIAR)])
def test_people_become_familiar_as_soon_as_their_few_courses_tell_what_comes_next(
    split: Split, better: str, familiar: int
) -> None:
    random = np.random.default_rng(0)
    names = "links", "popularity"
    parts = {name: random.normal(size=split.truth.shape).astype(np.float32) for name in names}
    # With noise enough that the whole weight ranks better than a part of it.
    parts[better] += np.float32(2.0) * split.truth.toarray().astype(np.float32)
    weighing = Weighing({"links": 1.0, "popularity": 0.0}, {"links": 0.0, "popularity": 1.0})
    known = np.ones(PEOPLE, dtype=np.int64)
    assert familiar_after(parts, weighing, known, split) == familiar
    # Of people with more courses, or of few, nothing can be learned.
    assert familiar_after(parts, weighing, known * FAMILIAR, split) == FAMILIAR


def test_between_one_course_and_three_two_may_be_what_makes_familiar(split: Split) -> None:
    """One part errs with one course, the other with another, and only half of each errs nowhere."""
    links, popularity = np.zeros((2, PEOPLE, COURSES), dtype=np.float32)
    true = split.truth.toarray() > 0
    links[:, [10, 11]], popularity[:, [10, 11]] = (5.0, 1.75), (0.0, 5.0)
    links[true], popularity[true] = 4.0, 3.5
    weighing = Weighing({"links": 1.0, "popularity": 0.0}, {"links": 0.0, "popularity": 1.0})
    parts, known = {"links": links, "popularity": popularity}, np.ones(PEOPLE, dtype=np.int64)
    assert familiar_after(parts, weighing, known, split) == 2


def test_where_nothing_tells_after_how_many_courses_people_become_familiar_slowly(
    split: Split,
) -> None:
    same = np.random.default_rng(0).normal(size=split.truth.shape).astype(np.float32)
    weighing = Weighing({"a": 1.0, "b": 0.0}, {"a": 0.0, "b": 1.0})
    known = np.ones(PEOPLE, dtype=np.int64)
    assert familiar_after({"a": same, "b": same}, weighing, known, split) == FAMILIAR


@pytest.mark.parametrize(("few", "familiar"), [(49, FAMILIAR), (50, 1)])
def test_people_with_few_courses_alone_tell_and_only_if_they_are_enough(
    split: Split, few: int, familiar: int
) -> None:
    links, popularity = np.random.default_rng(0).normal(size=(2, PEOPLE, COURSES)).astype("f4")
    parts = {"links": links + 2.0 * split.truth.toarray(), "popularity": popularity}
    weighing = Weighing({"links": 1.0, "popularity": 0.0}, {"links": 0.0, "popularity": 1.0})
    known = np.where(np.arange(PEOPLE) < few, 1, FAMILIAR)
    assert familiar_after(parts, weighing, known, split) == familiar
