"""Who finished what: completions as one sparse matrix of people and courses, oldest first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import chain
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

MIN_COMPLETIONS = 200
MIN_LEARNERS = 20

Completion = tuple[str, str, datetime | None]


@dataclass(frozen=True)
class IdMap:
    """Ids and the rows they have in a matrix, both ways."""

    ids: tuple[str, ...]

    @classmethod
    def of(cls, ids: Iterable[str]) -> IdMap:
        """Give each distinct id the next row, in the order of first appearance."""
        return cls(tuple(dict.fromkeys(ids)))

    @cached_property
    def _row_of(self) -> dict[str, int]:
        return {name: row for row, name in enumerate(self.ids)}

    def __len__(self) -> int:
        return len(self.ids)

    def __iter__(self) -> Iterator[str]:
        return iter(self.ids)

    def __contains__(self, name: object) -> bool:
        return name in self._row_of

    def row(self, name: str) -> int | None:
        """Return the row of ``name``, or None if it is unknown."""
        return self._row_of.get(name)

    def rows(self, names: Iterable[str]) -> NDArray[np.int64]:
        """Return the rows of those ``names`` that are known, in their order."""
        found = (self._row_of.get(name) for name in names)
        return np.array([row for row in found if row is not None], dtype=np.int64)

    def pairs(self, lists: Iterable[Iterable[str]]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return, for each known name in one of ``lists``, that list's place and the name's row."""
        known = [[self._row_of[name] for name in each if name in self._row_of] for each in lists]
        places = np.repeat(np.arange(len(known)), [len(each) for each in known])
        return places, np.fromiter(chain.from_iterable(known), dtype=np.int64, count=len(places))

    def rows_or_missing(self, names: Iterable[str]) -> NDArray[np.int64]:
        """Return one row for each of ``names``, -1 where it is unknown."""
        return np.array([self._row_of.get(name, -1) for name in names], dtype=np.int64)


@dataclass(frozen=True)
class Interactions:
    """Completions as parallel arrays, sorted by learner row and then oldest first.

    ``times`` are seconds since 1970 in UTC, NaN where the date is unknown. A pair of learner and
    course stands there once, at its first known date; undated completions count as the oldest,
    in the order in which they came.
    """

    learners: IdMap
    courses: IdMap
    learner_rows: NDArray[np.int32]
    course_rows: NDArray[np.int32]
    times: NDArray[np.float64]

    @classmethod
    def from_completions(cls, completions: Iterable[Completion], courses: IdMap) -> Interactions:
        """Gather ``(learner id, course id, date or None)``; unknown courses are left out."""
        earliest: dict[tuple[str, int], float] = {}
        for learner, course, date in completions:
            row = courses.row(course)
            if row is None:
                continue
            time = np.nan if date is None else date.timestamp()
            known = earliest.get((learner, row), np.nan)
            earliest[learner, row] = float(np.fmin(time, known))
        learners = IdMap.of(learner for learner, _ in earliest)
        learner_rows = learners.rows_or_missing(learner for learner, _ in earliest)
        course_rows = np.array([row for _, row in earliest], dtype=np.int32)
        times = np.array(list(earliest.values()), dtype=np.float64)
        when = np.where(np.isnan(times), -np.inf, times)
        order = np.lexsort((np.arange(len(times)), when, learner_rows))
        return cls(
            learners,
            courses,
            learner_rows[order].astype(np.int32),
            course_rows[order],
            times[order],
        )

    def __len__(self) -> int:
        return len(self.times)

    @property
    def shape(self) -> tuple[int, int]:
        """Number of people and number of courses."""
        return len(self.learners), len(self.courses)

    def subset(self, mask: NDArray[np.bool_]) -> Interactions:
        """Return the completions that ``mask`` keeps, over the same people and courses."""
        return Interactions(
            self.learners,
            self.courses,
            self.learner_rows[mask],
            self.course_rows[mask],
            self.times[mask],
        )

    def latest(self, count: int) -> Interactions:
        """Return each person's latest ``count`` completions, over the same people and courses."""
        late = self.steps_back() < count
        return self if late.all() else self.subset(late)

    def matrix(self) -> Any:
        """Return people x courses as CSR, float32 ones."""
        return self._csr(np.ones(len(self), dtype=np.float32))

    def steps(self) -> Any:
        """Return people x courses as CSR: 1 for a person's latest course, 2 for the one before."""
        return self._csr((self.steps_back() + 1).astype(np.float32))

    def steps_back(self) -> NDArray[np.int64]:
        """Return how many later completions the same person has, for each completion."""
        ends = self._ends()
        return np.asarray(ends[self.learner_rows] - 1 - np.arange(len(self)), dtype=np.int64)

    def only_courses(self, rows: NDArray[np.int64]) -> Interactions:
        """Return the same people's history over the courses at these rows alone, in their order."""
        place = np.full(len(self.courses), -1, dtype=np.int32)
        place[rows] = np.arange(len(rows), dtype=np.int32)
        kept = place[self.course_rows] >= 0
        return Interactions(
            self.learners,
            IdMap(tuple(self.courses.ids[row] for row in rows)),
            self.learner_rows[kept],
            place[self.course_rows[kept]],
            self.times[kept],
        )

    def course_counts(self) -> NDArray[np.int64]:
        """Return the number of people who finished each course."""
        return np.bincount(self.course_rows, minlength=len(self.courses)).astype(np.int64)

    def history(self, learner: str) -> tuple[str, ...]:
        """Return the ids of the courses that ``learner`` finished, oldest first."""
        row = self.learners.row(learner)
        if row is None:
            return ()
        end = int(self._ends()[row])
        start = end - int(np.count_nonzero(self.learner_rows == row))
        return tuple(self.courses.ids[course] for course in self.course_rows[start:end])

    def histories(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Yield each learner's id with the courses they finished, oldest first."""
        ends = self._ends()
        start = 0
        for learner, end in zip(self.learners, ends, strict=True):
            yield learner, tuple(self.courses.ids[row] for row in self.course_rows[start:end])
            start = end

    def _ends(self) -> NDArray[np.int64]:
        counts = np.bincount(self.learner_rows, minlength=len(self.learners))
        return np.cumsum(counts).astype(np.int64)

    def _csr(self, values: NDArray[np.float32]) -> Any:
        return sp.csr_matrix((values, (self.learner_rows, self.course_rows)), shape=self.shape)


def shortfall(interactions: Interactions) -> str | None:
    """Say in one sentence what is missing for training, or return None if there is enough."""
    people = len(np.unique(interactions.learner_rows))
    if len(interactions) >= MIN_COMPLETIONS and people >= MIN_LEARNERS:
        return None
    return (
        f"Not enough history yet: {len(interactions)} completions by {people} people; "
        f"training needs {MIN_COMPLETIONS} by {MIN_LEARNERS}."
    )
