"""Weights for people of whom little is known: what leads from own courses says nothing there.

Somebody without any course is ranked by weights of their own, learned on the same people as the
others with their courses out of sight; each course that becomes known brings the usual weights
nearer, until they hold alone. After how many courses that is so is learned as well: on one site a
single course tells what comes next, on another three tell little.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from recommender.engine.evaluation import MIN_TEST_PEOPLE, Split, evaluate, scored
from recommender.engine.fusion import fuse, learn, says_anything
from recommender.engine.ranking import Scores

# Whoever has so many courses is no newcomer anywhere.
FAMILIAR = 3


def newcomers_weights(parts: Mapping[str, Scores], split: Split) -> dict[str, float]:
    """Return weights that sum to 1, for people without any course.

    Parameters
    ----------
    parts
        By name: people of ``split`` x courses, scored as if they had none.
    split
        The development part.
    """
    heard = {name: scores for name, scores in parts.items() if says_anything(scores)}
    return dict.fromkeys(parts, 0.0) | (learn(heard, split).weights if heard else {})


@dataclass(frozen=True)
class Weighing:
    """What each part weighs by its name: as usual, and for people without any course.

    Whoever has ``familiar`` courses, 1 to ``FAMILIAR``, is ranked by the usual weights alone.
    """

    usual: Mapping[str, float]
    newcomers: Mapping[str, float]
    familiar: int = FAMILIAR

    def of(self, name: str, known: NDArray[np.integer]) -> NDArray[np.float32]:
        """Return a part's weight for people with so many known courses each, as a column."""
        usual, first = self.usual.get(name, 0.0), self.newcomers.get(name, 0.0)
        share = np.minimum(np.asarray(known, dtype=np.float32) / self.familiar, np.float32(1.0))
        return np.asarray(first + np.float32(usual - first) * share, dtype=np.float32)[:, None]

    def fused(self, parts: Mapping[str, Scores], known: NDArray[np.integer]) -> Scores:
        """Return the fusion of ``parts`` (people x courses) for people with so many courses."""
        shape = len(known), next(iter(parts.values())).shape[1]
        return fuse(((self.of(name, known), scores) for name, scores in parts.items()), shape)

    def has_a_say(self, name: str) -> bool:
        """Say whether a part counts for anybody."""
        return self.usual.get(name, 0.0) > 0 or self.newcomers.get(name, 0.0) > 0


def familiar_after(
    parts: Mapping[str, Scores], weighing: Weighing, known: NDArray[np.integer], split: Split
) -> int:
    """Return how many courses suffice for the usual weights: what ranks those with few best.

    ``FAMILIAR`` where the development part has too few such people to tell.

    Parameters
    ----------
    parts
        By name: people of ``split`` x courses, scored with the courses that they have.
    weighing
        The weights to go from and to.
    known
        How many courses each person of ``split`` has.
    split
        The development part.
    """
    few = np.flatnonzero(known < FAMILIAR)
    if len(few) < MIN_TEST_PEOPLE:
        return FAMILIAR
    some, own = split.some(few), {name: scores[few] for name, scores in parts.items()}

    def reached(familiar: int) -> float:
        found = replace(weighing, familiar=familiar).fused(own, known[few])
        return evaluate(scored(found, some), some).ndcg

    # Among equals the first: where nothing tells, newcomers become familiar slowly.
    return max(range(FAMILIAR, 0, -1), key=reached)
