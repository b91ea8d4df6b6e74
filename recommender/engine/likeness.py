"""Links made of content: courses alike in text, skills and features, with or without a history."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import scipy.linalg as la
import scipy.sparse as sp
from numpy.typing import NDArray

from recommender.engine.factors import Factors
from recommender.engine.links import Links, placed, strongest

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
            least = np.partition(alike, -LIKE_PER_COURSE, axis=0)[-LIKE_PER_COURSE]
            alike[alike < least] = 0.0
        blocks.append(sp.csc_matrix(alike))
    if not blocks:
        return sp.csr_matrix((rows.shape[0], 0), dtype=np.float32)
    return sp.hstack(blocks, format="csr", dtype=np.float32)


class Predictor:
    """Predicts for a course without history what is known of courses like it.

    A ridge regression in closed form on the content of the courses with a history: with K their
    cosines, new column = mean column + (B - mean column) (K + ridge I)^-1 k.
    """

    def __init__(self, vectors: Any, taken: NDArray[np.bool_]) -> None:
        self._warm, self._cold = np.flatnonzero(taken), np.flatnonzero(~taken)
        self._size = len(taken)
        usable = 0 < len(self._warm) <= MAX_COURSES and len(self._cold) > 0
        self._mix = _mix(vectors, self._warm, self._cold) if usable else None

    def fill(self, links: Links) -> Links:
        """Return ``links`` with the predicted columns of the courses without history."""
        if self._mix is None:
            return links
        known = links.weights[self._warm][:, self._warm]
        means = np.asarray(known.mean(axis=1), dtype=np.float64).reshape(-1, 1)
        found = means * (1.0 - self._mix.sum(axis=0)) + known @ self._mix
        columns = placed(strongest(found), self._warm, self._cold, self._size)
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


def _mix(vectors: Any, warm: NDArray[np.int64], cold: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return courses with x courses without history: how much of each the prediction takes."""
    own = vectors[warm]
    kernel = (own @ own.T).toarray()
    kernel[np.diag_indices_from(kernel)] += RIDGE
    alike = (own @ vectors[cold].T).toarray()
    return np.asarray(la.solve(kernel, alike, assume_a="pos", overwrite_a=True), np.float64)
