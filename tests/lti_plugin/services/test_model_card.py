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
    Weight,
)
from lti_plugin.store.models import ModelRun
from tests.support.trained import EVALUATION, EXPOSURE, ROWS, UNTAKEN, WEIGHTS


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
    assert [each.part for each in model_card.weights(run())] == ["ease", "lightfm", "popularity"]
    assert model_card.weights(None) == []


def test_weights_for_new_courses_make_1_and_parts_that_count_for_these_alone_come_last() -> None:
    card = {"weights": WEIGHTS, "untaken_weights": {"next": 0.12, **UNTAKEN}}
    assert model_card.weights(ModelRun(metrics=card)) == [
        Weight("ease", 0.45, 0.2),
        Weight("lightfm", 0.3, 0.0),
        Weight("popularity", 0.25, 0.0),
        Weight("content", 0.0, 0.6),
        Weight("next", 0.0, 0.2),
    ]


@pytest.mark.parametrize("untaken", [{}, {"untaken_weights": {}}])
def test_without_weights_of_their_own_new_courses_are_ranked_as_all_others(
    untaken: dict[str, object],
) -> None:
    assert model_card.weights(ModelRun(metrics={"weights": WEIGHTS, **untaken})) == [
        Weight("ease", 0.45, 0.45),
        Weight("lightfm", 0.3, 0.3),
        Weight("popularity", 0.25, 0.25),
    ]


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
