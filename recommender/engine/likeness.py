"""Links made of content: courses alike in text, skills and features, with or without a history."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from recommender.engine.factors import Factors
from recommender.engine.links import Links, highest, placed
from recommender.engine.ridge import Ridge

CONTENT = "content"
DECAY = 0.8
LIKE_PER_COURSE = 100
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
