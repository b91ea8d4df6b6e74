"""Ranks any number of learners from a file of vectors, in durable blocks, into a file of lists.

What was broken off goes on: the length of the file of lists says how many learners have theirs.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from serve.vectors import TOP, seen

from recommender.engine.ranking import best_by_vectors
from recommender.engine.training import DIMENSIONS

BLOCK = 10_000
_BYTES = np.dtype(np.int32).itemsize


@dataclass(frozen=True)
class Stream:
    """A folder with the vectors of courses and learners, and the lists made of them."""

    folder: Path
    learners: int
    courses: int
    seed: int

    def make(self) -> None:
        """Write made-up vectors, unless they are there."""
        random = np.random.default_rng(self.seed)
        np.save(self._place("courses.npy"), _vectors(self.courses, random))
        path = self._place("learners.npy")
        if path.exists():
            return
        self._place("lists.bin").unlink(missing_ok=True)
        unfinished = path.with_suffix(".part")
        head = {"descr": "<f4", "fortran_order": False, "shape": (self.learners, DIMENSIONS)}
        with unfinished.open("wb") as file:
            np.lib.format.write_array_header_1_0(file, head)
            for start in range(0, self.learners, BLOCK):
                file.write(_vectors(min(BLOCK, self.learners - start), random).tobytes())
        unfinished.replace(path)

    def done(self) -> int:
        """Return how many learners have their list."""
        path = self._place("lists.bin")
        return path.stat().st_size // (TOP * _BYTES) if path.exists() else 0

    def rank(self, show: Callable[[int], None]) -> None:
        """Rank for everybody who has no list yet; tells after each block how many have one."""
        courses = np.load(self._place("courses.npy"), mmap_mode="r")
        with self._place("lists.bin").open("ab") as lists:
            lists.truncate(self.done() * TOP * _BYTES)
            for start in range(self.done(), self.learners, BLOCK):
                # Mapped anew for each block, so that what was read does not stay in memory.
                learners = np.load(self._place("learners.npy"), mmap_mode="r")
                some = learners[start : start + BLOCK]
                known = seen(len(some), self.courses, np.random.default_rng([self.seed, start]))
                for columns, _scores in best_by_vectors(some, courses, TOP, known):
                    lists.write(columns.astype(np.int32).tobytes())
                lists.flush()
                show(start + len(some))

    def _place(self, name: str) -> Path:
        """Return a file of its own for each size and seed: what was broken off goes on alone."""
        return self.folder / f"{self.learners}-{self.courses}-{self.seed}-{name}"


def _vectors(count: int, random: np.random.Generator) -> np.ndarray:
    return random.standard_normal((count, DIMENSIONS), dtype=np.float32)
