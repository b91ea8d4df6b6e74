"""What the search chooses, given scores whose quality is known."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable

import numpy as np
import pytest

from recommender.engine import neighbours, tuning, weights
from recommender.engine.ascent import Learned
from recommender.engine.companions import Recipe, companions
from recommender.engine.dataset import Dataset
from recommender.engine.development import Development
from recommender.engine.epochs import CHECKPOINTS
from recommender.engine.evaluation import (
    MIN_TEST_PEOPLE,
    ScoreBlock,
    last_out_split,
    scored,
    split_at,
)
from recommender.engine.factors import LIGHTFM
from recommender.engine.fusion import FUSION
from recommender.engine.tuning import Search, search
from recommender.engine.weights import LEAST_LIGHTFM
from tests.support.trainers import Given

NEVER = float("inf")


def searched(
    part: Development, scores_after: Callable[[int, int], ScoreBlock], deadline: float
) -> Search:
    """Search with one trainer."""
    return search(part, [Given(scores_after)], deadline)


def few_of(dataset: Dataset, people: int = MIN_TEST_PEOPLE - 1) -> Development:
    split = last_out_split(dataset.interactions, limit=people, seed=0)
    return Development(dataset.of(split.train), split, "end")


def quality(part: Development, best_epochs: int) -> Callable[[int, int], ScoreBlock]:
    """Return scores that know the truth, the less of it the farther from ``best_epochs``."""
    split, trained = part.split, list[int]()

    def scores_after(epochs: int, previous: int) -> ScoreBlock:
        assert previous == (trained[-1] if trained else 0)
        trained.append(epochs)
        noise = np.random.default_rng(epochs).normal(size=split.truth.shape)
        known = split.truth.toarray() * 2 + noise * abs(epochs - best_epochs)
        return scored(known.astype(np.float32), split)

    return scores_after


def useless(part: Development) -> Callable[[int, int], ScoreBlock]:
    size = part.split.train.shape[1]
    random = np.random.default_rng(0)
    return lambda _epochs, _previous: lambda people: random.normal(size=(len(people), size))


def test_perfect_factors_need_no_companions(part: Development) -> None:
    found = searched(part, quality(part, best_epochs=4), NEVER)
    assert found.weighing.usual[LIGHTFM] == pytest.approx(1.0)


def test_the_latest_course_counts_less_only_where_it_says_little(
    dataset: Dataset, part: Development
) -> None:
    past = dataset.interactions
    assert searched(part, useless(part), NEVER).recipe.latest == 1.0
    # Everybody ends on the same course, whatever they took before.
    untaken = np.flatnonzero(past.course_counts() == 0)[0]
    courses = np.where(past.steps_back() == 0, untaken, past.course_rows).astype(np.int32)
    alike = dataclasses.replace(past, course_rows=courses)
    split = split_at(alike, past.steps_back() == 1, 500, 0)
    odd = Development(dataset.of(split.train), split, "last")
    assert searched(odd, useless(odd), NEVER).recipe.latest == tuning.LESS_LATEST


def test_useless_factors_keep_the_little_that_those_without_a_history_need(
    part: Development,
) -> None:
    found = searched(part, useless(part), NEVER)
    assert found.weighing.usual[LIGHTFM] == pytest.approx(LEAST_LIGHTFM)
    assert found.measured[FUSION].ndcg > found.measured[LIGHTFM].ndcg
    assert found.measured["ease"].ndcg > found.measured["popularity"].ndcg


def test_the_best_part_is_the_floor(part: Development, monkeypatch: pytest.MonkeyPatch) -> None:
    """Weights that make the fusion worse than one part give way to that part."""
    learn = weights.learn

    def badly(scores: dict[str, np.ndarray], split: object, *_told: object) -> object:
        found = learn(scores, split)
        worst = min(found.alone, key=lambda name: found.alone[name])
        return Learned(dict.fromkeys(scores, 0.0) | {worst: 1.0}, 0.0, found.alone)

    monkeypatch.setattr(weights, "learn", badly)
    found = searched(part, useless(part), NEVER)
    best = max(found.weighing.usual, key=lambda name: found.weighing.usual[name])
    assert best == max(found.measured.keys() - {FUSION}, key=lambda n: found.measured[n].ndcg)
    assert found.weighing.usual[best] == pytest.approx(1.0 - LEAST_LIGHTFM)


def test_when_time_is_up_the_best_so_far_is_taken(part: Development) -> None:
    found = searched(part, quality(part, best_epochs=90), time.monotonic())
    assert found.epochs == CHECKPOINTS[0]
    assert not found.complete
    assert found.recipe.ridge == Recipe().ridge


@pytest.mark.parametrize(
    ("best", "tried"),
    [
        (1.0, [300.0, 100.0, 30.0, 10.0, 3.0, 1.0, 1000.0]),
        (100.0, [300.0, 100.0, 30.0, 1000.0]),
        (300.0, [300.0, 100.0, 1000.0]),
        (1000.0, [300.0, 100.0, 1000.0]),
    ],
)
@pytest.mark.parametrize("share", [0.5, 0.0])
def test_the_ridge_is_climbed_to_as_long_as_it_helps(
    part: Development,
    monkeypatch: pytest.MonkeyPatch,
    best: float,
    tried: list[float],
    share: float,
) -> None:
    fitted: list[tuple[float, float]] = []

    def told(
        _split: object, _steps: object, fit: tuple[float, float], _latest: float
    ) -> tuple[float, float]:
        return -abs(np.log(fit[0] / best)) - abs(fit[1] - share), 0.8

    def noted(_past: object, *fit: float) -> tuple[float, ...]:
        fitted.append((fit[0], fit[1]))
        return fit

    monkeypatch.setattr(tuning, "ease", noted)
    monkeypatch.setattr(tuning, "_best_decay", told)
    steps = part.split.train.steps()[part.split.people]
    found = tuning._with_best_ridge(part.split, steps, Recipe(), NEVER)
    assert (found.ridge, found.ease_decay, found.ease_share) == (best, 0.8, share)
    assert fitted == [*((ridge, 0.5) for ridge in tried), (best, 0.0)]


def test_the_factors_have_the_larger_part_of_the_time(
    part: Development, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = iter([0.0] * 2 + [60.0] * 3 + [80.0] * 99)
    monkeypatch.setattr(time, "monotonic", lambda: next(clock))
    found = searched(part, quality(part, best_epochs=90), 100.0)
    assert found.epochs == CHECKPOINTS[3]
    assert not found.complete
    assert found.recipe == searched(part, quality(part, best_epochs=90), NEVER).recipe


def test_too_few_people_to_choose_by_get_plain_defaults(dataset: Dataset) -> None:
    few = few_of(dataset)
    found = searched(few, quality(few, best_epochs=4), NEVER)
    assert found.epochs == tuning.DEFAULT_EPOCHS
    assert found.weighing.usual == pytest.approx(weights.DEFAULT_WEIGHTS)
    assert found.card(completions=5, people=10)["development_people"] == 0
    enough = few_of(dataset, MIN_TEST_PEOPLE)
    chosen = searched(enough, quality(enough, best_epochs=4), NEVER)
    assert chosen.epochs == 4
    assert chosen.card(completions=5, people=10)["development_people"] == MIN_TEST_PEOPLE


def test_a_large_catalogue_is_not_given_to_ease(
    part: Development, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tuning, "ease_affordable", lambda _past: False)
    monkeypatch.setattr("recommender.engine.companions.ease_affordable", lambda _past: False)
    found = searched(part, quality(part, best_epochs=4), NEVER)
    assert found.card(1, 1)["ridge"] is None
    assert "ease" not in found.measured


def test_plain_defaults_weigh_nothing_that_a_large_catalogue_does_not_have(
    dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(neighbours, "EASE_MAX_COURSES", 8)
    part = few_of(dataset)
    found = searched(part, quality(part, 4), NEVER)
    fitted = {LIGHTFM, *(each.name for each in companions(dataset, found.recipe))}
    assert {name for name, weight in found.weighing.usual.items() if weight} <= fitted
    assert sum(found.weighing.usual.values()) == pytest.approx(1.0)


def test_fewer_people_are_tested_where_courses_are_many() -> None:
    assert tuning.people_to_test(1000) == tuning.DEVELOPMENT_PEOPLE
    assert tuning.people_to_test(0) == tuning.DEVELOPMENT_PEOPLE
    assert tuning.people_to_test(20_000) == 250
    assert tuning.people_to_test(200_000) == 200


def test_the_card_holds_plain_figures(part: Development) -> None:
    card = searched(part, quality(part, best_epochs=4), NEVER).card(completions=9, people=3)
    assert {FUSION, LIGHTFM, "ease", "transitions", "popularity"} <= set(card["ndcg_at_10"])
    assert all(isinstance(value, float) for value in card["recall_at_10"].values())
    assert all(weight > 0 for weight in card["weights"].values())
    assert (card["completions"], card["people"], card["development"]) == (9, 3, "end")
