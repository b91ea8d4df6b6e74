"""Sparse matrices as arrays: what goes in comes out, and of no other shape."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.sparse as sp

from recommender.engine.sparse import read_sparse, sparse_arrays

MATRIX = sp.csr_matrix(np.array([[0, 1.5, 0], [2, 0, 0]], dtype=np.float32))


@pytest.mark.parametrize("matrix", [MATRIX, MATRIX[:0], MATRIX[:, :0]])
def test_what_is_taken_apart_is_put_together_again(matrix: sp.csr_matrix) -> None:
    arrays = sparse_arrays("gap", matrix) | sparse_arrays("content", MATRIX)
    for rows in (None, matrix.shape[0]):
        found = read_sparse(arrays, "gap", matrix.shape[1], rows)
        assert found.shape == matrix.shape
        assert (found != matrix).nnz == 0
        assert found.dtype == np.float32
    assert np.shares_memory(read_sparse(arrays, "content", 3).data, MATRIX.data)


def test_another_number_of_rows_is_refused() -> None:
    arrays = sparse_arrays("gap", MATRIX)
    for rows in (1, 3):
        with pytest.raises(ValueError, match="index pointer"):
            read_sparse(arrays, "gap", 3, rows)


def test_an_array_that_is_missing_is_named() -> None:
    arrays = sparse_arrays("gap", MATRIX)
    del arrays["gap_starts"]
    with pytest.raises(KeyError, match="gap_starts"):
        read_sparse(arrays, "gap", 3)
