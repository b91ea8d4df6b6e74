"""Several scores made one: each z-scored for each person, then summed with learned weights.

The weights are never negative. They are found by coordinate ascent on NDCG@10 over a development
part, from those on under which what people took is likeliest, or from the best single part; where
their sum is not better there than that part, it stands alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recommender.engine.evaluation import Split
from recommender.engine.logit import likeliest
from recommender.engine.ranking import Scores

K = 10
STEPS = (0.0, 0.03, 0.06, 0.1, 0.15, 0.2, 0.3, 0.45, 0.7, 1.0, 1.5)
ROUNDS = 4
LEAST_GAIN = 1e-3
POOL = 120
# The weights are the mean over several draws of people: those of one draw follow its chances. Half
# of them each and a gain worth the name keep out parts that help by chance alone.
BAGS, BAG_SHARE = 8, 0.5
_ROUNDING = 1e-6
_LEAST_SPREAD = 1e-30
_DISCOUNTS = 1.0 / np.log2(np.arange(2, K + 2))


Weight = float | NDArray[np.float32]


@dataclass(frozen=True)
class Learned:
    """The weights (they sum to 1), what they reach on the development part, and each part alone."""

    weights: dict[str, float]
    reached: float
    alone: dict[str, float]


def scales(scores: Scores) -> tuple[Scores, Scores]:
    """Return the mean and 1 / the standard deviation of each row, as columns.

    Where a row says nothing (mere rounding counts as nothing, as does what is not finite) the
    second is 0.
    """
    return _centre(scores, np.empty(scores.shape, dtype=np.float32))


def _centre(scores: Scores, found: Scores) -> tuple[Scores, Scores]:
    """Put the distances from each row's mean into ``found``; return what :func:`scales` does."""
    count, ones = max(1, scores.shape[1]), np.ones(scores.shape[1], dtype=np.float32)
    # The overflow of a row that is not finite is of no interest: it has no say.
    with np.errstate(invalid="ignore", over="ignore"):
        # A product with ones is the quickest sum there is; what it is off by comes off right after.
        mean = (scores @ ones / np.float32(count))[:, None]
        np.subtract(scores, mean, out=found)
        off = (found @ ones / np.float32(count))[:, None]
        found -= off
        spread = np.sqrt(np.vecdot(found, found) / np.float32(count))[:, None]
        says = np.isfinite(spread) & (spread > np.maximum(_ROUNDING * abs(mean), _LEAST_SPREAD))
    silent = ~says.ravel()
    if silent.any():
        found[silent] = 0.0
    scale = np.where(says, 1.0 / np.where(says, spread, 1.0), 0.0)
    return (mean + off).astype(np.float32), scale.astype(np.float32)


def z_scores(scores: Scores) -> Scores:
    """Return ``scores`` with mean 0 and deviation 1 in each row; 0 where a row says nothing."""
    if _same_for_all(scores):
        return np.broadcast_to(z_scores(scores[:1]), scores.shape)
    found = np.empty(scores.shape, dtype=np.float32)
    _, scale = _centre(scores, found)
    found *= scale
    return found


def fuse(parts: Iterable[tuple[Weight, Scores]], shape: tuple[int, int]) -> Scores:
    """Return the weighted sum of the parts' z-scores; ``shape`` is people x courses.

    A weight is one number, or one for each person as a column.
    """
    heard = ((weight, scores) for weight, scores in parts if np.any(np.greater(weight, 0)))
    if shape[0] == 1:
        return _fuse_for_one(list(heard), shape)
    total, found = np.zeros(shape, dtype=np.float32), np.empty(shape, dtype=np.float32)
    for weight, scores in heard:
        if _same_for_all(scores):
            total += np.asarray(weight, dtype=np.float32) * z_scores(scores[:1])
            continue
        _, scale = _centre(scores, found)
        found *= np.asarray(weight, dtype=np.float32) * scale
        total += found
    return total


def _fuse_for_one(parts: Sequence[tuple[Weight, Scores]], shape: tuple[int, int]) -> Scores:
    """Return what :func:`fuse` does for one person, whose parts are as many rows of one table."""
    if not parts:
        return np.zeros(shape, dtype=np.float32)
    weights = np.array([[float(np.sum(weight)) for weight, _ in parts]], dtype=np.float32)
    found: Scores = weights @ z_scores(np.vstack([scores for _, scores in parts]))
    return found


def says_anything(scores: Scores) -> bool:
    """Say whether a part tells courses apart for anybody."""
    return bool(scores.size and scales(scores)[1].any())


