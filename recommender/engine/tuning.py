"""What suits this site: epochs, companions and weights, chosen on a development part."""

from __future__ import annotations

import math
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from recommender.engine.companions import (
    EASE,
    FADING,
    NEIGHBOURS,
    TRANSITIONS,
    Part,
    Recipe,
    companions,
    default_recipe,
    part_scores,
)
from recommender.engine.development import AT_RANDOM, TELLS_LAUNCHES, Development
from recommender.engine.epochs import Fit, Trainer, best_fit
from recommender.engine.evaluation import (
    MIN_TEST_PEOPLE,
    Metrics,
    Split,
    evaluate,
    scored,
)
from recommender.engine.factors import LIGHTFM
from recommender.engine.fusion import fuse, learn
from recommender.engine.launch_prior import AFFINITY
from recommender.engine.likeness import CONTENT
from recommender.engine.links import Links
from recommender.engine.neighbours import (
    COSINE_SHARE,
    DECAYS,
    EASE_SHARE,
    LEAVING,
    LESS_LATEST,
    RIDGES,
    cosine,
    ease,
    ease_affordable,
)
from recommender.engine.newcomers import FAMILIAR, Weighing, familiar_after, newcomers_weights
from recommender.engine.ranking import Scores
from recommender.engine.standing import POPULARITY
from recommender.engine.transitions import MANNERS, transitions

FUSION = "fusion"
DEVELOPMENT_PEOPLE = 2000
DEFAULT_EPOCHS = 8
# That the latest course says little is an exception; chance alone must not make a site one.
CLEARLY = 1.02
EPOCHS_SHARE = 0.7
# The factors keep a little: where all others are silent, for people and courses without a history,
# theirs is the voice that is left, and a development part hardly shows any such.
LEAST_LIGHTFM = 0.02
# Where nobody of the development part could take a course without a history, what is like one's own
# courses still tells these apart: enough for that, and too little to put them before all others.
# Times the root of their share in the catalogue: the fewer they are, the more each z-score says.
LEAST_AFFINITY = 0.1
DEFAULT_WEIGHTS = {LIGHTFM: 0.5, EASE: 0.2, TRANSITIONS: 0.1, CONTENT: 0.1, POPULARITY: 0.1}
_MOST_SCORES = 5e6


@dataclass(frozen=True)
class Search:
    """What was chosen; ``measured`` holds the figures of each part and of the fusion.

    ``fit`` is what the factors were chosen by, None where there was nothing to choose by; ``parts``
    are the companions, fitted on the history that came before.
    """

    epochs: int
    recipe: Recipe
    weights: dict[str, float]
    newcomers: dict[str, float]
    measured: dict[str, Metrics]
    way: str
    complete: bool
    familiar: int = FAMILIAR
    fit: Fit | None = None
    parts: tuple[Part, ...] = ()

    @property
    def penalty(self) -> float:
        """What vectors are held down by; see :mod:`recommender.engine.epochs`."""
        return self.fit.trainer.penalty if self.fit else 0.0

    @property
    def weighing(self) -> Weighing:
        """The weights for everybody."""
        return Weighing(self.weights, self.newcomers, self.familiar)

    def card(self, completions: int, people: int) -> dict[str, Any]:
        """Return what the model card keeps, as plain values."""
        return {
            "completions": completions,
            "people": people,
            "epochs": self.epochs,
            "penalty": self.penalty,
            "ridge": self.recipe.ridge,
            "weights": _rounded(self.weights),
            "newcomers_weights": _rounded(self.newcomers),
            "familiar": self.familiar,
            "search_complete": self.complete,
            "development": self.way,
            "development_people": next((m.people for m in self.measured.values()), 0),
            "ndcg_at_10": {name: round(m.ndcg, 5) for name, m in self.measured.items()},
            "recall_at_10": {name: round(m.recall, 5) for name, m in self.measured.items()},
        }


