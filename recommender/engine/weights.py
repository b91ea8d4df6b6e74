"""How much each part counts on this site, learned on a development part."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from recommender.engine.ascent import FROM_BEST, FURTHER, LIKELIEST, Learned, learn
from recommender.engine.companions import EASE, TRANSITIONS, Part, Recipe, part_scores
from recommender.engine.development import (
    AT_LAUNCHES,
    AT_RANDOM,
    TELLS_LAUNCHES,
    Development,
)
from recommender.engine.epochs import Fit
from recommender.engine.evaluation import MIN_TEST_PEOPLE, Metrics, Split, evaluate, scored
from recommender.engine.factors import LIGHTFM
from recommender.engine.fusion import FUSION, fuse, scales, z_scores
from recommender.engine.likeness import CONTENT
from recommender.engine.links import Links
from recommender.engine.newcomers import familiar_after, newcomers_weights
from recommender.engine.ranking import Scores
from recommender.engine.standing import POPULARITY
from recommender.engine.untaken import seen_as_untaken, untaken_weights
from recommender.engine.weighing import Weighing

# The factors keep a little: where all others are silent, for people and courses without a history,
# theirs is the voice that is left, and a development part hardly shows any such.
LEAST_LIGHTFM = 0.02
# Where nothing can be learned.
DEFAULT_WEIGHTS = {LIGHTFM: 0.5, EASE: 0.2, TRANSITIONS: 0.1, CONTENT: 0.1, POPULARITY: 0.1}
# What new courses may cost the others, as a part of NDCG@10, and what is tried to keep to it.
MOST_LOST = 0.01
SHARES = (1.0, 0.5, 0.25)
MANNERS = {AT_RANDOM: FROM_BEST, AT_LAUNCHES: LIKELIEST}


@dataclass(frozen=True)
class Weighed:
    """The weights, and what the fusion and each part alone reach on the development part."""

    weighing: Weighing
    measured: dict[str, Metrics]


def weighed(cut: Development, fit: Fit, fitted: Sequence[Part]) -> Weighed:
    """Learn the weights that suit a cut of the history.

    Parameters
    ----------
    cut
        The history, and what people took afterwards.
    fit
        Factors that were trained on what came before.
    fitted
        Companions of the same.
    """
    split = cut.split
    steps = cut.dataset.interactions.steps()[split.people]
    scores = _z_scores(cut, fitted, steps) | {LIGHTFM: z_scores(fit.scores(split.people))}
    linked = [LIGHTFM, *(part.name for part in fitted if isinstance(part, Links))]
    weighing, measured = _of_the_familiar(cut, scores, linked)
    if not weighing.untaken:
        found = _for_untaken(cut, fit, scores, linked, weighing.usual)
        weighing = bearable(weighing, found, scores, split)
    none = _z_scores(cut, fitted, type(steps)(steps.shape, dtype=steps.dtype))
    first = with_least(newcomers_weights(none | _of_newcomers(fit, scores, split), split))
    known, weighing = np.diff(steps.indptr), replace(weighing, newcomers=first)
    weighing = replace(weighing, familiar=familiar_after(scores, weighing, known, split))
    # What ranks is told, not what would rank if everybody were familiar.
    served = weighing.fused(scores, known, split.untaken)
    measured[FUSION] = evaluate(scored(served, split), split)
    return Weighed(weighing, measured)


def _of_the_familiar(
    cut: Development, scores: Mapping[str, Scores], linked: Sequence[str]
) -> tuple[Weighing, dict[str, Metrics]]:
    """Return the weights for people with a history; the best single part is the floor.

    Those for courses without one are empty where the cut cannot show them.
    """
    apart = linked if _shows_untaken(cut) else ()
    learned = learn(scores, cut.split, MANNERS.get(cut.way, FURTHER), apart)
    usual, untaken = _both_with_least(learned)
    found = Weighing(usual, usual, untaken=untaken)
    measured = _measured(scores, found, learned.alone, cut.split)
    best = max(learned.alone, key=lambda name: measured[name].ndcg)
    if measured[best].ndcg < measured[FUSION].ndcg:
        return found, measured
    usual = with_least(dict.fromkeys(scores, 0.0) | {best: 1.0})
    single = Weighing(usual, usual)
    return single, _measured(scores, single, learned.alone, cut.split)


def default_weights(recipe: Recipe) -> dict[str, float]:
    """Return weights that sum to 1 where there is nothing to learn them by."""
    there = DEFAULT_WEIGHTS if recipe.ridge is not None else DEFAULT_WEIGHTS | {EASE: 0.0}
    return _normed(there)


def with_least(weights: Mapping[str, float]) -> dict[str, float]:
    """Return weights that sum to 1 and leave the factors at least ``LEAST_LIGHTFM``."""
    if not any(weights.values()):
        return {**weights, LIGHTFM: 1.0}
    found = _normed(weights)
    if found[LIGHTFM] >= LEAST_LIGHTFM:
        return found
    left = (1.0 - LEAST_LIGHTFM) / (1.0 - found[LIGHTFM])
    return {name: weight * left for name, weight in found.items()} | {LIGHTFM: LEAST_LIGHTFM}


def _both_with_least(learned: Learned) -> tuple[dict[str, float], dict[str, float]]:
    """Return the usual weights and those for courses without a history, still to be compared.

    What the factors' least takes from the usual is taken from the others too.
    """
    usual = with_least(learned.weights)
    before, after = (1.0 - weights[LIGHTFM] for weights in (learned.weights, usual))
    left = after / before if before > 0 else 1.0
    return usual, {name: weight * left for name, weight in learned.untaken.items()}


def _normed(weights: Mapping[str, float]) -> dict[str, float]:
    total = sum(weights.values())
    return {name: weight / total for name, weight in weights.items()}


def _shows_untaken(cut: Development) -> bool:
    """Say whether enough people took courses without a history to learn from.

    Elsewhere than at launches and in a cut by time, having none would be the doing of the cut.
    """
    takers = np.diff(cut.split.truth[:, cut.split.untaken].indptr) > 0
    return cut.way in TELLS_LAUNCHES and int(np.count_nonzero(takers)) >= MIN_TEST_PEOPLE


def _for_untaken(
    cut: Development,
    fit: Fit,
    scores: Mapping[str, Scores],
    linked: Sequence[str],
    usual: Mapping[str, float],
) -> dict[str, float]:
    """Return the weights for courses without a history, where the cut shows none being taken."""
    people = cut.split.people
    holds = {CONTENT: scores[CONTENT]}
    if fit.epochs in fit.trainer.by_features:
        by_features, scale = fit.trainer.by_features[fit.epochs], scales(fit.scores(people))
        # Who has no scores in numbers has none here either.
        holds[LIGHTFM] = np.where(scale > 0, by_features(people), np.float32(0.0)) * scale
    parts = {name: scores[name] for name in linked}
    seen = seen_as_untaken(parts, holds, cut.dataset.content, cut.split)
    if seen is None:
        return {}
    total = fuse(((usual[name], found) for name, found in scores.items()), scores[CONTENT].shape)
    found = untaken_weights(seen, total)
    return found if any(found.values()) else {}


def bearable(
    weighing: Weighing, found: Mapping[str, float], scores: Mapping[str, Scores], split: Split
) -> Weighing:
    """Add weights for courses without a history, or as much of them as costs next to nothing.

    Nobody in the cut took such a course, so what is seen of these weights there is their price.
    """

    def reached(tried: Weighing) -> float:
        return _familiar(tried, scores, split).ndcg

    least = (1.0 - MOST_LOST) * reached(weighing)
    for share in SHARES if found else ():
        some = {name: share * weight for name, weight in found.items()}
        tried = replace(weighing, untaken={**weighing.usual, **some})
        if reached(tried) >= least:
            return tried
    return weighing


def _familiar(weighing: Weighing, scores: Mapping[str, Scores], split: Split) -> Metrics:
    """Return the figures of the fusion where everybody is familiar."""
    everybody = np.full(len(split.people), weighing.familiar)
    return evaluate(scored(weighing.fused(scores, everybody, split.untaken), split), split)


def _of_newcomers(fit: Fit, scores: Mapping[str, Scores], split: Split) -> dict[str, Scores]:
    """Return what the factors say of people as if they had no courses."""
    newcomers = fit.trainer.newcomers.get(fit.epochs)
    if newcomers is None:
        return {LIGHTFM: 0 * scores[LIGHTFM]}
    return {LIGHTFM: z_scores(newcomers(split.people))}


def _z_scores(cut: Development, fitted: Iterable[Part], steps: Any) -> dict[str, Scores]:
    """Return the companions' scores of the people of ``cut`` with these own courses."""
    features = cut.dataset.learner_features.matrix[cut.split.people]
    return {each.name: z_scores(part_scores(each, steps, features)) for each in fitted}


def _measured(
    scores: Mapping[str, Scores], weighing: Weighing, alone: Mapping[str, float], split: Split
) -> dict[str, Metrics]:
    """Return the figures of the parts alone, best first, after those of the fusion."""
    names = sorted(alone, key=lambda name: -alone[name])
    single = {name: evaluate(scored(scores[name], split), split) for name in names}
    return {FUSION: _familiar(weighing, scores, split)} | single
