"""How good a ranking is: parts of the history held out, and what is measured on them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from recommender.engine.interactions import Interactions
from recommender.engine.ranking import Scores, top_k

# Gives people x courses for the rows of people.
ScoreBlock = Callable[[NDArray[np.int64]], Scores]

# What fewer people take is mostly chance.
MIN_TEST_PEOPLE = 50
# So many people's scores are held at once.
_BLOCK = 1000


@dataclass(frozen=True)
class Split:
    """A history cut in two: ``people`` are learner rows, ``truth`` what they took afterwards.

    ``truth`` is people x courses as CSR, its rows in the order of ``people``.
    """

    train: Interactions
    people: NDArray[np.int64]
    truth: Any

    @property
    def untaken(self) -> NDArray[np.int64]:
        """Columns of the courses without a history in the training part."""
        return np.flatnonzero(self.train.course_counts() == 0)

    def some(self, rows: NDArray[np.int64]) -> Split:
        """Return the same with only those people who stand at these rows of ``people``."""
        return Split(self.train, self.people[rows], self.truth[rows])


@dataclass(frozen=True)
class Lists:
    """The best courses of each person of a split, and what these are worth to each of them.

    Attributes
    ----------
    shown
        People x k: courses' columns, best first, -1 where there were no more.
    ndcg, recall
        At k, one number for each person.
    first
        1 / the place of the first course that was taken, in the order of the whole catalogue.
    """

    shown: NDArray[np.int64]
    ndcg: NDArray[np.float64]
    recall: NDArray[np.float64]
    first: NDArray[np.float64]


@dataclass(frozen=True)
class Metrics:
    """Quality of a ranking: means over people, and the share of courses shown to anybody.

    ``people`` is how many they are, ``ndcg_error`` the standard error of the mean.
    """

    ndcg: float
    recall: float
    coverage: float
    people: int
    ndcg_error: float


def temporal_split(past: Interactions, share: float, limit: int, seed: int) -> Split:
    """Hold out the last ``share`` of the dated completions, for people who have earlier ones.

    Undated completions take no part at all. At most ``limit`` people, drawn with ``seed``, are
    tested.
    """
    dated, late = late_in_time(past, share)
    return split_at(dated, late, limit, seed)


def late_in_time(past: Interactions, share: float) -> tuple[Interactions, NDArray[np.bool_]]:
    """Return the dated completions, and which of them are the last ``share`` in time."""
    dated = past.subset(np.isfinite(past.times))
    if not len(dated):
        return dated, np.zeros(0, dtype=bool)
    return dated, dated.times > np.quantile(dated.times, 1.0 - share)


def last_out_split(past: Interactions, limit: int, seed: int, among: int = 1) -> Split:
    """Hold out the last completion of people with at least two; at most ``limit`` people.

    With ``among`` above 1, one drawn from each person's last so many, and the others stay: what
    stands at the very end may be an exception.
    """
    counts = np.bincount(past.learner_rows, minlength=len(past.learners))
    drawn = np.random.default_rng(seed).integers(0, np.clip(counts, 1, among))
    held = (past.steps_back() == drawn[past.learner_rows]) & (counts[past.learner_rows] > 1)
    people = _some(np.unique(past.learner_rows[held]), limit, seed)
    return split_at(past, held & np.isin(past.learner_rows, people), limit, seed)


def random_split(past: Interactions, share: float, limit: int, seed: int) -> Split:
    """Hold out ``share`` of the completions at random; at most ``limit`` people are tested."""
    held = np.random.default_rng(seed).random(len(past)) < share
    return split_at(past, held, limit, seed)


def lists(scores: ScoreBlock, split: Split, k: int = 10) -> Lists:
    """Rank the whole catalogue for the people of ``split`` and compare with what they took.

    NDCG is binary with the ideal cut at ``k``; courses of the training part are left out.
    ``scores`` gets learner rows and returns learners x courses.
    """
    train, count = split.train.matrix(), len(split.people)
    shown = np.full((count, k), -1, dtype=np.int64)
    ndcg, recall, first = np.zeros(count), np.zeros(count), np.zeros(count)
    discounts = 1.0 / np.log2(np.arange(2, k + 2))
    ideals = np.cumsum(discounts)
    for start in range(0, count, _BLOCK):
        people = split.people[start : start + _BLOCK]
        unseen = train[people].toarray() == 0
        truth = split.truth[start : start + _BLOCK].toarray() > 0
        found = scores(people)
        usable = np.where(unseen & np.isfinite(found), found, -np.inf)
        first[start : start + _BLOCK] = _first(usable, truth)
        for row, best in enumerate(top_k(found, unseen, k), start=start):
            hits, wanted = truth[row - start, best], int(truth[row - start].sum())
            shown[row, : len(best)] = best
            ndcg[row] = (hits * discounts[: len(best)]).sum() / ideals[min(wanted, k) - 1]
            recall[row] = hits.sum() / wanted
    return Lists(shown, ndcg, recall, first)


def _first(usable: NDArray[Any], truth: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return 1 / the place of the first true course of each row, 0 where none has a score."""
    true = np.where(truth, usable, -np.inf)
    column = true.argmax(axis=1)
    best = true[np.arange(len(true)), column][:, None]
    before = (usable > best).sum(axis=1)
    # Equal scores keep the order of the columns, as in what is shown.
    before += ((usable == best) & (np.arange(usable.shape[1]) < column[:, None])).sum(axis=1)
    return np.where(np.isfinite(best.ravel()), 1.0 / (1 + before), 0.0)


