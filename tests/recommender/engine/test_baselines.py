"""The plain methods: all of them, on what came before alone, and the fusion as it will serve."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
import scipy.sparse as sp

from recommender.engine import baselines
from recommender.engine.baselines import (
    ALS,
    ALS_SETTINGS,
    GAP_ONLY,
    ITEM_KNN,
    RECENT_POPULARITY,
    fused,
    plain_methods,
)
from recommender.engine.companions import EASE, companions, default_recipe
from recommender.engine.development import Development
from recommender.engine.evaluation import evaluate
from recommender.engine.factors import LIGHTFM
from recommender.engine.standing import POPULARITY
from recommender.engine.weighing import Weighing

PLAIN = {POPULARITY, RECENT_POPULARITY, ITEM_KNN, EASE, ALS, GAP_ONLY}


def test_methods_that_know_a_person_rank_better_than_popularity(part: Development) -> None:
    methods = plain_methods(part, default_recipe(part.split.train), seed=0)
    assert set(methods) == PLAIN
    reached = {
        name: evaluate(scores, part.split).ndcg for name, scores in methods.items() if scores
    }
    for name in (ITEM_KNN, EASE, ALS):
        assert reached[name] > 1.5 * reached[POPULARITY] > 0
    assert RECENT_POPULARITY in reached


def test_where_nobody_lacks_anything_the_gap_cannot_be_measured(part: Development) -> None:
    assert plain_methods(part, default_recipe(part.split.train), seed=0)[GAP_ONLY] is None


def test_what_a_person_lacks_is_shown_and_nothing_else(part: Development) -> None:
    gap = sp.csr_matrix(([2.0, 3.0], ([0, 0], [4, 5])), shape=part.split.train.shape)
    lacking = dataclasses.replace(part, dataset=dataclasses.replace(part.dataset, gap=gap))
    scores = plain_methods(lacking, default_recipe(part.split.train), seed=0)[GAP_ONLY]
    assert scores is not None
    found = scores(np.array([0, 1]))
    assert found[0, [4, 5]].tolist() == [2.0, 3.0]
    assert np.isfinite(found).sum() == 2


def test_a_large_catalogue_is_not_given_to_ease(part: Development) -> None:
    recipe = dataclasses.replace(default_recipe(part.split.train), ridge=None)
    assert plain_methods(part, recipe, seed=0)[EASE] is None


def test_the_factorisation_gets_the_settings_that_suit_the_site(
    part: Development, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[tuple[float, float]] = []
    real = baselines.als

    def noted(past: object, seed: int, *, trust: float, ridge: float) -> object:
        tried.append((trust, ridge))
        return real(past, seed, trust=trust, ridge=ridge if trust == 10.0 else 1e9)

    monkeypatch.setattr(baselines, "als", noted)
    recipe = default_recipe(part.split.train)
    scores = plain_methods(part, recipe, seed=0)[ALS]
    assert tried == list(ALS_SETTINGS)
    histories = part.split.train.matrix()
    people = part.split.people
    suited = real(part.split.train, 0, trust=10.0, ridge=10.0).scores(histories[people])
    np.testing.assert_array_equal(scores(people), suited)
    tried.clear()
    plain_methods(part, recipe, seed=0, hasty=True)
    assert tried == [ALS_SETTINGS[0]]


def test_the_fusion_weighs_its_parts_as_told(part: Development) -> None:
    random = np.random.default_rng(0).normal(size=part.split.train.shape).astype(np.float32)
    parts = companions(part.dataset, default_recipe(part.split.train))
    whole, popular = {LIGHTFM: 1.0}, {LIGHTFM: 0.0, "popularity": 1.0}
    factors = fused(part, parts, Weighing(whole, whole), lambda people: random[people])
    people = part.split.people[:7]
    expected = random[people] - random[people].mean(axis=1, keepdims=True)
    expected /= expected.std(axis=1, keepdims=True)
    np.testing.assert_allclose(factors(people), expected, atol=1e-5)
    found = fused(part, parts, Weighing(popular, popular), lambda _: random[:7])(people)
    counts = part.split.train.course_counts()
    assert (np.argsort(-found, axis=1, kind="stable") == np.argsort(-counts, kind="stable")).all()
