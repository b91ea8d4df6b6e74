"""Options that another one makes pointless, and what keeps them."""

from __future__ import annotations

import dataclasses

import pytest

from recommender.skills.pathway.dominance import undominated
from recommender.skills.pathway.values import Option

HELD = {"x": 1.0, "y": 2.0}
BETTER = Option("better", 2, {"x": 4}, entry={"x": 3}, requires=("basis", "old"), mode="talk")
WORSE = Option("worse", 3, {"x": 3, "y": 2}, entry={"x": 4}, requires=("basis",), cost=5)


def kept(*options: Option) -> list[str]:
    efforts = {option.id: option.hours for option in options}
    return [each.id for each in undominated(options, HELD, {"old"}, efforts, {"boot camp"})]


def test_what_teaches_less_that_is_useful_and_asks_for_more_goes() -> None:
    assert kept(WORSE, BETTER) == ["better"]


@pytest.mark.parametrize(
    "change",
    [
        {"hours": 1},
        {"teaches": {"x": 3, "y": 3}},
        {"teaches": {"x": 5}},
        {"teaches": {"x": 3, "unknown": 1}},
        {"entry": {"x": 2.5}},
        {"requires": ()},
        {"durable": True},
        {"mandatory": True},
    ],
)
def test_whatever_is_better_in_one_way_stays(change: dict[str, object]) -> None:
    changed = dataclasses.replace(WORSE, **change)  # type: ignore[arg-type]  # any field
    assert kept(changed, BETTER) == ["worse", "better"]


def test_what_costs_less_or_uses_no_limited_mode_or_is_required_stays() -> None:
    assert kept(WORSE, dataclasses.replace(BETTER, cost=6)) == ["worse", "better"]
    assert kept(WORSE, dataclasses.replace(BETTER, mode="boot camp")) == ["worse", "better"]
    assert kept(WORSE, BETTER, Option("next", 1, {"z": 1}, requires=("worse",)))[0] == "worse"


def test_of_two_that_are_the_same_one_stays() -> None:
    assert kept(dataclasses.replace(BETTER, id="again"), BETTER) == ["again"]
