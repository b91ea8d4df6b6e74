"""The rows of a model card: what is best, what the intervals tell, and what is not known."""

from __future__ import annotations

import pytest

from lti_plugin.services import model_card
from lti_plugin.services.model_card import (
    BETTER_THAN_FUSION,
    NO_DIFFERENCE,
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


def test_a_comparison_that_had_too_few_people_is_no_missing_one() -> None:
    assert model_card.too_few(run({**EVALUATION, "rows": []}))
    assert not model_card.too_few(run())
    assert not model_card.too_few(run(None))
    assert not model_card.too_few(None)
