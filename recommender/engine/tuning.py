"""What suits this site: epochs, companions and weights, chosen on a development part."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from recommender.engine.companions import (
    FADING,
    NEIGHBOURS,
    Part,
    Recipe,
    companions,
    default_recipe,
)
from recommender.engine.development import TELLS_LAUNCHES, Development
from recommender.engine.epochs import Fit, Trainer, best_fit
from recommender.engine.evaluation import (
    MIN_TEST_PEOPLE,
    Metrics,
    Split,
    evaluate,
    scored,
)
from recommender.engine.links import Links
from recommender.engine.neighbours import (
    COSINE_SHARE,
    DECAYS,
    EASE_SHARES,
    LEAVING,
    LESS_LATEST,
    RIDGES,
    USUAL_RIDGE,
    cosine,
    ease,
    ease_affordable,
)
from recommender.engine.transitions import MANNERS, transitions
from recommender.engine.weighing import Weighing
from recommender.engine.weights import default_weights, weighed

DEVELOPMENT_PEOPLE = 2000
# Where there is nothing to choose by.
DEFAULT_EPOCHS = 8
# That the latest course says little is an exception; chance alone must not make a site one.
CLEARLY = 1.02
# Of the search's time, for the factors.
EPOCHS_SHARE = 0.7
# Of each part, people x courses: 20 MB.
_MOST_SCORES = 5e6


@dataclass(frozen=True)
class Search:
    """What was chosen; ``measured`` holds the figures of each part and of the fusion.

    ``fit`` is what the factors were chosen by, None where there was nothing to choose by; ``parts``
    are the companions, fitted on the history that came before.
    """

    epochs: int
    recipe: Recipe
    weighing: Weighing
    measured: dict[str, Metrics]
    way: str
    complete: bool
    fit: Fit | None = None
    parts: tuple[Part, ...] = ()

    @property
    def penalty(self) -> float:
        """What vectors are held down by; see :mod:`recommender.engine.epochs`."""
        return self.fit.trainer.penalty if self.fit else 0.0

    def card(self, completions: int, people: int) -> dict[str, Any]:
        """Return what the model card keeps, as plain values."""
        return {
            "completions": completions,
            "people": people,
            "epochs": self.epochs,
            "penalty": self.penalty,
            "ridge": self.recipe.ridge,
            "weights": _rounded(self.weighing.usual),
            "newcomers_weights": _rounded(self.weighing.newcomers),
            "untaken_weights": _rounded(self.weighing.untaken),
            "familiar": self.weighing.familiar,
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


def search(cut: Development, trainers: Iterable[Trainer], deadline: float) -> Search:
    """Find the epochs, the companions and the weights that rank the development part best.

    Parameters
    ----------
    cut
        With too few people in it nothing is chosen: plain defaults.
    trainers
        What the factors can be trained with, the usual one first.
    deadline
        A ``time.monotonic`` moment after which no further epochs and ridges are tried.
    """
    split = cut.split
    recipe = replace(default_recipe(split.train), lately=cut.way in TELLS_LAUNCHES)
    if len(split.people) < MIN_TEST_PEOPLE:
        weights = default_weights(recipe)
        weighing = Weighing(weights, weights)
        return Search(DEFAULT_EPOCHS, recipe, weighing, {}, cut.way, complete=True)
    now = time.monotonic()
    # The factors come first: cut short they are worth nothing, the companions have usual settings.
    enough = now + EPOCHS_SHARE * max(0.0, deadline - now)
    fit = best_fit(split, trainers, enough)
    recipe = _best_recipe(split, recipe, deadline)
    parts = companions(cut.dataset, recipe)
    none = Weighing({}, {})
    return weigh(Search(fit.epochs, recipe, none, {}, cut.way, fit.complete, fit, parts), cut)


def weigh(found: Search, cut: Development) -> Search:
    """Return the same epochs and companions with the weights that suit ``cut``.

    What ``found`` has of factors and companions was trained on what came before in ``cut``.
    """
    if found.fit is None:
        return found
    learned = weighed(cut, found.fit, found.parts)
    return replace(found, weighing=learned.weighing, measured=learned.measured)


def _best_recipe(split: Split, recipe: Recipe, deadline: float) -> Recipe:
    """Choose ridge, decays and leaving by what each companion reaches alone.

    What the latest course counts is a trait of the site's records, not of a companion: the
    neighbours decide it for all.
    """
    steps, past, latest = split.train.steps()[split.people], split.train, 1.0
    similar = {leaving: cosine(past, leaving, COSINE_SHARE) for leaving in LEAVING}
    near = max((*_best_decay(split, steps, found, latest), k) for k, found in similar.items())
    doubtful = _best_decay(split, steps, similar[near[2]], LESS_LATEST)
    if doubtful[0] > CLEARLY * near[0]:
        near, latest = (*doubtful, near[2]), LESS_LATEST
    onward = max(
        (*_best_decay(split, steps, transitions(past, FADING, *manner), latest), manner)
        for manner in MANNERS
    )
    found = replace(
        recipe,
        neighbours_decay=near[1],
        leaving=near[2],
        latest=latest,
        transitions_decay=onward[1],
        manner=onward[2],
    )
    return _with_best_ridge(split, steps, found, deadline) if ease_affordable(past) else found


def _with_best_ridge(split: Split, steps: Any, recipe: Recipe, deadline: float) -> Recipe:
    """Return the recipe with what EASE reaches most with by itself: ridge, decay and share."""

    def reached(ridge: float, share: float) -> tuple[float, float, float, float]:
        weights = ease(split.train, ridge, share)
        return *_best_decay(split, steps, weights, recipe.latest), ridge, share

    usual, (share, *others) = USUAL_RIDGE, EASE_SHARES
    best = reached(usual, share)
    # Up or down from the usual one, as long as it helps; where time is up, what was found stays.
    for side in ([r for r in reversed(RIDGES) if r < usual], [r for r in RIDGES if r > usual]):
        for ridge in side:
            if time.monotonic() > deadline:
                break
            found = reached(ridge, share)
            if found[0] <= best[0]:
                break
            best = found
    for other in others:
        if time.monotonic() <= deadline:
            best = max(best, reached(best[2], other))
    _, decay, ridge, share = best
    return replace(recipe, ease_decay=decay, ridge=ridge, ease_share=share)


def _best_decay(split: Split, steps: Any, weights: Any, latest: float) -> tuple[float, float]:
    """Return what the best decay reaches, and the decay."""

    def reached(decay: float) -> float:
        scores = Links(NEIGHBOURS, weights, decay, latest).scores(steps)
        return evaluate(scored(scores, split), split).ndcg

    return max((reached(decay), decay) for decay in DECAYS)
