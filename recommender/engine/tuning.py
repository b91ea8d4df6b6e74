"""What suits this site: epochs, companion and its weight, chosen on a development part."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recommender.engine.evaluation import (
    MIN_TEST_PEOPLE,
    Metrics,
    ScoreBlock,
    Split,
    evaluate,
    popularity,
)
from recommender.engine.interactions import Interactions
from recommender.engine.neighbours import DECAY, RIDGES, cosine, ease, ease_affordable
from recommender.engine.ranking import Scores, blend

CHECKPOINTS = (4, 8, 12, 16, 24, 32, 48, 64, 90)
# The factors keep at least a quarter: only they know the features of a course without history,
# and a development part cut from the past shows hardly any such course.
WEIGHTS = (0.0, 0.25, 0.5, 0.75)
PATIENCE = 3
DEVELOPMENT_PEOPLE = 1500
DEFAULT_EPOCHS = 16
DEFAULT_WEIGHT = 0.5

ScoresAfter = Callable[[int, int], ScoreBlock]


@dataclass(frozen=True)
class Search:
    """What was chosen: ``ridge`` None means cosine; ``measured`` holds each method's figures."""

    epochs: int
    ridge: float | None
    weight: float
    measured: dict[str, Metrics]
    complete: bool

    def card(self, completions: int, people: int) -> dict[str, Any]:
        """Return what the model card keeps, as plain values."""
        return {
            "completions": completions,
            "people": people,
            "epochs": self.epochs,
            "companion": "cosine" if self.ridge is None else "ease",
            "ridge": self.ridge,
            "search_complete": self.complete,
            "development_people": next((m.people for m in self.measured.values()), 0),
            "ndcg_at_10": {name: round(m.ndcg, 5) for name, m in self.measured.items()},
            "recall_at_10": {name: round(m.recall, 5) for name, m in self.measured.items()},
        }


def companion(past: Interactions, ridge: float | None) -> Any:
    """Return the item-item weights: EASE with ``ridge``, or cosine without."""
    return cosine(past) if ridge is None else ease(past, ridge)


def neighbour_scores(train: Interactions, links: Any) -> ScoreBlock:
    """Score courses by the links from each person's own courses, the latest weighing most."""
    profile = train.profile(DECAY)

    def scores(people: NDArray[np.int64]) -> Scores:
        return np.asarray((profile[people] @ links).toarray(), dtype=np.float32)

    return scores


def search(split: Split, scores_after: ScoresAfter, deadline: float) -> Search:
    """Find the epochs, the companion and its weight that rank the development part best.

    Parameters
    ----------
    split
        The development part. With too few people in it nothing is chosen: plain defaults.
    scores_after
        Given (epochs, epochs already trained) trains on and returns the factors' scores.
    deadline
        A ``time.monotonic`` moment after which no further step is begun.
    """
    if len(split.people) < MIN_TEST_PEOPLE:
        ridge = RIDGES[0] if ease_affordable(split.train) else None
        return Search(DEFAULT_EPOCHS, ridge, DEFAULT_WEIGHT, {}, complete=True)
    ridge, links, alone = _best_companion(split, deadline)
    epochs, factors, complete = _best_epochs(split, scores_after, deadline)
    mixed = _by_weight(split, factors, neighbour_scores(split.train, links))
    weight = max(mixed, key=lambda each: mixed[each].ndcg)
    measured = {
        "popularity": evaluate(popularity(split.train), split),
        "neighbours": alone,
        "lightfm": mixed[0.0],
        "blend": mixed[weight],
    }
    return Search(epochs, ridge, weight, measured, complete)


def _best_epochs(
    split: Split, scores_after: ScoresAfter, deadline: float
) -> tuple[int, ScoreBlock, bool]:
    """Train on until it no longer helps; return epochs, their scores, and if time sufficed."""
    best, since, previous = -1.0, 0, 0
    epochs, factors = 0, popularity(split.train)
    for checkpoint in CHECKPOINTS:
        scores = scores_after(checkpoint, previous)
        previous = checkpoint
        reached = evaluate(scores, split).ndcg
        since += 1
        if reached > best:
            best, since, epochs, factors = reached, 0, checkpoint, scores
        if since >= PATIENCE:
            break
        if time.monotonic() > deadline:
            return epochs, factors, False
    return epochs, factors, True


def _best_companion(split: Split, deadline: float) -> tuple[float | None, Any, Metrics]:
    def measured(ridge: float | None) -> tuple[float | None, Any, Metrics]:
        links = companion(split.train, ridge)
        return ridge, links, evaluate(neighbour_scores(split.train, links), split)

    best = measured(None)
    for ridge in RIDGES if ease_affordable(split.train) else ():
        if time.monotonic() > deadline:
            break
        best = max(best, measured(ridge), key=lambda tried: tried[2].ndcg)
    return best


def _by_weight(split: Split, factors: ScoreBlock, neighbours: ScoreBlock) -> dict[float, Metrics]:
    def mixed(weight: float) -> ScoreBlock:
        return lambda people: blend(factors(people), neighbours(people), weight)

    return {weight: evaluate(mixed(weight), split) for weight in WEIGHTS}
