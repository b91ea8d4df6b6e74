"""The rows of a model card: what is best, what the intervals tell, and what is not known."""

from __future__ import annotations

import pytest

from lti_plugin.services import model_card
from lti_plugin.services.model_card import (
    ALL_TAKEN,
    BETTER_THAN_FUSION,
    NO_DIFFERENCE,
    TOO_ALIKE,
    TOO_FEW,
    WORSE_THAN_FUSION,
    Interval,
)
from lti_plugin.store.models import ModelRun
from tests.support.trained import EVALUATION, EXPOSURE, ROWS, WEIGHTS


def run(evaluation: object = EVALUATION) -> ModelRun:
    return ModelRun(metrics={"evaluation": evaluation, "weights": WEIGHTS})


def test_rows_come_as_they_were_measured() -> None:
    found = model_card.comparison(run())
    assert found is not None
    assert [each.name for each in found.methods] == ["popularity", "ease", "gap_only", "fusion"]
    popular, ease, gap, _fusion = found.methods
    assert (popular.ndcg, popular.cold_ndcg, popular.popularity) == (0.098, None, 0.97)
    assert gap.ndcg is None
    assert gap.difference is None
    assert ease.difference == Interval(-0.006, -0.002, 0.002)
    assert (found.way, found.people, found.floor, found.beats_floor) == (
        "time",
        412,
        "popularity",
        True,
    )
    assert found.floors_verdict == WORSE_THAN_FUSION
    assert [each.group for each in found.exposure] == [each["group"] for each in EXPOSURE]


def test_the_best_of_each_figure_is_marked_and_being_popular_is_no_merit() -> None:
    found = model_card.comparison(run())
    assert found is not None
    assert {each.name: each.best for each in found.methods} == {
        "popularity": frozenset(),
        "ease": {"recall", "coverage"},
        "gap_only": frozenset(),
        "fusion": {"ndcg", "mrr", "cold_ndcg"},
    }


def test_equal_methods_are_all_best_and_nobody_is_with_nothing() -> None:
    rows = [{**ROWS[0], "method": name, "mrr": 0.0, "recall": float("nan")} for name in "ab"]
    found = model_card.comparison(run({**EVALUATION, "rows": rows}))
    assert found is not None
    assert [each.best for each in found.methods] == [{"ndcg", "coverage"}] * 2
    assert found.methods[0].recall is None


@pytest.mark.parametrize(
    ("ends", "verdict"),
    [
        ((-0.02, -0.01, -0.001), WORSE_THAN_FUSION),
        ((0.001, 0.01, 0.02), BETTER_THAN_FUSION),
        ((-0.01, 0.01, 0.02), NO_DIFFERENCE),
    ],
)
def test_only_an_interval_without_nothing_in_it_tells_them_apart(
    ends: tuple[float, float, float], verdict: str
) -> None:
    assert Interval(*ends).verdict == verdict


@pytest.mark.parametrize("evaluation", [None, {}, {"way": "time", "people": 0, "rows": []}])
def test_a_card_without_rows_compares_nothing(evaluation: object) -> None:
    assert model_card.comparison(run(evaluation)) is None
    assert model_card.comparison(ModelRun(metrics={})) is None
    assert model_card.comparison(None) is None


def test_parts_come_by_weight_and_those_without_any_are_left_out() -> None:
    assert model_card.weights(run()) == [("ease", 0.45), ("lightfm", 0.3), ("popularity", 0.25)]
    assert model_card.weights(None) == []


@pytest.mark.parametrize(
    ("people", "completions", "way", "why"),
    [
        (60, 300, "end", TOO_FEW),
        (60, 60 * 40, "random", ALL_TAKEN),
        (700, 3500, "end", TOO_ALIKE),
        (700, 700, "random", TOO_ALIKE),
        (700, 3500, "time", TOO_FEW),
    ],
)
def test_why_nothing_could_be_compared_is_told(
    people: int, completions: int, way: str, why: str
) -> None:
    card = {**EVALUATION, "rows": [], "way": way}
    counts = {"people": people, "courses": 40, "completions": completions}
    assert model_card.why_not(ModelRun(metrics={"evaluation": card}, **counts)) == why


def test_a_comparison_that_there_is_or_that_nobody_wanted_needs_no_reason() -> None:
    assert model_card.why_not(run()) is None
    assert model_card.why_not(run(None)) is None
    assert model_card.why_not(None) is None
