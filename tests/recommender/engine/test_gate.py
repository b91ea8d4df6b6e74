"""The gate: what is ahead of the floor passes, what surely is behind it does not."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import numpy as np
import pytest
import scipy.sparse as sp

from recommender.engine import gate
from recommender.engine.baselines import METHODS
from recommender.engine.dataset import Dataset
from recommender.engine.development import development
from recommender.engine.evaluation import ScoreBlock, lists, popularity
from recommender.engine.factors import LIGHTFM
from recommender.engine.gate import below_floor, evaluation
from recommender.engine.held_out import Apart, set_apart
from recommender.engine.tuning import Search, search
from recommender.engine.weighing import Weighing
from tests.support import histories
from tests.support.trainers import Given


@pytest.fixture(scope="module")
def many() -> Dataset:
    """A history that is long enough to compare; everybody lacks what the last course teaches."""
    dataset = histories.many()
    rows, columns = dataset.interactions.shape
    lacked = np.full(rows, columns - 1)
    gap = sp.csr_matrix((np.ones(rows), (np.arange(rows), lacked)), shape=(rows, columns))
    return dataclasses.replace(dataset, gap=gap)


@pytest.fixture(scope="module")
def apart(many: Dataset) -> Apart:
    return set_apart(many, seed=0)


def noise(apart: Apart) -> ScoreBlock:
    size = apart.whole.split.train.shape
    random = np.random.default_rng(0).normal(size=size).astype(np.float32)
    return lambda people: random[people]


@pytest.fixture(scope="module")
def found(apart: Apart) -> Search:
    factors = noise(apart)
    return search(apart.tried, [Given(lambda _e, _p: factors)], 0.0)


def judged(apart: Apart, found: Search, **options: Any) -> dict[str, Any]:
    return evaluation(apart, found, seed=0, **options)


def test_a_fusion_that_learned_something_is_ahead_of_the_floor(apart: Apart, found: Search) -> None:
    card = judged(apart, found)
    reached = {row["method"]: row["ndcg"] for row in card["rows"]}
    assert list(reached) == list(METHODS)
    assert reached["fusion"] > reached["popularity"] > reached["gap_only"] == 0
    assert (card["way"], card["people"], card["floor"]) == ("end", 52, "popularity")
    assert card["beats_floor"] is True
    assert below_floor({"evaluation": card}) is None
    assert sum(row["people"] for row in card["exposure"] if row["kind"] == "role") == 52
    assert json.loads(json.dumps(card)) == card


def weighed_as(found: Search, weights: dict[str, float]) -> Search:
    return dataclasses.replace(found, weighing=Weighing(weights, weights))


def test_a_fusion_that_ranks_upside_down_is_refused_in_plain_words(
    apart: Apart, found: Search
) -> None:
    popular = popularity(apart.whole.split.train)
    assert found.fit is not None
    fit = dataclasses.replace(found.fit, scores=lambda people: -popular(people))
    only_factors = weighed_as(dataclasses.replace(found, fit=fit), {LIGHTFM: 1.0})
    card = judged(apart, only_factors)
    assert card["beats_floor"] is False
    said = below_floor({"evaluation": card})
    assert said is not None
    assert "ranks worse than the courses that most people finished do" in said
    assert "for 52 people set apart." in said


def test_a_fusion_as_good_as_the_floor_passes(apart: Apart, found: Search) -> None:
    card = judged(apart, weighed_as(found, {LIGHTFM: 0.0, "popularity": 1.0}))
    reached = {row["method"]: row["ndcg"] for row in card["rows"]}
    assert reached["fusion"] == reached["popularity"]
    assert card["beats_floor"] is True


def upside_down_for(apart: Apart, found: Search, people: np.ndarray) -> Search:
    """Rank by popularity, but for these people by its contrary."""
    popular = popularity(apart.whole.split.train)

    def scores(asked: np.ndarray) -> np.ndarray:
        return np.where(np.isin(asked, people)[:, None], -1, 1) * popular(asked)

    assert found.fit is not None
    fit = dataclasses.replace(found.fit, scores=scores)
    return weighed_as(dataclasses.replace(found, fit=fit), {LIGHTFM: 1.0})


@pytest.mark.parametrize(("worse_off", "better_off", "passes"), [(3, 2, True), (12, 2, False)])
def test_only_a_fusion_that_surely_is_behind_is_refused(
    apart: Apart, found: Search, worse_off: int, better_off: int, *, passes: bool
) -> None:
    split = apart.tested
    assert split is not None
    popular = popularity(split.train)
    losses = lists(popular, split).ndcg - lists(lambda people: -popular(people), split).ndcg
    order = split.people[np.argsort(-losses, kind="stable")]
    people = np.concatenate([order[:worse_off], order[-better_off:]])
    card = judged(apart, upside_down_for(apart, found, people))
    behind = next(row for row in card["rows"] if row["method"] == "popularity")
    low, mean, _ = behind["difference"]
    assert (low < 0 < mean) if passes else (0 < low < mean)
    assert card["floor"] == "popularity"
    assert card["beats_floor"] is passes


def test_the_gap_is_the_floor_where_people_follow_it(apart: Apart, found: Search) -> None:
    gap = sp.lil_matrix(apart.whole.split.train.shape)
    gap[apart.whole.split.people] = apart.whole.split.truth
    dataset = dataclasses.replace(apart.tried.dataset, gap=gap.tocsr())
    followed = dataclasses.replace(apart, tried=dataclasses.replace(apart.tried, dataset=dataset))
    card = judged(followed, found)
    assert (card["floor"], card["beats_floor"]) == ("gap_only", False)
    said = below_floor({"evaluation": card})
    assert said is not None
    assert "the courses that close most of what people lack do: NDCG@10 0." in said
    assert "against 1.000" in said


def test_in_haste_fewer_people_are_tested(
    apart: Apart, found: Search, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gate, "FEW_PEOPLE", 30)
    card = judged(apart, found, hasty=True)
    assert card["people"] == 30
    assert {row["method"] for row in card["rows"] if row["ndcg"] is not None} == set(METHODS)


def test_a_history_too_short_to_compare_passes_and_says_so(dataset: Dataset) -> None:
    whole = development(dataset, 500, seed=0)
    short = Apart(whole, whole, None)
    card = evaluation(short, search(whole, [Given(lambda _e, _p: noise(short))], 0.0), seed=0)
    assert card == {
        "way": whole.way,
        "people": 0,
        "rows": [],
        "exposure": [],
        "floor": None,
        "beats_floor": None,
    }
    assert below_floor({"evaluation": card}) is None
    assert below_floor({}) is None
