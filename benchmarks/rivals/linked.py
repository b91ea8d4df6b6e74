"""The item-item methods, each with the settings that suit the held-out part best."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from recommender.engine.evaluation import Metrics, ScoreBlock, Split
from recommender.engine.links import Links
from recommender.engine.neighbours import DECAYS, RIDGES, cosine, ease, ease_affordable
from recommender.engine.transitions import transitions

SHRINKAGES, MORE_RIDGES = (5.0, 20.0, 50.0), (50.0, 200.0, 500.0)

Measure = Callable[[ScoreBlock], Metrics]


def tuned(split: Split, measured: Measure) -> dict[str, Metrics]:
    """Return each method with the settings that suit the held-out part best."""
    return {name: _best(each, split, measured) for name, each in _tried(split).items()}


def _tried(split: Split) -> dict[str, list[Links]]:
    past = split.train
    similar = [cosine(past, shrinkage=shrinkage) for shrinkage in SHRINKAGES]
    found = {
        "item-kNN": [Links("", each, 1.0) for each in similar],
        "item-kNN, recency": [Links("", each, d) for each in similar for d in DECAYS[1:]],
        "transitions": [Links("", transitions(past, 0.9), decay) for decay in DECAYS],
    }
    if ease_affordable(past):
        weights = [ease(past, ridge) for ridge in (*RIDGES, *MORE_RIDGES)]
        found["EASE"] = [Links("", each, 1.0) for each in weights]
        found["EASE, recency"] = [Links("", each, d) for each in weights for d in DECAYS[1:]]
    return found


def _best(tried: Sequence[Links], split: Split, measured: Measure) -> Metrics:
    steps = split.train.steps()
    found = [measured(lambda rows, e=each: e.scores(steps[rows])) for each in tried]
    return max(found, key=lambda each: each.ndcg)
