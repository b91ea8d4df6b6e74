"""Splits that never look ahead, and measures computed by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from recommender.engine import evaluation
from recommender.engine.dataset import Dataset
from recommender.engine.evaluation import (
    development_split,
    evaluate,
    last_out_split,
    popularity,
    temporal_split,
)
from recommender.engine.interactions import IdMap, Interactions

COURSES = IdMap(tuple("abcdef"))


def past(rows: list[tuple[str, str, int | None]]) -> Interactions:
    start = datetime(2024, 1, 1, tzinfo=UTC)
    return Interactions.from_completions(
        [(p, c, None if day is None else start + timedelta(days=day)) for p, c, day in rows],
        COURSES,
    )


def pairs(matrix: object) -> list[tuple[int, int]]:
    rows, columns = matrix.nonzero()
    return list(zip(rows.tolist(), columns.tolist(), strict=True))


def test_the_cut_by_time_tests_only_what_came_after_for_people_known_before() -> None:
    history = past([("p", "a", 1), ("p", "b", 9), ("q", "a", 2), ("new", "c", 10), ("q", "d", 3)])
    split = temporal_split(history, share=0.4, limit=10, seed=0)
    assert split.people.tolist() == [0]
    assert pairs(split.truth) == [(0, 1)]
    assert dict(split.train.histories()) == {"p": ("a",), "q": ("a", "d"), "new": ()}


def test_undated_completions_take_no_part_in_a_cut_by_time() -> None:
    history = past([("p", "a", 1), ("p", "b", None), ("p", "c", 9)])
    split = temporal_split(history, share=0.5, limit=10, seed=0)
    assert split.train.history("p") == ("a",)
    assert pairs(split.truth) == [(0, 2)]


def test_the_last_course_is_held_out_of_people_with_at_least_two() -> None:
    history = past([("p", "a", 1), ("p", "b", 2), ("q", "c", 5)])
    split = last_out_split(history, limit=10, seed=0)
    assert split.people.tolist() == [0]
    assert pairs(split.truth) == [(0, 1)]
    assert dict(split.train.histories()) == {"p": ("a",), "q": ("c",)}


def test_with_a_share_so_much_of_each_history_is_held_out_and_one_course_always_stays() -> None:
    history = past(
        [("p", c, day) for day, c in enumerate("abcd")]
        + [("q", c, day) for day, c in enumerate("ab")]
        + [("r", "a", 1)]
    )
    split = last_out_split(history, limit=10, seed=0, share=0.3)
    assert dict(split.train.histories()) == {"p": ("a", "b"), "q": ("a",), "r": ("a",)}
    whole = last_out_split(history, limit=10, seed=0, share=1.0)
    assert dict(whole.train.histories()) == {"p": ("a",), "q": ("a",), "r": ("a",)}


def test_dates_that_single_out_the_longest_histories_are_no_time_axis(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(evaluation, "MIN_TEST_PEOPLE", 5)
    # Everybody begins on the same day, so only the busiest are left after the cut.
    artificial = [(f"short{n}", c, day) for n in range(60) for day, c in enumerate("ab")]
    artificial += [(f"long{n}", c, day) for n in range(9) for day, c in enumerate("abcdef")]
    split = development_split(past(artificial), 500, 0)
    assert len(split.people) == 69


def test_at_most_so_many_people_are_tested_the_same_for_the_same_seed(dataset: Dataset) -> None:
    history = dataset.interactions
    first, again, other = (last_out_split(history, limit=20, seed=s) for s in (1, 1, 2))
    assert len(first.people) == 20
    assert first.people.tolist() == again.people.tolist()
    assert first.people.tolist() != other.people.tolist()
    assert len(first.train) == len(history) - 20


def test_without_dates_or_with_too_few_late_people_the_last_course_is_held_out(
    dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    undated = Interactions.from_completions(
        [(p, c, None) for p, own in dataset.interactions.histories() for c in own],
        dataset.interactions.courses,
    )
    assert len(development_split(undated, 500, 0).people) == len(undated.learners)
    few = development_split(dataset.interactions, 500, 0)
    assert len(few.people) == len(dataset.interactions.learners)
    monkeypatch.setattr(evaluation, "MIN_TEST_PEOPLE", 5)
    late = development_split(dataset.interactions, 500, 0)
    assert 5 <= len(late.people) < len(few.people)
    assert np.nanmax(late.train.times) < np.nanmax(dataset.interactions.times)


def test_ndcg_and_recall_are_those_worked_out_by_hand() -> None:
    history = past([("p", "a", 1), ("p", "b", 8), ("p", "c", 9), ("q", "b", 1), ("r", "b", 2)])
    split = temporal_split(history, share=0.4, limit=10, seed=0)
    order = np.array([[9, 1, 3, 2, 0, 0]], dtype=np.float32)
    found = evaluate(lambda people: np.repeat(order, len(people), axis=0), split, k=2)
    # "a" is known already, so "c" is first and the second place goes to "d".
    assert found.ndcg == pytest.approx(1 / (1 + 1 / np.log2(3)))
    assert found.recall == pytest.approx(0.5)
    assert found.coverage == pytest.approx(2 / 6)
    assert found.people == 1


def test_nobody_to_test_measures_nothing() -> None:
    split = last_out_split(past([("p", "a", 1)]), limit=10, seed=0)
    found = evaluate(popularity(split.train), split)
    assert (found.ndcg, found.recall, found.people, found.ndcg_error) == (0, 0, 0, 0)


def test_popularity_counts_people() -> None:
    scores = popularity(past([("p", "b", 1), ("q", "b", 1), ("q", "c", 1)]))(np.array([0, 1]))
    assert scores.tolist() == [[0, 2, 1, 0, 0, 0]] * 2
