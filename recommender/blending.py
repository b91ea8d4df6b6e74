"""The gap as the first voice and the engine as the second: one score a course, and its parts."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from recommender.ranks import last_ranks

MOST_ENGINE = 0.35
HALF_TRUST = 10
MODE_FIT = 0.03
STALE = 0.05
DIVERSITY = 0.15
# Where the engine ranks alone; more of it costs accuracy (see docs/adr/0014).
DIVERSITY_ALONE = 0.1
POOL = 60
# What sums of equal numbers differ in beyond these places is rounding.
_DECIMALS = 12

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Blend:
    """How the voices are blended, where a site has figures of its own.

    ``engine`` is the most that the engine's part can be where a gap is to be closed, 0-1; ``mode``
    what a way of learning adds that suits, ``stale`` what a review that is out of date takes away,
    and ``diversity`` what a course loses that is the same as one above it: all on the scale of the
    score, 0-1.
    """

    engine: float = MOST_ENGINE
    mode: float = MODE_FIT
    stale: float = STALE
    diversity: float = DIVERSITY


USUAL = Blend()


@dataclass(frozen=True, slots=True)
class Blended:
    """A person's courses scored: ``score`` = ``gap`` + ``engine`` + ``mode`` - ``stale``.

    ``gap`` and ``engine`` are percentiles (0-1) times their part of the whole, which is
    1 - ``trust`` and ``trust``. ``mode`` is what a way of learning adds that suits, ``stale`` what
    a review that is out of date takes away. All are per course.
    """

    score: Floats
    gap: Floats
    engine: Floats
    mode: Floats
    stale: Floats
    trust: float


def trust_in_engine(
    finished: int, gains: Floats, allowed: Mask, most: float = MOST_ENGINE
) -> float:
    """Return the engine's part of the score, 0-1.

    Parameters
    ----------
    finished
        How many courses the person finished: who is new is ranked by the gap alone.
    gains, allowed
        What each course closes, and which of them may be shown. Where no course that may be shown
        closes anything, the engine ranks alone.
    most
        What it is never above otherwise.
    """
    if not ((gains > 0) & allowed).any():
        return 1.0
    return min(most, finished / (finished + HALF_TRUST))


def blended(
    values: Floats,
    engine: Floats,
    suits: Mask,
    stale: Mask,
    allowed: Mask,
    trust: float,
    blend: Blend = USUAL,
) -> Blended:
    """Blend both rankings of the courses that may be shown; the others score -inf.

    Parameters
    ----------
    values
        Gain by the hour of each course.
    engine
        The engine's score of each course, on any scale.
    suits, stale
        Masks of the courses whose way of learning suits, and of those that are out of date.
    allowed
        Mask of the courses that may be shown.
    trust
        The engine's part, as of :func:`trust_in_engine`.
    blend
        What a suitable way of learning adds, and an old review takes away.
    """
    values = np.round(values, _DECIMALS)
    gap = (1 - trust) * np.where(values > 0, percentiles(values, allowed), 0.0)
    second = trust * percentiles(engine, allowed)
    mode, less = np.where(suits, blend.mode, 0.0), np.where(stale, blend.stale, 0.0)
    score = np.where(allowed, np.round(gap + second + mode - less, _DECIMALS), -np.inf)
    return Blended(score, gap, second, mode, less, trust)


def without_engine(both: Blended) -> Blended:
    """Return what ranks the same courses by all but the engine; equal gaps stay equal."""
    rest = np.round(both.gap + both.mode - both.stale, _DECIMALS)
    score = np.where(np.isfinite(both.score), rest, -np.inf)
    return replace(both, score=score, engine=np.zeros(len(score)))


def percentiles(scores: Floats, allowed: Mask) -> Floats:
    """Return, for each course that may be shown, the share of the others that it is not below."""
    found = np.zeros(len(scores))
    count = int(allowed.sum())
    if count > 0:
        found[allowed] = last_ranks(scores[allowed]) / count
    return found


def in_order(both: Blended, ties_by: Floats, most: int | None = None) -> NDArray[np.int64]:
    """Return the columns that may be shown, best first; ``ties_by`` orders equal scores.

    At most ``most`` of them, where so many are enough.
    """
    (columns,) = np.isfinite(both.score).nonzero()
    if most is not None and len(columns) > most:
        least = np.partition(both.score[columns], -most)[-most]
        columns = columns[both.score[columns] >= least]
    order = np.lexsort((columns, -ties_by[columns], -both.score[columns]))
    found: NDArray[np.int64] = columns[order][:most]
    return found


def varied(
    order: NDArray[np.int64],
    score: Floats,
    k: int,
    alike: Floats,
    diversity: float = DIVERSITY,
) -> list[int]:
    """Return ``k`` of the best columns, so that they are not all alike (MMR).

    Parameters
    ----------
    order
        Columns, best first.
    score
        By column.
    k
        How many at most.
    alike
        Of the first ``POOL`` columns of ``order``, pairs: how alike two courses are, 0-1.
    diversity
        What a course loses that is the same as one chosen before, on the scale of ``score``.
    """
    pool = order[:POOL]
    worth, losses, loss = score[pool].astype(np.float64), diversity * alike, np.zeros(len(pool))
    chosen: list[int] = []
    while len(chosen) < min(k, len(pool)):
        best = int((worth - loss).argmax())
        chosen.append(best)
        worth[best] = -np.inf
        np.maximum(loss, losses[best], out=loss)
    rest = range(POOL, min(len(order), POOL + k - len(chosen)))
    return [int(order[each]) for each in (*chosen, *rest)]


def stretched(scores: Floats, order: NDArray[np.int64]) -> Floats:
    """Return scores so that the first ``POOL`` of ``order`` lie between 0 and 1."""
    pool = scores[order[:POOL]]
    low, high = (float(pool.min()), float(pool.max())) if len(pool) else (0.0, 0.0)
    return (scores - low) / (high - low) if high > low else np.zeros(len(scores))


def moved_up(order: NDArray[np.int64], without: NDArray[np.int64], column: int) -> int:
    """Return how many places the engine moved a course up; below 0 where it moved it down."""
    return int(np.flatnonzero(without == column)[0] - np.flatnonzero(order == column)[0])