def _rounded(weights: Mapping[str, float]) -> dict[str, float]:
    return {name: round(weight, 4) for name, weight in weights.items() if weight > 0}


def people_to_test(courses: int) -> int:
    """Return how many people the search may hold the scores of; few where courses are many."""
    return int(min(DEVELOPMENT_PEOPLE, max(4 * MIN_TEST_PEOPLE, _MOST_SCORES // max(1, courses))))


def search(part: Development, trainers: Iterable[Trainer], deadline: float) -> Search:
    """Find the epochs, the companions and the weights that rank the development part best.

    Parameters
    ----------
    part
        With too few people in it nothing is chosen: plain defaults.
    trainers
        What the factors can be trained with, the usual one first.
    deadline
        A ``time.monotonic`` moment after which no further epochs and ridges are tried.
    """
    split = part.split
    recipe = replace(default_recipe(split.train), lately=part.way in TELLS_LAUNCHES)
    if len(split.people) < MIN_TEST_PEOPLE:
        weights = default_weights(recipe)
        return Search(DEFAULT_EPOCHS, recipe, weights, weights, {}, part.way, complete=True)
    now = time.monotonic()
    # The factors come first: cut short they are worth nothing, the companions have usual settings.
    enough = now + EPOCHS_SHARE * max(0.0, deadline - now)
    fit = best_fit(split, trainers, enough)
    recipe = _best_recipe(split, recipe, deadline)
    plain = Search(fit.epochs, recipe, {}, {}, {}, part.way, fit.complete, fit=fit)
    return weighed(plain, fit, part)


def weighed(found: Search, fit: Fit, part: Development) -> Search:
    """Return the same epochs and companions with the weights that suit ``part``.

    The factors of ``fit`` were trained on what came before in ``part``, and so were the companions
    where ``found`` has them.
    """
    split, fitted = part.split, found.parts or companions(part.dataset, found.recipe)
    steps = part.dataset.interactions.steps()[split.people]
    scores = _scores(part, fitted, steps) | {LIGHTFM: fit.scores(split.people)}
    learned = learn(scores, split, ahead=part.way != AT_RANDOM)
    affinity = _least_affinity(part)
    weights = with_least(learned.weights, affinity)
    measured = _measured(scores, weights, learned.alone, split)
    best = max(learned.alone, key=lambda name: measured[name].ndcg)
    if measured[best].ndcg >= measured[FUSION].ndcg:
        weights = with_least(dict.fromkeys(scores, 0.0) | {best: 1.0}, affinity)
        measured = _measured(scores, weights, learned.alone, split)
    none = _scores(part, fitted, type(steps)(steps.shape, dtype=steps.dtype))
    newcomers = fit.trainer.newcomers.get(fit.epochs)
    unknown = {} if newcomers is None else {LIGHTFM: newcomers(split.people)}
    first = with_least(newcomers_weights({LIGHTFM: 0 * scores[LIGHTFM]} | none | unknown, split))
    known = np.diff(steps.indptr)
    familiar = familiar_after(scores, Weighing(weights, first), known, split)
    # What ranks is told, not what would rank if everybody were familiar.
    served = Weighing(weights, first, familiar).fused(scores, known)
    measured[FUSION] = evaluate(scored(served, split), split)
    found = replace(found, weights=weights, newcomers=first, familiar=familiar)
    return replace(found, measured=measured, parts=fitted)


def default_weights(recipe: Recipe) -> dict[str, float]:
    """Return weights that sum to 1 where there is nothing to learn them by."""
    there = DEFAULT_WEIGHTS if recipe.ridge is not None else DEFAULT_WEIGHTS | {EASE: 0.0}
    return _normed(there)


def with_least(weights: Mapping[str, float], affinity: float = 0.0) -> dict[str, float]:
    """Return weights that sum to 1 and leave the factors at least ``LEAST_LIGHTFM``.

    ``affinity`` is the least of what is like own courses and has no history, where that is a part.
    """
    if not any(weights.values()):
        return {**weights, LIGHTFM: 1.0}
    least = {LIGHTFM: LEAST_LIGHTFM} | ({AFFINITY: affinity} if AFFINITY in weights else {})
    found = _normed(weights)
    lacking = {name: share for name, share in least.items() if found[name] < share}
    others = sum(weight for name, weight in found.items() if name not in lacking)
    left = 1.0 - sum(lacking.values())
    return {name: weight * left / others for name, weight in found.items()} | lacking


def _least_affinity(part: Development) -> float:
    if part.way in TELLS_LAUNCHES:
        return 0.0
    untaken = float(np.mean(part.split.train.course_counts() == 0))
    return LEAST_AFFINITY * math.sqrt(untaken)


def _normed(weights: Mapping[str, float]) -> dict[str, float]:
    total = sum(weights.values())
    return {name: weight / total for name, weight in weights.items()}


def _scores(part: Development, fitted: Iterable[Part], steps: Any) -> dict[str, Scores]:
    """Return the companions' scores of the people of ``part`` with these own courses."""
    features = part.dataset.learner_features.matrix[part.split.people]
    return {each.name: part_scores(each, steps, features) for each in fitted}


def _measured(
    scores: Mapping[str, Scores],
    weights: Mapping[str, float],
    alone: Mapping[str, float],
    split: Split,
) -> dict[str, Metrics]:
    """Return the figures of the parts alone, best first, after those of the fusion."""
    shape = len(split.people), split.train.shape[1]
    whole = fuse(((weights[name], found) for name, found in scores.items()), shape)
    names = sorted(alone, key=lambda name: -alone[name])
    found = {FUSION: whole} | {name: scores[name] for name in names}
    return {name: evaluate(scored(rows, split), split) for name, rows in found.items()}


def _best_recipe(split: Split, recipe: Recipe, deadline: float) -> Recipe:
    """Choose ridge, decays and leaving by what each companion reaches alone.

    What the latest course counts is a trait of the site's records, not of a companion: the
    neighbours decide it for all.
    """
    steps = split.train.steps()[split.people]
    past = split.train
    similar = {leaving: cosine(past, leaving, COSINE_SHARE) for leaving in LEAVING}
    latest = 1.0
    near = max((*_best_decay(split, steps, found, latest), k) for k, found in similar.items())
    doubtful = _best_decay(split, steps, similar[near[2]], LESS_LATEST)
    if doubtful[0] > CLEARLY * near[0]:
        near, latest = (*doubtful, near[2]), LESS_LATEST
    onward = max(
        (*_best_decay(split, steps, transitions(past, FADING, *manner), latest), manner)
        for manner in MANNERS
    )
    recipe = replace(
        recipe,
        neighbours_decay=near[1],
        leaving=near[2],
        latest=latest,
        transitions_decay=onward[1],
        manner=onward[2],
    )
    found: list[tuple[float, float, float]] = []
    # The usual one first: where time is up after it, it stays.
    ridges = sorted(RIDGES, key=lambda each: each != recipe.ridge)
    for ridge in ridges if ease_affordable(past) else ():
        if found and time.monotonic() > deadline:
            break
        found.append((*_best_decay(split, steps, ease(past, ridge, EASE_SHARE), latest), ridge))
    if found:
        _, decay, ridge = max(found)
        recipe = replace(recipe, ease_decay=decay, ridge=ridge)
    return recipe


def _best_decay(split: Split, steps: Any, weights: Any, latest: float) -> tuple[float, float]:
    """Return what the best decay reaches, and the decay."""

    def reached(decay: float) -> float:
        scores = Links(NEIGHBOURS, weights, decay, latest).scores(steps)
        return evaluate(scored(scores, split), split).ndcg

    return max((reached(decay), decay) for decay in DECAYS)
