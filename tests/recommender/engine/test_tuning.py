"""What the search chooses, given scores whose quality is known."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
import pytest

from recommender.engine import tuning
from recommender.engine.dataset import Dataset
from recommender.engine.evaluation import ScoreBlock, Split, last_out_split
from recommender.engine.tuning import CHECKPOINTS, search

NEVER = float("inf")


@pytest.fixture
def split(dataset: Dataset) -> Split:
    return last_out_split(dataset.interactions, limit=500, seed=0)


def quality(split: Split, best_epochs: int) -> Callable[[int, int], ScoreBlock]:
    """Return scores that know the truth, the less of it the farther from ``best_epochs``."""
    trained = []

    def scores_after(epochs: int, previous: int) -> ScoreBlock:
        assert previous == (trained[-1] if trained else 0)
        trained.append(epochs)
        noise = np.random.default_rng(epochs).normal(size=split.truth.shape)
        known = split.truth.toarray() * 2 + noise * abs(epochs - best_epochs)
        row_of = {person: row for row, person in enumerate(split.people.tolist())}
        return lambda people: known[[row_of[person] for person in people.tolist()]].astype("f4")

    return scores_after


def test_the_epochs_that_rank_best_are_chosen_and_those_far_beyond_are_not_tried(
    split: Split,
) -> None:
    asked = []
    scores_after = quality(split, best_epochs=12)

    def noted(epochs: int, previous: int) -> ScoreBlock:
        asked.append(epochs)
        return scores_after(epochs, previous)

    found = search(split, noted, NEVER)
    assert found.epochs == 12
    assert found.complete
    assert asked[-1] == CHECKPOINTS[CHECKPOINTS.index(12) + tuning.PATIENCE]


def test_perfect_factors_need_no_neighbours_and_useless_ones_get_them_at_most(
    split: Split,
) -> None:
    assert search(split, quality(split, best_epochs=4), NEVER).weight == 0.0

    def useless(_epochs: int, _previous: int) -> ScoreBlock:
        return lambda people: np.random.default_rng(0).normal(
            size=(len(people), split.train.shape[1])
        )

    found = search(split, useless, NEVER)
    assert found.weight == max(tuning.WEIGHTS)
    assert found.measured["blend"].ndcg > found.measured["lightfm"].ndcg
    assert found.measured["neighbours"].ndcg > found.measured["popularity"].ndcg


def test_when_time_is_up_the_best_so_far_is_taken(split: Split) -> None:
    found = search(split, quality(split, best_epochs=90), time.monotonic())
    assert found.epochs == CHECKPOINTS[0]
    assert not found.complete
    assert found.ridge is None


def test_too_few_people_to_choose_by_get_plain_defaults(dataset: Dataset) -> None:
    few = last_out_split(dataset.interactions, limit=10, seed=0)
    found = search(few, quality(few, best_epochs=4), NEVER)
    assert (found.epochs, found.weight) == (tuning.DEFAULT_EPOCHS, tuning.DEFAULT_WEIGHT)
    assert found.card(completions=5, people=10)["development_people"] == 0


def test_a_large_catalogue_is_not_given_to_ease(
    split: Split, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tuning, "ease_affordable", lambda _past: False)
    found = search(split, quality(split, best_epochs=4), NEVER)
    assert found.card(1, 1)["companion"] == "cosine"


def test_the_card_holds_plain_figures(split: Split) -> None:
    card = search(split, quality(split, best_epochs=4), NEVER).card(completions=9, people=3)
    assert set(card["ndcg_at_10"]) == {"popularity", "neighbours", "lightfm", "blend"}
    assert all(isinstance(value, float) for value in card["recall_at_10"].values())
    assert (card["completions"], card["people"]) == (9, 3)
