"""The places of values, held against those that scipy gives."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.ranks import last_ranks, mean_ranks

# Few different values, so that many are equal; nothing can be below what may not be shown.
some = st.lists(
    st.sampled_from([-np.inf, -1.5, -0.0, 0.0, 0.25, 1e9]) | st.floats(0, 1), max_size=30
)


@given(some)
def test_equal_values_share_the_mean_of_their_places(values: Sequence[float]) -> None:
    from scipy.stats import rankdata  # longer to load than most files of tests

    assert mean_ranks(np.array(values)).tolist() == rankdata(values).tolist()


@given(some)
def test_a_last_place_counts_the_values_that_one_is_not_below(values: Sequence[float]) -> None:
    from scipy.stats import rankdata

    assert last_ranks(np.array(values)).tolist() == rankdata(values, method="max").tolist()


@pytest.mark.parametrize("ranks", [mean_ranks, last_ranks])
def test_without_a_tie_both_are_the_places_in_the_order(ranks: object) -> None:
    assert callable(ranks)
    assert ranks(np.array([0.3, 0.1, 0.2], dtype=np.float32)).tolist() == [3, 1, 2]
