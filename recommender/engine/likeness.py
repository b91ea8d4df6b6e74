"""Links made of content: courses alike in text, skills and features, with or without a history."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from recommender.engine.factors import Factors
from recommender.engine.links import Links, most, most_of, placed, turned
from recommender.engine.ridge import Ridge

CONTENT = "content"
# What somebody's courses are about fades less than which of them came last: none is held down.
DECAY = 1.0
LIKE_PER_COURSE = 100
# So many that a table of theirs stays in a processor's cache.
_COURSES_AT_ONCE, _ROWS_AT_ONCE = 256, 512
# Where fewer words than this are shared by a pair on average, most share none.
_MOSTLY_NOTHING = 0.1


def content_links(vectors: Any) -> Links:
    """Return the cosines of courses' contents as links; each course's own stays out.

    Parameters
    ----------
    vectors
        Courses x tokens as CSR, rows of length 1 or empty.
    """
    return Links(CONTENT, cosines(vectors, vectors, own=True), DECAY)


def cosines(rows: Any, columns: Any, *, own: bool = False) -> Any:
    """Return ``rows`` x ``columns`` as CSR float32: for each column the highest cosines.

    They are ``LIKE_PER_COURSE`` at most; of courses that are alike to the same degree the first
    count.

    Parameters
    ----------
    rows, columns
        Courses x tokens as CSR, rows of length 1 or empty.
    own
        Says that both are the same courses, none of which is linked to itself.
    """
    owners = np.bincount(rows.indices, minlength=rows.shape[1])
    blocks = [sp.csc_matrix((rows.shape[0], 0), dtype=np.float32)]
    for start in range(0, columns.shape[0], _COURSES_AT_ONCE):
        block = columns[start : start + _COURSES_AT_ONCE]
        itself = np.arange(start, start + block.shape[0]) if own else None
        shared = int(owners[block.indices].sum())
        if shared < _MOSTLY_NOTHING * rows.shape[0] * block.shape[0]:
            blocks.append(_few_alike(rows, block, itself))
            continue
        alike = _table(rows, block)
        if itself is not None:
            alike[np.arange(len(itself)), itself] = 0.0
        blocks.append(most(alike, LIKE_PER_COURSE))
    return sp.hstack(blocks, format="csr", dtype=np.float32)


def _few_alike(rows: Any, block: Any, itself: NDArray[np.int64] | None) -> Any:
    """Return the highest cosines as CSC, none towards ``itself``; most pairs share nothing."""
    alike = (rows @ block.T).tocsc().astype(np.float32)
    if itself is not None:
        alike.data[alike.indices == np.repeat(itself, np.diff(alike.indptr))] = 0.0
    return most_of(alike, LIKE_PER_COURSE)


def _table(rows: Any, block: Any) -> NDArray[np.float32]:
    """Return all cosines, courses of ``block`` x ``rows``.

    Most pairs share some word: then a product that does not look for zeros is the quicker one.
    """
    known = np.unique(block.indices)
    rows, others = rows[:, known], turned(block[:, known].toarray())
    found = np.empty((block.shape[0], rows.shape[0]), dtype=np.float32)
    for start in range(0, rows.shape[0], _ROWS_AT_ONCE):
        found[:, start : start + _ROWS_AT_ONCE] = (rows[start : start + _ROWS_AT_ONCE] @ others).T
    return found


class Predictor:
    """Predicts for a course without history what is known of courses like it.

    Parameters
    ----------
    vectors
        Courses x tokens as CSR, rows of length 1 or empty.
    counts
        How many people finished each course.
    """

    def __init__(self, vectors: Any, counts: NDArray[Any]) -> None:
        self._cold = np.flatnonzero(counts == 0)
        self._ridge = Ridge(vectors, counts, vectors[self._cold])

    def fill(self, links: Links) -> Links:
        """Return ``links`` with the predicted columns of the courses without history."""
        if not self._ridge.predicts:
            return links
        size = links.weights.shape[0]
        columns = placed(self._ridge.columns(links.weights), np.arange(size), self._cold, size)
        return replace(links, weights=(links.weights + columns).tocsr())

    def identities(self, factors: Factors) -> Factors:
        """Return ``factors`` with predicted identities of the courses without history.

        What training left there is noise that it never touched: zero where nothing is predicted.
        """
        embeddings, biases = factors.course_embeddings.copy(), factors.course_biases.copy()
        for known in (embeddings, biases[:, None]):
            known[self._cold] = self._ridge.values(known)
        return replace(factors, course_embeddings=embeddings, course_biases=biases)
