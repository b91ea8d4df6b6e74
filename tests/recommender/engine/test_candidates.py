"""Each person's candidates: all that could be among the ten best, and nothing they know."""

from __future__ import annotations

import numpy as np
import pytest

from recommender.engine import candidates
from recommender.engine.candidates import Candidates, apart_name
from recommender.engine.evaluation import Split, evaluate, scored
from tests.support.next_courses import cut

PEOPLE = 12


@pytest.fixture
def split() -> Split:
    """People with two courses each; every third goes on to one that nobody had taken."""
    others = [[f"c{n % 20}", f"c{(n + 1) % 20}"] for n in range(40)]
    asked = [
        ([f"c{n}", f"c{n + 1}"], f"a new {n}" if n % 3 == 0 else f"c{n + 7}") for n in range(PEOPLE)
    ]
    return cut(others, asked).split


@pytest.fixture
def parts(split: Split) -> dict[str, np.ndarray]:
    random = np.random.default_rng(0)
    return {name: random.normal(size=split.truth.shape).astype(np.float32) for name in "ab"}


@pytest.fixture(params=[3, 500])
def pool(
    request: pytest.FixtureRequest,
    split: Split,
    parts: dict[str, np.ndarray],
    monkeypatch: pytest.MonkeyPatch,
) -> Candidates:
    """Candidates where few courses are looked at, and where all are."""
    monkeypatch.setattr(candidates, "POOL", request.param)
    return Candidates.of(parts, split)


def columns(pool: Candidates, parts: dict[str, np.ndarray], person: int) -> list[int]:
    """Return whose scores a person's candidates have; all scores differ."""
    there = pool.missing[person] == 0
    row = parts["a"][person].tolist()
    return [row.index(score) for score in pool.parts["a"][person, there].tolist()]


def test_the_best_of_each_part_are_candidates_but_what_is_known_already(
    pool: Candidates, split: Split, parts: dict[str, np.ndarray]
) -> None:
    known = split.train.matrix()[split.people].toarray() > 0
    for person in range(PEOPLE):
        new = np.flatnonzero(~known[person])
        best = {
            int(column)
            for scores in parts.values()
            for column in new[np.argsort(-scores[person, new])[: candidates.POOL]]
        }
        found = columns(pool, parts, person)
        assert sorted(found) == sorted(best)
        there = pool.missing[person] == 0
        for name, scores in parts.items():
            np.testing.assert_array_equal(pool.parts[name][person, there], scores[person, found])
            assert not pool.parts[name][person, ~there].any()
        truth = split.truth[[person]].toarray().ravel() > 0
        np.testing.assert_array_equal(pool.truth[person, there], truth[found])
        assert not pool.truth[person, ~there].any()
        np.testing.assert_array_equal(pool.untaken[person, there], np.isin(found, split.untaken))
        assert not pool.untaken[person, ~there].any()


def test_apart_a_part_is_one_for_each_kind_of_course_and_others_stay_one(
    pool: Candidates,
) -> None:
    found = pool.apart(["a"])
    assert list(found.parts) == ["a", "b", apart_name("a")]
    old, new = found.parts["a"], found.parts[apart_name("a")]
    assert pool.untaken.any()
    assert not old[pool.untaken].any()
    assert not new[~pool.untaken].any()
    np.testing.assert_array_equal(old + new, pool.parts["a"])
    np.testing.assert_array_equal(found.parts["b"], pool.parts["b"])
    assert list(pool.parts) == ["a", "b"]


def test_some_people_keep_their_own_candidates(pool: Candidates) -> None:
    rows = np.array([7, 2, 2])
    found = pool.some(rows)
    for whole, some in (
        (pool.missing, found.missing),
        (pool.truth, found.truth),
        (pool.ideals, found.ideals),
        (pool.untaken, found.untaken),
        (pool.parts["b"], found.parts["b"]),
    ):
        np.testing.assert_array_equal(some, whole[rows])
    both = {"a": 0.3, "b": 0.7}
    np.testing.assert_array_equal(found.sum(both), pool.sum(both)[rows])


def test_where_all_courses_are_looked_at_the_figure_is_that_of_the_whole_catalogue(
    split: Split, parts: dict[str, np.ndarray]
) -> None:
    pool = Candidates.of(parts, split)
    weights = {"a": 0.3, "b": 0.7}
    whole = np.float32(0.3) * parts["a"] + np.float32(0.7) * parts["b"]
    expected = evaluate(scored(whole, split), split).ndcg
    assert 0 < expected < 1
    assert pool.ndcg(pool.sum(weights)) == pytest.approx(expected, abs=1e-6)


def test_fewer_courses_than_are_shown_are_no_matter() -> None:
    split = cut([["one", "two"]], [(["one"], "two"), (["two"], "new")]).split
    perfect = split.truth.toarray().astype(np.float32)
    pool = Candidates.of({"perfect": perfect}, split)
    assert pool.ndcg(pool.sum({"perfect": 1.0})) == pytest.approx(1.0)
    assert pool.ndcg(pool.sum({"perfect": -1.0})) < 1.0
