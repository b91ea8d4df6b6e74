"""A sparse matrix as plain arrays, and back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import scipy.sparse as sp

_PARTS = ("weights", "columns", "starts")


def sparse_arrays(name: str, matrix: Any) -> dict[str, Any]:
    """Return a CSR matrix as three arrays, whose names begin with its own."""
    parts = matrix.data, matrix.indices, matrix.indptr
    return {f"{name}_{each}": array for each, array in zip(_PARTS, parts, strict=True)}


def read_sparse(arrays: Mapping[str, Any], name: str, columns: int, rows: int | None = None) -> Any:
    """Return the CSR matrix that :func:`sparse_arrays` took apart, without a copy.

    Parameters
    ----------
    arrays
        By name, among others those of this matrix.
    name
        Of the matrix.
    columns, rows
        Its shape; where no rows are given it has as many as the arrays tell.

    Raises
    ------
    KeyError
        If an array is missing.
    ValueError
        If the arrays do not make a matrix of this shape.
    """
    parts = tuple(arrays[f"{name}_{each}"] for each in _PARTS)
    shape = len(parts[-1]) - 1 if rows is None else rows, columns
    return sp.csr_matrix(parts, shape=shape, copy=False)
