"""Who could be shown what: each person's candidates, with what every part says of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recommender.engine.evaluation import Split
from recommender.engine.ranking import Scores

K = 10
POOL = 120
# Far below all scores, as of what is no candidate.
FAR_BELOW = np.float32(-1e9)
_DISCOUNTS = 1.0 / np.log2(np.arange(2, K + 2))


def apart_name(name: str) -> str:
    """Name what a part says of courses without a history, where that is weighed by itself."""
    return f"{name}, untaken"


@dataclass(frozen=True)
class Candidates:
    """Each person's candidates, some hundred, so that a trial costs little.

    Whatever no part has among its best ``POOL`` can hardly be among the ``K`` best of a sum. Those
    who have fewer candidates than others have places that hold none.

    Attributes
    ----------
    parts
        By name: people x candidates, z-scores over the whole catalogue, 0 where there is none.
    missing
        People x candidates: 0, or ``FAR_BELOW`` where there is none.
    truth
        People x candidates: what was taken.
    ideals
        The most that the sum of discounted hits can be for each person.
    untaken
        People x candidates: which courses have no history.
    """

    parts: dict[str, Scores]
    missing: Scores
    truth: NDArray[np.bool_]
    ideals: NDArray[np.float64]
    untaken: NDArray[np.bool_]

    @classmethod
    def of(cls, parts: Mapping[str, Scores], split: Split) -> Candidates:
        """Take the candidates out of ``parts``: z-scores by name, people x courses.

        What a person has finished already is none of theirs.
        """
        seen = split.train.matrix()[split.people].toarray() > 0
        truth = split.truth.toarray() > 0
        found = np.zeros(seen.shape, dtype=bool)
        for scores in parts.values():
            _mark_best(found, np.where(seen, -np.inf, scores))
        found &= ~seen
        width = max(K, int(found.sum(axis=1).max(initial=0)))
        columns = np.argsort(~found, axis=1, kind="stable")[:, :width]
        there = np.take_along_axis(found, columns, axis=1)
        wanted = np.minimum(truth.sum(axis=1), K)
        return cls(
            {name: _taken(scores, columns, there) for name, scores in parts.items()},
            np.where(there, np.float32(0.0), FAR_BELOW),
            np.take_along_axis(truth, columns, axis=1) & there,
            np.cumsum(_DISCOUNTS)[np.maximum(wanted, 1) - 1],
            (split.train.course_counts() == 0)[columns] & there,
        )

    def apart(self, names: Collection[str]) -> Candidates:
        """Return the same with two parts for each of these, one of which is silent for a course."""
        parts = dict(self.parts)
        for name in names:
            scores = self.parts[name]
            parts[name] = np.where(self.untaken, np.float32(0.0), scores)
            parts[apart_name(name)] = np.where(self.untaken, scores, np.float32(0.0))
        return replace(self, parts=parts)

    def some(self, rows: NDArray[np.int64]) -> Candidates:
        """Return the same with the people at these rows alone, in their order."""
        return Candidates(
            {name: scores[rows] for name, scores in self.parts.items()},
            self.missing[rows],
            self.truth[rows],
            self.ideals[rows],
            self.untaken[rows],
        )

    def sum(self, weights: Mapping[str, float]) -> Scores:
        """Return people x candidates: the sum of the parts that have a weight."""
        total = np.zeros_like(self.missing)
        for name, weight in weights.items():
            total += np.float32(weight) * self.parts[name]
        return total

    def ndcg(self, scores: Scores) -> float:
        """Return the mean NDCG@10 of scores, people x candidates."""
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
