"""What a training returns: Phillips' form, the widest range, and no credit by itself."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.skills.returns import (
    BENEFIT,
    COST,
    CREDITED,
    FEES,
    FIGURES,
    HIRES,
    PEOPLE,
    Estimate,
    estimate,
    returned,
)

# 10 people at 500 and 20 hours of 50, and 5,000 besides: 20,000. Two hires of 15,000 and 1 hour a
# month each for a year: 36,000, of which half is credited.
PLAIN = {
    "people": 10,
    "fees": 500,
    "hours": 20,
    "hour_cost": 50,
    "other_cost": 5000,
    "hires": 2,
    "cost_per_hire": 15_000,
    "hours_saved": 1,
    "credited": 0.5,
}
GIVEN = {name: Estimate(value, value, value) for name, value in PLAIN.items()}
amounts = st.floats(0, 1e6)


def test_it_is_phillips_form() -> None:
    found = returned(GIVEN)
    assert found.cost is not None
    assert found.benefit is not None
    assert found.roi is not None
    assert (found.cost.base, found.benefit.base) == (20_000, 36_000)
    assert found.roi.base == pytest.approx((36_000 * 0.5 - 20_000) / 20_000)
    assert found.even_at == pytest.approx(20_000 / 36_000)
    assert found.roi.low == found.roi.base == found.roi.high
    assert found.swings == ()


def test_it_returns_its_cost_where_as_much_is_credited_as_it_takes() -> None:
    share = returned(GIVEN).even_at
    assert share is not None
    found = returned(GIVEN | {CREDITED: Estimate(share, share, share)}).roi
    assert found is not None
    assert found.base == pytest.approx(0)


@pytest.mark.parametrize(
    ("without", "missing"),
    [
        ([CREDITED], (CREDITED,)),
        ([PEOPLE], (PEOPLE,)),
        (["hires", "hours_saved"], (BENEFIT,)),
        ([FEES, "other_cost", "hours"], (COST,)),
    ],
)
def test_nothing_is_credited_or_said_of_what_is_missing(
    without: list[str], missing: tuple[str, ...]
) -> None:
    found = returned({name: each for name, each in GIVEN.items() if name not in without})
    assert (found.missing, found.roi) == (missing, None)


def test_what_moves_the_return_most_comes_first() -> None:
    found = returned(GIVEN | {FEES: Estimate(400, 500, 600), CREDITED: Estimate(0.2, 0.5, 0.8)})
    assert [each.figure for each in found.swings] == [CREDITED, FEES]
    fees = found.swings[1]
    assert fees.low > fees.high  # dearer returns less


def test_without_a_range_it_is_a_fifth_either_way_but_people_are_counted() -> None:
    assert estimate(HIRES, 10) == Estimate(8, 10, 12)
    assert estimate(PEOPLE, 10) == Estimate(10, 10, 10)
    assert estimate(CREDITED, 0.9).high == 1
    with pytest.raises(ValueError, match="more than all"):
        estimate(CREDITED, 0.5, 0.5, 1.5)
    with pytest.raises(ValueError, match="no range"):
        estimate(FEES, 5, 6, 7)


@given(st.dictionaries(st.sampled_from(FIGURES), st.tuples(amounts, amounts, amounts)))
def test_the_range_holds_every_single_swing(figures: dict[str, tuple[float, ...]]) -> None:
    drawn = {name: Estimate(*sorted(each)) for name, each in figures.items()}
    drawn |= {CREDITED: Estimate(0.1, 0.5, 0.9)}
    found = returned(drawn)
    if found.roi is None:
        assert found.missing
        return
    slack = 1e-6 * (1 + abs(found.roi.high))
    assert found.roi.low <= found.roi.base + slack
    assert found.roi.base <= found.roi.high + slack
    for each in found.swings:
        assert found.roi.low - slack <= min(each.low, each.high)
        assert max(each.low, each.high) <= found.roi.high + slack


def test_changing_an_assumption_changes_the_range() -> None:
    wide, narrow = Estimate(0.1, 0.5, 0.9), Estimate(0.4, 0.5, 0.6)
    first, second = (returned(GIVEN | {CREDITED: each}).roi for each in (wide, narrow))
    assert first is not None
    assert second is not None
    assert first.low < second.low < second.high < first.high
    assert replace(first, low=0, high=0) == replace(second, low=0, high=0)
