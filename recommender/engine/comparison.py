"""Compares the fusion with plain methods on people whom the search never saw: rows of a card."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from recommender.engine.baselines import METHODS
from recommender.engine.dataset import Dataset
from recommender.engine.evaluation import Lists, ScoreBlock, Split, coverage, lists
from recommender.engine.fusion import FUSION

K = 10
# How often people are drawn anew for an interval, so many times at once.
DRAWS, _DRAWS_AT_ONCE = 2000, 200
# A figure of fewer would be chance.
LEAST_COLD_COURSES, LEAST_COLD_PEOPLE = 5, 20
GROUP_KINDS = ("department", "role")
LEAST_GROUP = 5
_DIGITS = 5

Row = dict[str, Any]


def compared(
    methods: Mapping[str, ScoreBlock | None], found: Mapping[str, Lists], split: Split, seed: int
) -> list[Row]:
    """Return one row of plain values for each method, in the order of ``METHODS``.

    ``ndcg``, ``recall`` (both at 10) and ``mrr`` are means over people, ``coverage`` is the share
    of the courses that anybody is shown, ``popularity`` the mean percentile (0-1) of the shown
    courses by how many finished them before, ``cold_ndcg`` the NDCG among the courses that nobody
    had finished before. ``difference`` is the method's NDCG minus that of the fusion: the ends of
    its 95 % interval with the mean between them. What cannot be measured is None.

    Parameters
    ----------
    methods
        The scores of each method, None where there is nothing to measure.
    found
        The lists of those that can be measured.
    split
        The people to test.
    seed
        Of the draws of people.
    """
    own = {name: each.ndcg - found[FUSION].ndcg for name, each in found.items() if name != FUSION}
    differences = dict(zip(own, intervals(list(own.values()), seed), strict=True))
    return [
        {
            "method": name,
            **_figures(found.get(name), split),
            "cold_ndcg": _rounded(_cold(methods.get(name), split, seed)),
            "difference": differences.get(name),
        }
        for name in METHODS
    ]


def intervals(differences: list[NDArray[np.float64]], seed: int) -> list[list[float]]:
    """Return low, mean and high of each mean: 95 % of those of people drawn with replacement.

    Efron and Tibshirani, An Introduction to the Bootstrap, 1993: the percentile interval. All are
    given the same draws.

    Parameters
    ----------
    differences
        Arrays of one number for each person.
    seed
        Of the draws.
    """
    if not differences:
        return []
    table = np.stack(differences, axis=1)
    count, random = len(table), np.random.default_rng(seed)
    means = [
        random.multinomial(count, np.full(count, 1.0 / count), _DRAWS_AT_ONCE) @ table / count
        for _ in range(DRAWS // _DRAWS_AT_ONCE)
    ]
    low, high = np.quantile(np.vstack(means), (0.025, 0.975), axis=0)
    found = np.stack([low, table.mean(axis=0), high], axis=1).round(_DIGITS)
    return [[float(value) for value in row] for row in found]


def exposure(found: Lists, split: Split, dataset: Dataset) -> list[Row]:
    """Return what each department and each role is shown, where it has ``LEAST_GROUP`` people.

    Smaller groups would tell about single people.
    """
    has = sp.csc_matrix(dataset.learner_features.matrix[split.people] > 0)
    percentiles = _percentiles(split)
    rows = []
    for column, name in enumerate(dataset.learner_features.names):
        kind, _, group = name.partition(":")
        members = has.indices[has.indptr[column] : has.indptr[column + 1]]
        if kind in GROUP_KINDS and len(members) >= LEAST_GROUP:
            shown = found.shown[members]
            rows.append(
                {
                    "kind": kind,
                    "group": group,
                    "people": len(members),
                    "ndcg": _rounded(float(found.ndcg[members].mean())),
                    "popularity": _rounded(_popularity(shown, percentiles)),
                    "coverage": _rounded(coverage(shown, split.train.shape[1])),
                }
            )
    return sorted(rows, key=lambda row: (row["kind"], -row["people"], row["group"]))


def _figures(found: Lists | None, split: Split) -> Row:
    if found is None:
        return dict.fromkeys(("ndcg", "recall", "mrr", "coverage", "popularity"))
    return {
        "ndcg": _rounded(float(found.ndcg.mean())),
        "recall": _rounded(float(found.recall.mean())),
        "mrr": _rounded(float(found.first.mean())),
        "coverage": _rounded(coverage(found.shown, split.train.shape[1])),
        "popularity": _rounded(_popularity(found.shown, _percentiles(split))),
    }


def _percentiles(split: Split) -> NDArray[np.float64]:
    """Return each course's place by how many finished it before, 0 for the fewest, 1 for the most.

    Equal counts share the mean of their places.
    """
    counts = split.train.course_counts()
    _, place, equal = np.unique(counts, return_inverse=True, return_counts=True)
    ranks = np.cumsum(equal) - (equal + 1) / 2
    return np.asarray(ranks[place] / max(1, len(counts) - 1), dtype=np.float64)


def _popularity(shown: NDArray[np.int64], percentiles: NDArray[np.float64]) -> float | None:
    columns = shown[shown >= 0]
    return float(percentiles[columns].mean()) if len(columns) else None


def _cold(scores: ScoreBlock | None, split: Split, seed: int) -> float | None:
    """Return the NDCG of the courses without a history, ranked among themselves."""
    cold = np.flatnonzero(split.train.course_counts() == 0)
    rows = np.flatnonzero(np.asarray(split.truth[:, cold].sum(axis=1)).ravel())
    if scores is None or len(cold) < LEAST_COLD_COURSES or len(rows) < LEAST_COLD_PEOPLE:
        return None
    # In an order by chance: a method that cannot tell them apart gets nothing out of their places.
    cold = np.random.default_rng(seed).permutation(cold)
    known = split.some(rows)
    among = Split(known.train.only_courses(cold), known.people, known.truth[:, cold])
    return float(lists(lambda people: scores(people)[:, cold], among, K).ndcg.mean())


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, _DIGITS)
