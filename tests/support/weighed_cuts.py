"""Cuts weighed with factors whose scores are given: noise, or what knows what comes next."""

from __future__ import annotations

import numpy as np

from recommender.engine.companions import Part, companions, default_recipe
from recommender.engine.development import Development
from recommender.engine.epochs import Fit
from recommender.engine.evaluation import ScoreBlock, scored
from recommender.engine.weights import Weighed, weighed
from tests.support import made_scores
from tests.support.trainers import Given

EPOCHS = 4


def noise(part: Development) -> ScoreBlock:
    return scored(made_scores.noise(part.split), part.split)


def knowing(part: Development) -> ScoreBlock:
    return scored(part.split.truth.toarray().astype(np.float32), part.split)


def fitted(part: Development) -> tuple[Part, ...]:
    return companions(part.dataset, default_recipe(part.split.train))


def found_on(
    part: Development,
    scores: ScoreBlock,
    newcomers: dict[int, ScoreBlock] | None = None,
    *,
    by_features: dict[int, ScoreBlock] | None = None,
) -> Weighed:
    """Return the weights where factors score everybody so, and as newcomers or by features so."""
    trainer = Given(
        lambda _epochs, _previous: scores, newcomers=newcomers or {}, by_features=by_features or {}
    )
    return weighed(part, Fit(trainer, EPOCHS, scores, 0.0, complete=True), fitted(part))
