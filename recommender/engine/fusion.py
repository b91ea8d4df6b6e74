"""Several scores made one: each z-scored for each person, then summed with learned weights.

The weights are never negative. On a development part they are those under which what people took
is likeliest, or found from these or from the best single part on by coordinate ascent on NDCG@10;
where their sum is not better there than that part, it stands alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from recommender.engine.candidates import Candidates, apart_name
from recommender.engine.evaluation import Split
from recommender.engine.logit import likeliest
from recommender.engine.ranking import Scores

STEPS = (0.0, 0.03, 0.06, 0.1, 0.15, 0.2, 0.3, 0.45, 0.7, 1.0, 1.5)
ROUNDS = 4
LEAST_GAIN = 1e-3
# The weights are the mean over several draws of people: those of one draw follow its chances. Half
# of them each and a gain worth the name keep out parts that help by chance alone.
BAGS, BAG_SHARE = 8, 0.5
_ROUNDING = 1e-6
_LEAST_SPREAD = 1e-30
_NONE = np.empty(0, dtype=np.int64)
# One number, one for each person (a column), or two columns: for courses with and without history.
Weight = float | NDArray[np.float32]
# How weights are searched for. What comes next is never quite like what came before, and weights
# that begin at what is likeliest bear that better; where both were drawn from the same pot, those
# from the best single part on fit a little more closely. Where courses begin that nobody knew, or
# time has gone on, the likeliest hold as they are, if they are better than the best single part:
# each further step fits what is passing.
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


def scales(scores: Scores) -> Scores:
    """Return 1 / the standard deviation of each row, as a column.

    It is 0 where a row says nothing: mere rounding counts as nothing, as does what is not finite.
    """
    return _centre(scores, np.empty(scores.shape, dtype=np.float32))


def _centre(scores: Scores, found: Scores) -> Scores:
    """Put the distances from each row's mean into ``found``; return what :func:`scales` does."""
    count, ones = max(1, scores.shape[1]), np.ones(scores.shape[1], dtype=np.float32)
    # The overflow of a row that is not finite is of no interest: it has no say.
    with np.errstate(invalid="ignore", over="ignore"):
        # A product with ones is the quickest sum there is; what it is off by comes off right after.
        mean = (scores @ ones / np.float32(count))[:, None]
        np.subtract(scores, mean, out=found)
        found -= (found @ ones / np.float32(count))[:, None]
        spread = np.sqrt(np.vecdot(found, found) / np.float32(count))[:, None]
        says = np.isfinite(spread) & (spread > np.maximum(_ROUNDING * abs(mean), _LEAST_SPREAD))
    silent = ~says.ravel()
    if silent.any():
        found[silent] = 0.0
    scale = np.where(says, 1.0 / np.where(says, spread, 1.0), 0.0)
    return np.asarray(scale, dtype=np.float32)


def z_scores(scores: Scores) -> Scores:
    """Return ``scores`` with mean 0 and deviation 1 in each row; 0 where a row says nothing."""
    if _same_for_all(scores):
        return np.broadcast_to(z_scores(scores[:1]), scores.shape)
    found = np.empty(scores.shape, dtype=np.float32)
    scale = _centre(scores, found)
    found *= scale
    return found


def fuse(
    parts: Iterable[tuple[Weight, Scores]],
    shape: tuple[int, int],
    untaken: NDArray[np.int64] = _NONE,
) -> Scores:
    """Return the weighted sum of the parts' z-scores.

    Parameters
    ----------
    parts
        Weights, and people x courses.
    shape
        People x courses.
    untaken
        Columns of the courses that have no history, and so the second weights where there are two.
    """
    heard = ((_two(weight), scores) for weight, scores in parts if np.any(np.greater(weight, 0)))
    if shape[0] == 1:
        return _fuse_for_one(list(heard), shape, untaken)
    total, found = np.zeros(shape, dtype=np.float32), np.empty(shape, dtype=np.float32)
    for (usual, other), scores in heard:
        if _same_for_all(scores):
            z = z_scores(scores[:1])
            total += usual * z
            total[:, untaken] += (other - usual) * z[:, untaken]
            continue
        scale = _centre(scores, found)
        if len(untaken):
            total[:, untaken] += found[:, untaken] * ((other - usual) * scale)
        found *= usual * scale
        total += found
    return total


def _fuse_for_one(
    parts: Sequence[tuple[tuple[Scores, Scores], Scores]],
    shape: tuple[int, int],
    untaken: NDArray[np.int64],
) -> Scores:
    """Return what :func:`fuse` does for one person, whose parts are as many rows of one table."""
    if not parts:
        return np.zeros(shape, dtype=np.float32)
    weights = np.hstack([np.vstack(pair) for pair, _ in parts])
    z = z_scores(np.vstack([scores for _, scores in parts]))
    found: Scores = weights[:1] @ z
    found[:, untaken] = weights[1:] @ z[:, untaken]
    return found


def _two(weight: Weight) -> tuple[Scores, Scores]:
    """Return a weight as columns: for courses with a history, and for those without."""
    columns = np.atleast_2d(np.asarray(weight, dtype=np.float32))
    return columns[:, :1], columns[:, -1:]


def says_anything(scores: Scores) -> bool:
    """Say whether a part tells courses apart for anybody."""
    return bool(scores.size and scales(scores).any())


def _same_for_all(scores: Scores) -> bool:
    """Say whether one row is shown as that of everybody."""
    return len(scores) > 1 and scores.strides[0] == 0


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
