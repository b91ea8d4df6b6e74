"""What new courses may cost the others where nobody took any."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.sparse as sp

from recommender.engine.evaluation import Split, evaluate, scored
from recommender.engine.fusion import z_scores
from recommender.engine.interactions import IdMap, Interactions
from recommender.engine.ranking import Scores
from recommender.engine.weighing import Weighing
from recommender.engine.weights import MOST_LOST, bearable

PEOPLE, TAKEN, NEW = 200, 12, 12
USUAL = Weighing({"usual": 1.0, "new": 0.0}, {"usual": 1.0, "new": 0.0})


@pytest.fixture(scope="module")
def split() -> Split:
    """People who took a course each, of twelve, and take another; twelve nobody has."""
    random = np.random.default_rng(0)
    pairs = np.array([random.choice(TAKEN, 2, replace=False) for _ in range(PEOPLE)])
    people = np.arange(PEOPLE)
    past = Interactions(
        IdMap.of(str(each) for each in people),
        IdMap.of(str(each) for each in range(TAKEN + NEW)),
        people.astype(np.int32),
        pairs[:, 0].astype(np.int32),
        np.full(PEOPLE, np.nan),
    )
    shape = PEOPLE, TAKEN + NEW
    return Split(past, people, sp.csr_matrix((np.ones(PEOPLE), (people, pairs[:, 1])), shape))


@pytest.fixture(scope="module")
def scores(split: Split) -> dict[str, Scores]:
    """What tells the next course, with noise, and what speaks of new ones at random."""
    random = np.random.default_rng(1)
    told = 2.0 * split.truth.toarray() + random.normal(size=split.truth.shape)
    parts = {"usual": told, "new": random.normal(size=split.truth.shape)}
    return {name: z_scores(found.astype(np.float32)) for name, found in parts.items()}


def reached(weighing: Weighing, scores: dict[str, Scores], split: Split) -> float:
    familiar = np.full(PEOPLE, weighing.familiar)
    ranked = weighing.fused(scores, familiar, split.untaken)
    return evaluate(scored(ranked, split), split).ndcg


def test_weights_that_cost_next_to_nothing_are_taken_whole(
    split: Split, scores: dict[str, Scores]
) -> None:
    found = bearable(USUAL, {"usual": 1.0, "new": 0.02}, scores, split)
    assert found.untaken == {"usual": 1.0, "new": 0.02}
    assert (found.usual, found.newcomers) == (USUAL.usual, USUAL.newcomers)


def test_of_weights_that_cost_more_only_a_part_is_taken(
    split: Split, scores: dict[str, Scores]
) -> None:
    weights = {"usual": 1.0, "new": 1.0}
    whole = Weighing(USUAL.usual, USUAL.newcomers, untaken=weights)
    least = (1.0 - MOST_LOST) * reached(USUAL, scores, split)
    assert reached(whole, scores, split) < least
    found = bearable(USUAL, weights, scores, split)
    assert 0.0 < found.untaken["new"] < 1.0
    assert reached(found, scores, split) >= least


def test_weights_that_cost_too_much_in_every_part_are_none(
    split: Split, scores: dict[str, Scores]
) -> None:
    assert bearable(USUAL, {"usual": 0.0, "new": 40.0}, scores, split) == USUAL


def test_where_nothing_was_found_nothing_is_added(split: Split, scores: dict[str, Scores]) -> None:
    assert bearable(USUAL, {}, scores, split) == USUAL
