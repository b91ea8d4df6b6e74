"""The plain methods that a training compares its model with, each fitted on the same history."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from recommender.engine.als import Als, als
from recommender.engine.companions import EASE, Part, Recipe, part_scores
from recommender.engine.development import Development
from recommender.engine.evaluation import ScoreBlock, evaluate, popularity
from recommender.engine.factors import LIGHTFM
from recommender.engine.fusion import FUSION, Weight, fuse
from recommender.engine.links import Links
from recommender.engine.neighbours import cosine, ease
from recommender.engine.ranking import Scores
from recommender.engine.standing import POPULARITY, recent_popularity
from recommender.engine.weighing import Weighing

RECENT_POPULARITY, ITEM_KNN, ALS, GAP_ONLY = "recent_popularity", "item_knn", "als", "gap_only"
METHODS = (POPULARITY, RECENT_POPULARITY, ITEM_KNN, EASE, ALS, LIGHTFM, GAP_ONLY, FUSION)
# Trust and ridge: sparse histories want the first, long ones the last.
ALS_SETTINGS = ((1.0, 50.0), (10.0, 10.0), (40.0, 50.0))


def plain_methods(
    cut: Development, recipe: Recipe, seed: int, *, hasty: bool = False
) -> dict[str, ScoreBlock | None]:
    """Return the scores of each plain method; None where it cannot be measured.

    ALS is given what suits ``cut`` best, as the model is; EASE has the ridge that the search chose
    for the companion, and the neighbours have their usual settings.

    Parameters
    ----------
    cut
        The development part, with what came before it.
    recipe
        What the search chose there, the ridge of EASE among it.
    seed
        Of the factorisation.
    hasty
        Takes the first settings of the factorisation instead of the best.
    """
    past = cut.split.train
    recent = recent_popularity(past).values
    return {
        POPULARITY: popularity(past),
        RECENT_POPULARITY: lambda people: np.tile(recent, (len(people), 1)),
        ITEM_KNN: _linked(cut, Links(ITEM_KNN, cosine(past), 1.0)),
        EASE: None
        if recipe.ridge is None
        else _linked(cut, Links(EASE, ease(past, recipe.ridge), 1.0)),
        ALS: _factorised(cut, seed, ALS_SETTINGS[:1] if hasty else ALS_SETTINGS),
        GAP_ONLY: _gap_only(cut),
    }


def fused(
    cut: Development, fitted: Iterable[Part], weighing: Weighing, factors: ScoreBlock
) -> ScoreBlock:
    """Return the scores of the fusion; ``fitted`` are the companions of what came before."""
    dataset = cut.dataset
    steps, features = dataset.interactions.steps(), dataset.learner_features.matrix
    parts = [each for each in fitted if weighing.has_a_say(each.name)]
    untaken = cut.split.untaken

    def told(people: NDArray[np.int64]) -> Iterator[tuple[Weight, Scores]]:
        own = steps[people]
        known = np.diff(own.indptr)
        yield weighing.of(LIGHTFM, known), factors(people)
        for each in parts:
            yield weighing.of(each.name, known), part_scores(each, own, features[people])

    return lambda people: fuse(told(people), (len(people), steps.shape[1]), untaken)


def _linked(cut: Development, links: Links) -> ScoreBlock:
    steps = cut.split.train.steps()
    return lambda people: links.scores(steps[people])


def _factorised(
    cut: Development, seed: int, settings: tuple[tuple[float, float], ...]
) -> ScoreBlock:
    past = cut.split.train
    histories = past.matrix()

    def block(found: Als) -> ScoreBlock:
        return lambda people: found.scores(histories[people])

    tried = [block(als(past, seed, trust=trust, ridge=ridge)) for trust, ridge in settings]
    return max(tried, key=lambda scores: evaluate(scores, cut.split).ndcg)


def _gap_only(cut: Development) -> ScoreBlock | None:
    """Return what each course would close; what closes nothing is not shown."""
    gap = cut.dataset.gap
    if gap is None:
        return None

    def scores(people: NDArray[np.int64]) -> Scores:
        closed = gap[people].toarray()
        return np.where(closed > 0, closed, -np.inf).astype(np.float32)

    return scores
