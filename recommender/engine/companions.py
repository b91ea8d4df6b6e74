"""All that stands beside LightFM: fitted on one history, scored in the same way everywhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any

import numpy as np

from recommender.engine.dataset import Dataset
from recommender.engine.interactions import Interactions
from recommender.engine.launch_prior import launch_prior
from recommender.engine.links import Links
from recommender.engine.neighbours import (
    COSINE_SHARE,
    EASE_SHARES,
    USUAL_RIDGE,
    cosine,
    ease,
    ease_affordable,
)
from recommender.engine.ranking import Scores
from recommender.engine.segments import Segments, segments
from recommender.engine.spectral import spectral
from recommender.engine.standing import Standing, popularity, recent_popularity
from recommender.engine.transitions import MANNERS, transitions

EASE, NEIGHBOURS, TRANSITIONS, NEXT = "ease", "neighbours", "transitions", "next"
SPECTRAL = "spectral"
# Transitions count what came some steps later, each step back a little less; ``NEXT`` is about the
# very next course, and so about the latest one above all.
FADING, _NEXT_DECAY = 0.9, 0.5

Part = Links | Standing | Segments


@dataclass(frozen=True)
class Recipe:
    """What the search chose for the companions that have something to choose.

    ``ridge`` is None where EASE is beyond the machine; the decays are those of a person's profile.
    For ``ease_share`` and ``leaving`` see :mod:`recommender.engine.neighbours`; ``manner`` is how
    much a step counts the other way round, and its leaving, for
    :mod:`recommender.engine.transitions`.
    ``latest`` is that of all links; see :class:`recommender.engine.links.Links`.
    ``lately`` adds what is popular of late: only a development part that is cut by time or at
    launches can tell what that is worth.
    """

    ridge: float | None = USUAL_RIDGE
    ease_decay: float = 0.8
    ease_share: float = EASE_SHARES[0]
    neighbours_decay: float = 0.8
    leaving: float = 0.5
    transitions_decay: float = 0.8
    manner: tuple[float, float] = MANNERS[0]
    latest: float = 1.0
    lately: bool = False


def default_recipe(past: Interactions) -> Recipe:
    """Return the recipe where there is nothing to choose by."""
    return Recipe() if ease_affordable(past) else Recipe(ridge=None)


def companions(
    dataset: Dataset, recipe: Recipe, needed: Callable[[str], bool] = lambda _name: True
) -> tuple[Part, ...]:
    """Fit every companion that is ``needed`` by its name on the history of ``dataset``."""
    past = dataset.interactions
    found: Iterator[Part] = chain(
        (
            replace(dataset.predictor.fill(Links(name, weights(), decay)), latest=recipe.latest)
            for name, weights, decay in _item_to_item(past, recipe)
            if needed(name)
        ),
        (replace(dataset.contents.links, latest=recipe.latest),),
        (popularity(past), launch_prior(past), segments(past, dataset.learner_features.matrix)),
        (recent_popularity(past),) if recipe.lately else (),
    )
    return tuple(part for part in found if needed(part.name))


def _item_to_item(
    past: Interactions, recipe: Recipe
) -> Iterator[tuple[str, Callable[[], Any], float]]:
    """Yield names, what gives the weights, and decays."""
    if recipe.ridge is not None:
        ridge, share = recipe.ridge, recipe.ease_share
        yield EASE, lambda: ease(past, ridge, share), recipe.ease_decay
        yield SPECTRAL, lambda: spectral(past), recipe.ease_decay
    near, onward = recipe.neighbours_decay, recipe.transitions_decay
    yield NEIGHBOURS, lambda: cosine(past, recipe.leaving, COSINE_SHARE), near
    yield TRANSITIONS, lambda: transitions(past, FADING, *recipe.manner), onward
    yield NEXT, lambda: transitions(past, 0.0), _NEXT_DECAY


def part_scores(part: Part, steps: Any, features: Any) -> Scores:
    """Return people x courses.

    Parameters
    ----------
    part
        A companion.
    steps
        People x own courses as CSR; see :meth:`recommender.engine.links.Links.scores`.
    features
        People x learner features as CSR, rows summing to 1 or empty.
    """
    if isinstance(part, Links):
        return part.scores(steps)
    if isinstance(part, Segments):
        return part.scores(features)
    return np.broadcast_to(part.values, (steps.shape[0], len(part.values)))
