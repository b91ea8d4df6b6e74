"""Made-up vectors, ranked in the ways that are compared: product and top ten alone."""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.sparse as sp
from lightfm import LightFM

from recommender.engine.ranking import ROWS, best_by_vectors, best_of_one
from recommender.engine.training import DIMENSIONS

TOP = 10
SEEN = 8
PREDICTED = 100
ONE_BY_ONE = 500
try:
    from implicit.cpu.topk import topk
except ImportError:
    topk = None


class Vectors:
    """Courses and learners as vectors, and what each learner has seen."""

    def __init__(self, courses: int, people: int, seed: int) -> None:
        random = np.random.default_rng(seed)
        self.courses = random.normal(size=(courses, DIMENSIONS)).astype(np.float32)
        self.learners = random.normal(size=(people, DIMENSIONS)).astype(np.float32)
        self.seen = seen(people, courses, random)
        self._across = np.ascontiguousarray(self.courses.T)
        self._lightfm = _lightfm(self.courses, self.learners)

    def product(self) -> int:
        """Multiply only, as many at once as are ranked at once: a floor."""
        cells = np.empty((ROWS, len(self.courses)), dtype=np.float32)
        for start in range(0, len(self.learners), ROWS):
            rows = self.learners[start : start + ROWS]
            np.matmul(rows, self._across, out=cells[: len(rows)])
        return len(self.learners)

    def in_blocks(self) -> int:
        """Rank everybody as the engine does."""
        for _best in best_by_vectors(self.learners, self.courses, TOP, self.seen):
            pass
        return len(self.learners)

    def by_implicit(self) -> int:
        """Rank everybody with the library implicit."""
        topk(self.courses, self.learners, TOP, filter_query_items=self.seen, num_threads=1)
        return len(self.learners)

    def one_product(self) -> int:
        """Multiply only, for one learner at a time: a floor."""
        for learner in self.learners[:ONE_BY_ONE]:
            self.courses @ learner
        return min(ONE_BY_ONE, len(self.learners))

    def one_by_one(self) -> int:
        """Rank for one learner at a time."""
        starts, columns = self.seen.indptr.tolist(), self.seen.indices
        for row, learner in enumerate(self.learners[:ONE_BY_ONE]):
            scores = self.courses @ learner
            scores[columns[starts[row] : starts[row + 1]]] = -np.inf
            best_of_one(scores, TOP)
        return min(ONE_BY_ONE, len(self.learners))

    def by_lightfm(self) -> int:
        """Rank for one learner at a time with LightFM's own predict, in one thread."""
        everything = np.arange(len(self.courses), dtype=np.int32)
        for learner in range(PREDICTED):
            scores = self._lightfm.predict(learner, everything, num_threads=1)
            np.argpartition(-scores, TOP)[:TOP]
        return PREDICTED


def seen(people: int, courses: int, random: np.random.Generator) -> Any:
    """Return people x courses as CSR with some courses of each person, in order."""
    columns = np.sort(random.integers(0, courses, size=(people, SEEN)), axis=1)
    starts = np.arange(0, people * SEEN + 1, SEEN)
    ones = np.ones(people * SEEN, dtype=np.float32)
    return sp.csr_matrix((ones, columns.ravel(), starts), shape=(people, courses))


def _lightfm(courses: np.ndarray, learners: np.ndarray) -> LightFM:
    found = LightFM(no_components=DIMENSIONS)
    found.fit(sp.identity(2, dtype=np.float32, format="coo"), epochs=0)
    found.item_embeddings, found.user_embeddings = courses, learners
    found.item_biases = np.zeros(len(courses), dtype=np.float32)
    found.user_biases = np.zeros(len(learners), dtype=np.float32)
    return found
