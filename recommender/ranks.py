"""The places of values in their order, equal ones sharing a place.

scipy.stats has the same, but to load it takes longer than all else that a command loads.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def mean_ranks(values: NDArray[np.floating[Any]]) -> Floats:
    """Return each value's place from 1, the lowest first; equal ones have the mean of theirs.

    Parameters
    ----------
    values
        Of one dimension and without NaN.
    """
    _, of_each, counts = np.unique(values, return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    return np.asarray((ends - (counts - 1) / 2)[of_each], dtype=np.float64)


def last_ranks(values: NDArray[np.floating[Any]]) -> Floats:
    """Return how many values each one is not below, itself included.

    Parameters
    ----------
    values
        Of one dimension and without NaN.
    """
    order = np.argsort(values)
    ranked = values[order]
    lasts = np.flatnonzero(np.append(ranked[1:] != ranked[:-1], [True] * (len(values) > 0)))
    found = np.empty(len(values))
    found[order] = np.repeat(lasts + 1.0, np.diff(lasts, prepend=-1))
    return found
