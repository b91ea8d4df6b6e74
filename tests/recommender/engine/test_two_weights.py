"""A fusion with two weights for a part: courses without a history have their own."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.engine.ascent import FROM_BEST, FURTHER, LIKELIEST, Manner, learn
from recommender.engine.evaluation import Split, evaluate, scored
from recommender.engine.fusion import Weight, fuse, z_scores
from tests.support.made_scores import z
from tests.support.next_courses import cut

ROW = np.array([[3.0, 1.0, 2.0, 5.0]], dtype=np.float32)
OTHER = np.array([[0.0, 9.0, 0.0, 1.0]], dtype=np.float32)
MANNERS = [FROM_BEST, FURTHER, LIKELIEST]


NUMBERS = st.integers(0, 2**32 - 1)


def mixed(
    random: np.random.Generator, people: int, courses: int
) -> list[tuple[Weight, np.ndarray]]:
    """Return parts with every kind of weight, some of which say nothing to some people."""
    shape = people, courses
    tables = random.normal(size=(4, *shape)).astype(np.float32)
    tables[1, random.random(people) < 0.3] = 7.0
    same = np.broadcast_to(random.normal(size=courses).astype(np.float32), shape)
    flat = np.broadcast_to(np.float32(1.0), shape)
    none = np.zeros((people, 2), dtype=np.float32)
    scores = [*tables, same, same, flat]
    weights: list[Weight] = [0.3, *(random.random((people, 2)).astype(np.float32) for _ in "abcd")]
    weights[2] = random.random((people, 1)).astype(np.float32)
    return list(zip([*weights[:3], none, 0.4, *weights[3:]], scores, strict=True))


def fused_in_loops(
    parts: list[tuple[Weight, np.ndarray]], shape: tuple[int, int], untaken: list[int]
) -> np.ndarray:
    total = np.zeros(shape)
    for weight, scores in parts:
        for person in range(shape[0]):
            row = scores[person].astype(np.float64)
            told = np.ravel(weight if np.ndim(weight) == 0 else np.asarray(weight)[person])
            for course in range(shape[1]) if row.std() > 0 else ():
                own = told[-1] if course in untaken else told[0]
                total[person, course] += own * (row[course] - row.mean()) / row.std()
    return total


@given(NUMBERS, st.sampled_from([1, 2, 5]), st.integers(6, 30), st.floats(0.0, 1.0))
def test_courses_without_a_history_have_the_second_of_two_weights(
    seed: int, people: int, courses: int, share: float
) -> None:
    random = np.random.default_rng(seed)
    parts = mixed(random, people, courses)
    untaken = np.flatnonzero(random.random(courses) < share)
    found = fuse(parts, (people, courses), untaken)
    expected = fused_in_loops(parts, (people, courses), untaken.tolist())
    np.testing.assert_allclose(found, expected, atol=1e-4)
    for person in range(people):
        row = slice(person, person + 1)
        own = [(each if np.ndim(each) == 0 else each[row], scores[row]) for each, scores in parts]
        alone = fuse(own, (1, courses), untaken)
        np.testing.assert_allclose(alone, found[row], atol=1e-4)


@pytest.mark.parametrize("people", [1, 3])
def test_a_part_may_count_for_courses_without_a_history_alone(people: int) -> None:
    scores = np.tile(ROW, (people, 1)) + np.arange(people, dtype=np.float32)[:, None] * OTHER
    weights = np.tile(np.array([[0.0, 2.0]], dtype=np.float32), (people, 1))
    found = fuse([(weights, scores)], scores.shape, np.array([1, 3]))
    assert not found[:, [0, 2]].any()
    np.testing.assert_allclose(found[0, [1, 3]], 2.0 * z(ROW)[0, [1, 3]], rtol=1e-5)


@pytest.mark.parametrize("people", [1, 3])
def test_where_every_course_has_a_history_the_second_weight_counts_for_nothing(
    people: int,
) -> None:
    scores = np.tile(ROW, (people, 1)) + np.arange(people, dtype=np.float32)[:, None] * OTHER
    weights = np.tile(np.array([[0.5, 9.0]], dtype=np.float32), (people, 1))
    first = fuse([(weights[:, :1], scores)], scores.shape)
    np.testing.assert_array_equal(fuse([(weights, scores)], scores.shape), first)


@pytest.fixture
def split() -> Split:
    """Of 240 people every second took one of eight courses that nobody had taken before."""
    others = [[f"old {n % 12}", f"old {(n + 1) % 12}"] for n in range(60)]
    asked = [
        ([f"old {n % 12}"], f"new {n // 2 % 8}" if n % 2 else f"old {(n + 5) % 12}")
        for n in range(240)
    ]
    return cut(others, asked).split


def told_apart(split: Split) -> dict[str, np.ndarray]:
    """Return a part that knows who takes old courses, and one that knows who takes new ones."""
    random, truth = np.random.default_rng(0), split.truth.toarray()
    new = np.isin(np.arange(truth.shape[1]), split.untaken)
    noise = random.normal(size=(3, *truth.shape))
    parts = {
        "of old": noise[0] + 3.0 * truth * ~new,
        "of new": noise[1] + 3.0 * truth * new,
        "noise": noise[2],
    }
    return {name: z_scores(scores.astype(np.float32)) for name, scores in parts.items()}


@pytest.mark.parametrize("manner", MANNERS)
def test_what_tells_new_courses_apart_counts_for_them_and_what_tells_old_ones_for_those(
    split: Split, manner: Manner
) -> None:
    parts = told_apart(split)
    found = learn(parts, split, manner, apart=["of old", "of new"])
    assert found.weights["of old"] > 4 * found.weights["of new"]
    assert found.untaken["of new"] > 4 * found.untaken["of old"]
    assert found.reached > learn(parts, split, manner).reached
    assert sum(found.weights.values()) == pytest.approx(1.0)
    assert min(found.untaken.values()) >= 0.0
    # What is not weighed apart counts the same for both.
    assert found.untaken["noise"] == found.weights["noise"]


@pytest.mark.parametrize("manner", MANNERS)
def test_both_kinds_of_weights_together_reach_what_they_are_said_to(
    split: Split, manner: Manner
) -> None:
    parts = told_apart(split)
    found = learn(parts, split, manner, apart=parts)
    both = {
        name: np.array([[found.weights[name], found.untaken[name]]], dtype=np.float32)
        for name in parts
    }
    shape = split.truth.shape
    ranked = fuse(((both[name], scores) for name, scores in parts.items()), shape, split.untaken)
    whole = evaluate(scored(ranked, split), split).ndcg
    assert found.reached == pytest.approx(whole, abs=1e-6)


def test_without_parts_to_be_weighed_apart_there_is_one_kind_of_weights(split: Split) -> None:
    assert learn(told_apart(split), split).untaken == {}


@pytest.mark.parametrize("manner", MANNERS)
def test_the_best_part_is_the_floor_where_weighing_apart_helps_nobody(
    split: Split, manner: Manner
) -> None:
    parts = told_apart(split)
    truth = split.truth.toarray().astype(np.float32)
    found = learn({"truth": truth, "noise": parts["noise"]}, split, manner, apart=["noise"])
    assert found.reached == found.alone["truth"] == pytest.approx(1.0)
    assert (found.weights, found.untaken) == ({"truth": 1.0, "noise": 0.0}, {})


def test_where_only_new_courses_were_taken_old_ones_keep_a_weight(split: Split) -> None:
    """Weights that sum to 1 cannot be made of nothing: the best part stands alone."""
    new = np.isin(np.arange(split.truth.shape[1]), split.untaken)
    takers = split.some(np.flatnonzero(np.diff(split.truth[:, split.untaken].indptr)))
    told, noise = told_apart(takers)["of new"], told_apart(takers)["noise"]
    only = {"of new": z_scores(np.where(new, told, 3.0 * noise).astype(np.float32))}
    found = learn(only, takers, LIKELIEST, apart=only)
    assert found.weights == {"of new": 1.0}
    assert found.untaken == {}
    assert found.reached == found.alone["of new"]
