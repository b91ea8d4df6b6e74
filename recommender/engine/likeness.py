"""Links made of content: courses alike in text, skills and features, with or without a history."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import scipy.linalg as la
import scipy.sparse as sp
from numpy.typing import NDArray

from recommender.engine.factors import Factors, Floats
from recommender.engine.links import Links, highest, placed, strongest

CONTENT = "content"
DECAY = 0.8
LIKE_PER_COURSE = 100
RIDGE = 1.0
MAX_COURSES = 4000
_COLUMNS_AT_ONCE = 512


def content_links(vectors: Any) -> Links:
    """Return the cosines of courses' contents as links; each course's own stays out.

    Parameters
    ----------
    vectors
        Courses x tokens as CSR, rows of length 1 or empty.
    """
    return Links(CONTENT, cosines(vectors, vectors, own=True), DECAY)


def cosines(rows: Any, columns: Any, *, own: bool = False) -> Any:
    """Return the ``LIKE_PER_COURSE`` highest cosines towards each of ``columns``, as CSR float32.

    With ``own``, both are the same courses and none is linked to itself.
    """
    blocks = []
    for start in range(0, columns.shape[0], _COLUMNS_AT_ONCE):
        block = columns[start : start + _COLUMNS_AT_ONCE]
        alike = np.asarray((rows @ block.T).toarray(), dtype=np.float32)
        if own:
            alike[np.arange(start, start + block.shape[0]), np.arange(block.shape[0])] = 0.0
        if rows.shape[0] > LIKE_PER_COURSE:
            alike[~highest(alike, LIKE_PER_COURSE)] = 0.0
        blocks.append(sp.csc_matrix(alike))
    if not blocks:
        return sp.csr_matrix((rows.shape[0], 0), dtype=np.float32)
    return sp.hstack(blocks, format="csr", dtype=np.float32)


class Predictor:
    """Predicts for a course without history what is known of courses like it.

    A ridge regression in closed form on the content of the courses with a history, the
    ``MAX_COURSES`` most taken of them: with K their cosines, new column = mean column +
    (B - mean column) (K + ridge I)^-1 k.

    Parameters
    ----------
    vectors
        Courses x tokens as CSR, rows of length 1 or empty.
    counts
        How many people finished each course.
    """

    def __init__(self, vectors: Any, counts: NDArray[Any]) -> None:
        most = np.argsort(-counts.astype(np.int64), kind="stable")[:MAX_COURSES]
        self._warm, self._cold = np.sort(most[counts[most] > 0]), np.flatnonzero(counts == 0)
        self._size = len(counts)
        usable = len(self._warm) > 0 and len(self._cold) > 0
        self._mix = _mix(vectors, self._warm, self._cold) if usable else None

    def fill(self, links: Links) -> Links:
        """Return ``links`` with the predicted columns of the courses without history."""
        if self._mix is None:
            return links
        known = links.weights[self._warm][:, self._warm]
        means = np.asarray(known.mean(axis=1), dtype=np.float32).reshape(-1, 1)
        blocks = []
        for start in range(0, len(self._cold), _COLUMNS_AT_ONCE):
            mix = self._mix[:, start : start + _COLUMNS_AT_ONCE]
            found = means * (1.0 - mix.sum(axis=0)) + known @ mix
            blocks.append(strongest(found, self._size))
        columns = placed(sp.hstack(blocks), self._warm, self._cold, self._size)
        return replace(links, weights=(links.weights + columns).tocsr())

    def identities(self, factors: Factors) -> Factors:
        """Return ``factors`` with predicted identities of the courses without history.

        What training left there is noise that it never touched: zero where nothing is predicted.
        """
        embeddings, biases = factors.course_embeddings.copy(), factors.course_biases.copy()
        for known in (embeddings, biases[:, None]):
            known[self._cold] = 0.0
            if self._mix is not None:
                own = known[self._warm].astype(np.float64)
                mean = own.mean(axis=0)
                known[self._cold] = mean + self._mix.T @ (own - mean)
        return replace(factors, course_embeddings=embeddings, course_biases=biases)


def _mix(vectors: Any, warm: NDArray[np.int64], cold: NDArray[np.int64]) -> Floats:
    """Return courses with x courses without history: how much of each the prediction takes."""
    own = vectors[warm]
    kernel = (own @ own.T).toarray().astype(np.float64)
    kernel[np.diag_indices_from(kernel)] += RIDGE
    factor = la.cho_factor(kernel, overwrite_a=True)
    found = np.empty((len(warm), len(cold)), dtype=np.float32)
    for start in range(0, len(cold), _COLUMNS_AT_ONCE):
        block = slice(start, start + _COLUMNS_AT_ONCE)
        found[:, block] = la.cho_solve(factor, (own @ vectors[cold[block]].T).toarray())
    return found