def _same_for_all(scores: Scores) -> bool:
    """Say whether one row is shown as that of everybody."""
    return len(scores) > 1 and scores.strides[0] == 0


def learn(parts: Mapping[str, Scores], split: Split, *, ahead: bool = True) -> Learned:
    """Find the weights that rank the development part best.

    Parameters
    ----------
    parts
        By name: people of ``split`` x courses.
    split
        The development part.
    ahead
        Whether it was cut off at the end. What comes next is never quite like what came before, and
        weights that begin at what is likeliest bear that better; where both parts were drawn from
        the same pot, those from the best single part on fit a little more closely.
    """
    pool = _Pool.of(parts, split)
    alone = {name: pool.ndcg(scores) for name, scores in pool.parts.items()}
    best = max(alone, key=lambda name: alone[name])
    random = np.random.default_rng(0)
    size = int(np.ceil(len(split.people) * BAG_SHARE))
    bags = [pool.some(random.choice(len(split.people), size, replace=False)) for _ in range(BAGS)]
    begin = likeliest(pool.parts, pool.missing, pool.truth) if ahead else dict.fromkeys(alone, 0.0)
    if not any(begin.values()):
        begin[best] = 1.0
    found = [_ascend(bag, alone, begin) for bag in bags]
    weights = {name: sum(each[name] for each in found) / BAGS for name in alone}
    reached = pool.ndcg(pool.sum(weights))
    if reached <= alone[best]:
        weights, reached = dict.fromkeys(alone, 0.0) | {best: 1.0}, alone[best]
    return Learned(weights, reached, alone)


def _ascend(
    pool: _Pool, alone: Mapping[str, float], begin: Mapping[str, float]
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


@dataclass(frozen=True)
class _Pool:
    """Each person's candidates, some hundred, so that a trial costs little.

    Whatever no part has among its best ``POOL`` can hardly be among the ten best of a sum.
    """

    parts: dict[str, Scores]
    missing: Scores
    truth: NDArray[np.bool_]
    ideals: NDArray[np.float64]

    @classmethod
    def of(cls, parts: Mapping[str, Scores], split: Split) -> _Pool:
        seen = split.train.matrix()[split.people].toarray() > 0
        truth = split.truth.toarray() > 0
        found = np.zeros(seen.shape, dtype=bool)
        for scores in parts.values():
            _mark_best(found, np.where(seen, -np.inf, z_scores(scores)))
        found &= ~seen
        width = max(K, int(found.sum(axis=1).max(initial=0)))
        columns = np.argsort(~found, axis=1, kind="stable")[:, :width]
        there = np.take_along_axis(found, columns, axis=1)
        wanted = np.minimum(truth.sum(axis=1), K)
        return cls(
            {name: _taken(z_scores(found), columns, there) for name, found in parts.items()},
            np.where(there, 0.0, -1e9).astype(np.float32),
            np.take_along_axis(truth, columns, axis=1) & there,
            np.cumsum(_DISCOUNTS)[np.maximum(wanted, 1) - 1],
        )

    def some(self, rows: NDArray[np.int64]) -> _Pool:
        return _Pool(
            {name: scores[rows] for name, scores in self.parts.items()},
            self.missing[rows],
            self.truth[rows],
            self.ideals[rows],
        )

    def sum(self, weights: Mapping[str, float]) -> Scores:
        total = np.zeros_like(self.missing)
        for name, weight in weights.items():
            total += np.float32(weight) * self.parts[name]
        return total

    def ndcg(self, scores: Scores) -> float:
        usable = scores + self.missing
        k = min(K, usable.shape[1])
        best = np.argpartition(-usable, k - 1, axis=1)[:, :k]
        order = np.argsort(-np.take_along_axis(usable, best, axis=1), axis=1, kind="stable")
        hits = np.take_along_axis(self.truth, np.take_along_axis(best, order, axis=1), axis=1)
        return float(((hits * _DISCOUNTS[:k]).sum(axis=1) / self.ideals).mean())


def _mark_best(found: NDArray[np.bool_], scores: Scores) -> None:
    k = min(POOL, scores.shape[1])
    best = np.argpartition(-scores, k - 1, axis=1)[:, :k]
    np.put_along_axis(found, best, True, axis=1)


def _taken(scores: Scores, columns: NDArray[Any], there: NDArray[np.bool_]) -> Scores:
    return np.where(there, np.take_along_axis(scores, columns, axis=1), 0.0).astype(np.float32)
