"""Splits that never look ahead, and measures computed by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from recommender.engine import evaluation
from recommender.engine.dataset import Dataset
from recommender.engine.evaluation import (
    Split,
    evaluate,
    last_out_split,
    lists,
    popularity,
    random_split,
    scored,
    split_at,
    temporal_split,
)
from recommender.engine.interactions import IdMap, Interactions
from tests.support.made_scores import noise

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


def test_what_was_finished_at_the_moment_of_the_cut_came_before_it() -> None:
    history = past([("p", "a", 1), ("p", "b", 3), ("p", "c", 5)])
    split = temporal_split(history, share=0.5, limit=10, seed=0)
    assert split.train.history("p") == ("a", "b")
    assert pairs(split.truth) == [(0, 2)]


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


def test_one_of_the_last_few_is_held_out_and_what_came_after_it_stays(dataset: Dataset) -> None:
    history = dataset.interactions
    split = last_out_split(history, limit=500, seed=0, among=3)
    assert split.truth.sum(axis=1).max() == 1
    back = {
        len(own) - 1 - own.index(history.courses.ids[course])
        for person, course in zip(split.people.tolist(), split.truth.indices.tolist(), strict=True)
        for own in [history.history(history.learners.ids[person])]
    }
    assert back == {0, 1, 2}
    assert len(split.train) == len(history) - len(split.people)


def test_at_most_so_many_people_are_tested_the_same_for_the_same_seed(dataset: Dataset) -> None:
    history = dataset.interactions
    first, again, other = (last_out_split(history, limit=20, seed=s) for s in (1, 1, 2))
    assert len(first.people) == 20
    assert first.people.tolist() == again.people.tolist()
    assert first.people.tolist() != other.people.tolist()
    assert len(first.train) == len(history) - 20


def test_a_random_part_is_held_out_of_people_who_keep_something(dataset: Dataset) -> None:
    history = dataset.interactions
    split = random_split(history, share=0.3, limit=500, seed=1)
    assert split.truth.nnz + len(split.train) <= len(history)
    assert 0.2 < split.truth.nnz / len(history) < 0.4
    kept = np.bincount(split.train.learner_rows, minlength=len(history.learners))
    assert (kept[split.people] > 0).all()
    again = random_split(history, share=0.3, limit=500, seed=1)
    assert (again.truth != split.truth).nnz == 0


def test_what_is_dropped_is_in_no_part() -> None:
    history = past([("p", "a", 1), ("p", "b", 2), ("p", "c", 3)])
    held, dropped = np.array([False, False, True]), np.array([False, True, False])
    split = split_at(history, held, 10, 0, dropped)
    assert pairs(split.truth) == [(0, 2)]
    assert split.train.history("p") == ("a",)


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


def test_figures_are_the_same_however_many_people_are_measured_at_once(
    split: Split, monkeypatch: pytest.MonkeyPatch
) -> None:
    scores = scored(split.truth.toarray() + noise(split), split)
    whole = lists(scores, split)
    assert 0 < whole.ndcg.mean() < 1
    monkeypatch.setattr(evaluation, "_BLOCK", 7)
    found = lists(scores, split)
    for name, figures in vars(whole).items():
        np.testing.assert_array_equal(getattr(found, name), figures)


def test_means_are_over_people_with_the_error_of_that_of_ndcg() -> None:
    history = past([(who, course, day) for who in "pqr" for day, course in enumerate("bca")])
    split = last_out_split(history, limit=10, seed=0)
    # The first is shown "a", which all of them took, the others "d".
    shown = scored(np.eye(6, dtype=np.float32)[[0, 3, 3]], split)
    found = evaluate(shown, split, k=1)
    assert (found.ndcg, found.recall) == (pytest.approx(1 / 3), pytest.approx(1 / 3))
    assert found.ndcg_error == pytest.approx(np.std([1, 0, 0]) / np.sqrt(3))
    assert found.coverage == pytest.approx(2 / 6)


def test_nobody_to_test_measures_nothing() -> None:
    split = last_out_split(past([("p", "a", 1)]), limit=10, seed=0)
    found = evaluate(popularity(split.train), split)
    assert (found.ndcg, found.recall, found.people, found.ndcg_error) == (0, 0, 0, 0)


def test_popularity_counts_people() -> None:
    scores = popularity(past([("p", "b", 1), ("q", "b", 1), ("q", "c", 1)]))(np.array([0, 1]))
    assert scores.tolist() == [[0, 2, 1, 0, 0, 0]] * 2


def test_what_is_shown_is_what_counts_and_the_first_hit_is_found_beyond_it() -> None:
    history = past([("p", "a", 1), ("p", "b", 8), ("p", "c", 9), ("q", "b", 1), ("r", "b", 2)])
    split = temporal_split(history, share=0.4, limit=10, seed=0)
    order = np.array([[9, 1, 1, 3, 2, 0]], dtype=np.float32)
    found = lists(lambda people: np.repeat(order, len(people), axis=0), split, k=2)
    assert found.shown.tolist() == [[3, 4]]
    assert found.ndcg.tolist() == [0.0]
    # Of the equal "b" and "c" the earlier column comes first, after "d" and "e".
    assert found.first.tolist() == [pytest.approx(1 / 3)]


def test_a_course_without_a_score_is_neither_shown_nor_found() -> None:
    history = past([("p", "a", 1), ("p", "b", 9)])
    split = last_out_split(history, limit=10, seed=0)
    scores = np.array([[1, np.nan, 1, -np.inf, -np.inf, -np.inf]], dtype=np.float32)
    found = lists(lambda people: np.repeat(scores, len(people), axis=0), split, k=3)
    assert found.shown.tolist() == [[2, -1, -1]]
    assert found.first.tolist() == [0.0]


def test_equal_scores_count_in_the_order_of_the_columns() -> None:
    history = past([("p", "a", 1), ("p", "d", 9)])
    split = last_out_split(history, limit=10, seed=0)
    found = lists(lambda people: np.zeros((len(people), 6), dtype=np.float32), split)
    assert found.shown[0, :5].tolist() == [1, 2, 3, 4, 5]
    assert found.first.tolist() == [pytest.approx(1 / 3)]
