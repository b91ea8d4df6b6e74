"""Weights of a fusion under which it ranks a development part best.

They are never negative. They are those under which what people took is likeliest, or found from
these or from the best single part on by coordinate ascent on NDCG@10; where the sum is not better
there than that part, it stands alone.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from recommender.engine.candidates import Candidates, apart_name
from recommender.engine.evaluation import Split
from recommender.engine.logit import likeliest
from recommender.engine.ranking import Scores

# What is tried for a part, as a multiple of the weights of all others together.
STEPS = (0.0, 0.03, 0.06, 0.1, 0.15, 0.2, 0.3, 0.45, 0.7, 1.0, 1.5)
ROUNDS = 4
LEAST_GAIN = 1e-3
# The weights are the mean over several draws of people: those of one draw follow its chances. Half
# of them each and a gain worth the name keep out parts that help by chance alone.
BAGS, BAG_SHARE = 8, 0.5
# How weights are searched for. What comes next is never quite like what came before, and weights
# that begin at what is likeliest bear that better; where both were drawn from the same pot, those
# from the best single part on fit a little more closely. Where courses begin that nobody knew, the
# likeliest hold as they are, if they are better than the best single part: each further step fits
# what is passing.
Manner = Literal["from best", "further", "likeliest"]
FROM_BEST: Manner = "from best"
FURTHER: Manner = "further"
LIKELIEST: Manner = "likeliest"


@dataclass(frozen=True)
class Learned:
    """The weights (they sum to 1), what they reach on the development part, and each part alone.

    ``untaken`` are those for courses without a history; empty where they are as for all others.
    """

    weights: dict[str, float]
    reached: float
    alone: dict[str, float]
    untaken: dict[str, float] = field(default_factory=dict)


def learn(
    parts: Mapping[str, Scores],
    split: Split,
    manner: Manner = FURTHER,
    apart: Collection[str] = (),
) -> Learned:
    """Find the weights that rank the development part best.

    Parameters
    ----------
    parts
        By name: people of ``split`` x courses, as z-scores.
    split
        The development part.
    manner
        How they are searched for; which suits which cut is told beside :data:`FROM_BEST`.
    apart
        Parts that are weighed anew for courses without a history: some must have been taken.
    """
    pool = Candidates.of(parts, split)
    alone = {name: pool.ndcg(scores) for name, scores in pool.parts.items()}
    best = max(alone, key=lambda name: alone[name])
    pool = pool.apart(apart) if apart else pool
    none = dict.fromkeys(pool.parts, 0.0)
    begin = none if manner == FROM_BEST else likeliest(pool.parts, pool.missing, pool.truth)
    if not any(begin.values()):
        begin[best] = 1.0
    good = manner == LIKELIEST and pool.ndcg(pool.sum(begin)) > alone[best]
    found = begin if good else _ascended(pool, begin)
    weights = {name: found[name] for name in alone}
    whole, reached = sum(weights.values()), pool.ndcg(pool.sum(found))
    if whole == 0.0 or reached <= alone[best]:
        return Learned(dict.fromkeys(alone, 0.0) | {best: 1.0}, alone[best], alone)
    untaken = {name: found.get(apart_name(name), found[name]) / whole for name in alone}
    weights = {name: weight / whole for name, weight in weights.items()}
    return Learned(weights, reached, alone, untaken if apart else {})


def _ascended(pool: Candidates, begin: Mapping[str, float]) -> dict[str, float]:
    """Return the mean of the weights that several draws of people lead to."""
    random, people = np.random.default_rng(0), len(pool.truth)
    size = int(np.ceil(people * BAG_SHARE))
    bags = [pool.some(random.choice(people, size, replace=False)) for _ in range(BAGS)]
    alone = {name: pool.ndcg(scores) for name, scores in pool.parts.items()}
    found = [_ascend(bag, alone, begin) for bag in bags]
    return {name: sum(each[name] for each in found) / BAGS for name in alone}


def _ascend(
    pool: Candidates, alone: Mapping[str, float], begin: Mapping[str, float]
) -> dict[str, float]:
    """Return weights that sum to 1, changed one after the other; what is best alone comes first."""
    order = sorted(alone, key=lambda name: -alone[name])
    weights = dict(begin)
    total = pool.sum(weights)
    reached = pool.ndcg(total)
    for _ in range(ROUNDS):
        before = reached
        for name in order:
            rest = sum(weights.values()) - weights[name]
            if rest <= 0:
                continue
            part = pool.parts[name]
            others = total - np.float32(weights[name]) * part
            tried = [(pool.ndcg(others + np.float32(s * rest) * part), s) for s in STEPS]
            found, step = max(tried, key=lambda each: each[0])
            if found > reached + LEAST_GAIN:
                reached, weights[name] = found, step * rest
                total = others + np.float32(weights[name]) * part
        if reached == before:
            break
    whole = sum(weights.values())
    return {name: weight / whole for name, weight in weights.items()}