def scored(scores: Scores, split: Split) -> ScoreBlock:
    """Return what gives the rows of ``scores`` for people of ``split``, its own order of rows."""
    row_of = np.zeros(split.train.shape[0], dtype=np.int64)
    row_of[split.people] = np.arange(len(split.people))
    return lambda people: scores[row_of[people]]


def evaluate(scores: ScoreBlock, split: Split, k: int = 10) -> Metrics:
    """Return the means of :func:`lists`, and the share of the courses that anybody is shown."""
    found, people = lists(scores, split, k), len(split.people)
    return Metrics(
        ndcg=float(found.ndcg.mean()) if people else 0.0,
        recall=float(found.recall.mean()) if people else 0.0,
        coverage=coverage(found.shown, split.train.shape[1]),
        people=people,
        ndcg_error=float(found.ndcg.std() / np.sqrt(people)) if people else 0.0,
    )


def coverage(shown: NDArray[np.int64], courses: int) -> float:
    """Return which share of the courses is among those that are shown to anybody."""
    return len(np.unique(shown[shown >= 0])) / max(1, courses)


def popularity(train: Interactions) -> ScoreBlock:
    """Score every course by how many people finished it: the baseline that must be beaten."""
    counts = train.course_counts().astype(np.float32)
    return lambda people: np.tile(counts, (len(people), 1))


def split_at(
    past: Interactions,
    held: NDArray[np.bool_],
    limit: int,
    seed: int,
    dropped: NDArray[np.bool_] | None = None,
) -> Split:
    """Hold out the completions of ``held`` for people who keep others; ``dropped`` are in no part.

    At most ``limit`` people, drawn with ``seed``, are tested.
    """
    train = past.subset(~held if dropped is None else ~(held | dropped))
    known = np.isin(past.learner_rows, train.learner_rows)
    people = _some(np.unique(past.learner_rows[held & known]), limit, seed)
    test = held & np.isin(past.learner_rows, people)
    rows = np.searchsorted(people, past.learner_rows[test])
    truth = sp.csr_matrix(
        (np.ones(len(rows), dtype=np.float32), (rows, past.course_rows[test])),
        shape=(len(people), len(past.courses)),
    )
    return Split(train, people, truth)


def _some(people: NDArray[Any], limit: int, seed: int) -> NDArray[np.int64]:
    if len(people) > limit:
        people = np.random.default_rng(seed).choice(people, limit, replace=False)
    return np.sort(people).astype(np.int64)
