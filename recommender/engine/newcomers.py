"""Weights for people of whom little is known: what leads from own courses says nothing there.

Somebody without any course is ranked by weights of their own, learned on the same people as the
others with their courses out of sight; each course that becomes known brings the usual weights
nearer, until they hold alone. After how many courses that is so is learned as well: on one site a
single course tells what comes next, on another three tell little.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from recommender.engine.ascent import learn
from recommender.engine.evaluation import MIN_TEST_PEOPLE, Split, evaluate, scored
from recommender.engine.fusion import says_anything
from recommender.engine.ranking import Scores
from recommender.engine.weighing import FAMILIAR, Weighing


def newcomers_weights(parts: Mapping[str, Scores], split: Split) -> dict[str, float]:
    """Return weights that sum to 1, for people without any course.

    Parameters
    ----------
    parts
        By name: people of ``split`` x courses as z-scores, as if they had no courses.
    split
        The development part.
    """
    heard = {name: scores for name, scores in parts.items() if says_anything(scores)}
    return dict.fromkeys(parts, 0.0) | (learn(heard, split).weights if heard else {})


def familiar_after(
    parts: Mapping[str, Scores], weighing: Weighing, known: NDArray[np.integer], split: Split
) -> int:
    """Return how many courses suffice for the usual weights: what ranks those with few best.

    ``FAMILIAR`` where the development part has too few such people to tell.

    Parameters
    ----------
    parts
        By name: people of ``split`` x courses as z-scores, with the courses that they have.
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
        found = replace(weighing, familiar=familiar).fused(own, known[few], split.untaken)
        return evaluate(scored(found, some), some).ndcg

    # Among equals the first: where nothing tells, newcomers become familiar slowly.
    return max(range(FAMILIAR, 0, -1), key=reached)
