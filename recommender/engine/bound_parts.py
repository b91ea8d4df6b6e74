"""The companions of a model over a catalogue: the same parts with its columns."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from recommender.engine.companions import Part
from recommender.engine.likeness import CONTENT, cosines
from recommender.engine.model import Model
from recommender.engine.ridge import Ridge
from recommender.engine.segments import Segments
from recommender.engine.standing import Standing


def bound(model: Model, rows: NDArray[np.int64], unknown: Any, ridge: Ridge) -> tuple[Part, ...]:
    """Return the model's parts with the catalogue's columns in place of the model's courses.

    Parameters
    ----------
    rows
        The model's row of each course of the catalogue, -1 where it knows none.
    unknown
        Contents of the catalogue's courses that the model does not know, as rows of tokens; they
        get links by content.
    ridge
        Predicts for these courses all other links, as training does for courses without history.
    """
    if np.array_equal(rows, np.arange(len(model.courses))):
        return model.parts
    return tuple(_bound(part, model, rows, unknown, ridge) for part in model.parts)


def _bound(part: Part, model: Model, rows: NDArray[np.int64], unknown: Any, ridge: Ridge) -> Part:
    if isinstance(part, Segments):
        return replace(part, lifts=_moved(part.lifts, rows))
    if isinstance(part, Standing):
        values = np.full(len(rows), part.newcomer, dtype=np.float32)
        values[rows >= 0] = part.values[rows[rows >= 0]]
        return replace(part, values=values)
    if not unknown.shape[0]:
        return replace(part, weights=_moved(part.weights, rows))
    by_content = part.name == CONTENT
    new = cosines(model.content, unknown) if by_content else ridge.columns(part.weights)
    return replace(part, weights=_moved(part.weights, rows, new))


def _moved(weights: Any, rows: NDArray[np.int64], new: Any | None = None) -> Any:
    """Return ``weights`` with the catalogue's columns: the model's by ``rows``, ``new`` elsewhere.

    Each weight gets the number of its new column: a product with a table of ones takes much longer.
    """
    known = rows >= 0
    columns = np.full(weights.shape[1], -1, dtype=np.int32)
    columns[rows[known]] = np.flatnonzero(known)
    if new is not None:
        weights = sp.hstack([weights, new], format="csr")
        columns = np.concatenate([columns, np.flatnonzero(~known).astype(np.int32)])
    places, values, starts = columns[weights.indices], weights.data, weights.indptr
    stays = places >= 0
    if not stays.all():
        starts = np.concatenate([[0], np.cumsum(stays)])[starts]
        places, values = places[stays], values[stays]
    return sp.csr_matrix((values, places, starts), shape=(weights.shape[0], len(rows)))
