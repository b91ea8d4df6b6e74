"""Indices about a role: their direction, how far they lie apart, and what is none."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.skills.indices import Index, apart, disagree

DAY = date(2026, 1, 1)
places = st.floats(0, 100)


def index(percentile: float | None, better: bool = True, **more: Any) -> Index:
    return Index("Any", DAY, "Somebody", percentile=percentile, higher_is_better=better, **more)


def test_a_high_exposure_is_a_bad_prospect() -> None:
    assert index(90).prospects == 0.9
    assert index(90, better=False).prospects == pytest.approx(0.1)
    assert index(None, value=3.0).prospects is None


@pytest.mark.parametrize(
    ("indices", "told"),
    [
        ([], None),
        ([index(90)], None),
        ([index(90), index(None, value=1.0)], None),
        ([index(90), index(10, better=False)], 0.0),
        ([index(90), index(50)], 0.4),
        ([index(90), index(50, better=False), index(20)], 0.7),
    ],
)
def test_they_are_as_far_apart_as_the_best_and_the_worst(
    indices: list[Index], told: float | None
) -> None:
    assert apart(indices) == (None if told is None else pytest.approx(told))
    assert disagree(indices) is (told is not None and told > 0.4)


@given(st.lists(places, min_size=2, max_size=6))
def test_turning_every_index_round_changes_nothing(found: list[float]) -> None:
    one = apart([index(each) for each in found])
    other = apart([index(each, better=False) for each in found])
    assert one == pytest.approx(other)


@pytest.mark.parametrize("fields", [{"percentile": None}, {"percentile": 101.0}])
def test_what_says_nothing_or_lies_off_the_scale_is_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="Any"):
        index(**fields)
