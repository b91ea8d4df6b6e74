"""The rows of a comparison, against figures worked out by hand."""

from __future__ import annotations

import dataclasses
import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.engine.baselines import METHODS
from recommender.engine.comparison import Row, compared, exposure, intervals
from recommender.engine.dataset import build_dataset
from recommender.engine.evaluation import (
    ScoreBlock,
    Split,
    last_out_split,
    lists,
    popularity,
    scored,
    split_at,
)
from recommender.engine.facts import LearnerFacts
from recommender.engine.fusion import FUSION
from recommender.engine.interactions import IdMap, Interactions
from recommender.engine.standing import POPULARITY
from tests.support import histories

COURSES = IdMap(tuple(f"c{n}" for n in range(30)))


def knowing(split: Split, share: float) -> ScoreBlock:
    """Return scores that know the next course of the first so many people, and else nothing."""
    truth = split.truth.toarray().astype(np.float32)
    truth[int(len(truth) * share) :] = 0.0
    return scored(truth, split)


def rows_of(methods: dict[str, ScoreBlock | None], split: Split) -> dict[str, Row]:
    found = {name: lists(scores, split) for name, scores in methods.items() if scores}
    return {row["method"]: row for row in compared(methods, found, split, seed=0)}


@pytest.fixture(scope="module")
def split() -> Split:
    taken = [(f"p{n}", f"c{(n * 7 + step * 3) % 20}", None) for n in range(60) for step in range(3)]
    return last_out_split(Interactions.from_completions(taken, COURSES), limit=60, seed=0)


def test_figures_are_those_worked_out_by_hand(split: Split) -> None:
    rows = rows_of({POPULARITY: popularity(split.train), FUSION: knowing(split, 1.0)}, split)
    assert list(rows) == list(METHODS)
    best = rows[FUSION]
    assert (best["ndcg"], best["recall"], best["mrr"], best["difference"]) == (1, 1, 1, None)
    low, mean, high = rows[POPULARITY]["difference"]
    assert low <= mean <= high < 0
    assert mean == pytest.approx(rows[POPULARITY]["ndcg"] - 1, abs=1e-4)
    # Ten of twenty courses that all are about as popular, above ten that nobody took.
    assert rows[POPULARITY]["popularity"] > 0.5
    assert rows[POPULARITY]["coverage"] < best["coverage"] <= 1
    json.dumps(rows)


def test_what_cannot_be_measured_is_none_and_not_nothing(split: Split) -> None:
    row = rows_of({"ease": None, FUSION: popularity(split.train)}, split)["ease"]
    assert set(row.values()) == {"ease", None}


def test_a_method_that_shows_nothing_reaches_nothing(split: Split) -> None:
    def silent(people: np.ndarray) -> np.ndarray:
        return np.full((len(people), len(COURSES)), -np.inf, dtype=np.float32)

    row = rows_of({"gap_only": silent, FUSION: popularity(split.train)}, split)["gap_only"]
    assert (row["ndcg"], row["mrr"], row["coverage"], row["popularity"]) == (0, 0, 0, None)


def test_popularity_is_the_mean_place_of_what_is_shown() -> None:
    taken = [(f"p{n}", f"c{c}", None) for c in range(1, 4) for n in range(3 * c)]
    taken += [(f"p{n}", "c4", None) for n in range(10)]
    history = Interactions.from_completions(taken, IdMap(tuple(f"c{n}" for n in range(6))))
    split = split_at(history, history.course_rows == 4, 10, seed=0)

    def same(people: np.ndarray) -> np.ndarray:
        return np.tile(np.array([-np.inf, -np.inf, -np.inf, -np.inf, 2, 1], "f4"), (len(people), 1))

    # "c0", "c4" and "c5" share the places 0, 1 and 2 of 5.
    assert rows_of({FUSION: same}, split)[FUSION]["popularity"] == pytest.approx(1 / 5)


def launched(people: int, courses: int) -> Split:
    """Return a history whose people all went on to one of so many courses that were new."""
    first = [(f"p{n}", f"c{n % 10}", None) for n in range(people)]
    then = [(f"p{n}", f"c{20 + n % courses}", None) for n in range(people)]
    return last_out_split(Interactions.from_completions(first + then, COURSES), 500, seed=0)


def test_courses_without_a_history_are_ranked_among_themselves() -> None:
    split = launched(people=40, courses=10)
    rows = rows_of({POPULARITY: popularity(split.train), FUSION: knowing(split, 1.0)}, split)
    assert rows[FUSION]["cold_ndcg"] == 1
    # Popularity cannot tell them apart, so it finds them by chance alone.
    assert 0 < rows[POPULARITY]["cold_ndcg"] < 0.6


def test_a_few_people_with_new_courses_are_too_few_to_tell() -> None:
    split = launched(people=19, courses=10)
    assert rows_of({FUSION: knowing(split, 1.0)}, split)[FUSION]["cold_ndcg"] is None


def test_differences_are_paired() -> None:
    random = np.random.default_rng(1)
    always = np.full(400, 0.05)
    noisy = always + random.normal(scale=0.5, size=400)
    (sure, unsure) = intervals([always, noisy], seed=0)
    assert sure == [0.05, 0.05, 0.05]
    assert unsure[0] < 0 < unsure[2]
    # About 1.96 standard errors to each side.
    assert unsure[2] - unsure[0] == pytest.approx(2 * 1.96 * noisy.std() / 20, rel=0.1)
    assert intervals([always, noisy], seed=0) == [sure, unsure]
    assert intervals([], seed=0) == []


@given(st.lists(st.floats(-1, 1), min_size=1, max_size=40))
def test_an_interval_holds_its_mean_and_stays_within_what_was_measured(values: list[float]) -> None:
    ((low, mean, high),) = intervals([np.array(values)], seed=0)
    assert min(values) - 1e-5 <= low <= high <= max(values) + 1e-5
    assert min(values) - 1e-5 <= mean <= max(values) + 1e-5


def test_groups_are_told_of_from_five_people_on() -> None:
    learners = [
        dataclasses.replace(each, department="Few" if number < 4 else f"Team {number % 2}")
        for number, each in enumerate(histories.learners(40))
    ]
    learners += [LearnerFacts("nobody", department="Few")]
    dataset = build_dataset(histories.completions(40), histories.courses(), learners)
    split = last_out_split(dataset.interactions, 500, seed=0)
    rows = exposure(lists(knowing(split, 0.5), split), split, dataset)
    groups = {(row["kind"], row["group"]): row["people"] for row in rows}
    assert groups[("department", "Team 0")] == groups[("department", "Team 1")] == 18
    assert sum(count for (kind, _), count in groups.items() if kind == "role") == 40
    assert {kind for kind, _ in groups} == {"department", "role"}
    assert min(groups.values()) >= 5
    assert {type(value) for row in rows for value in row.values()} == {str, int, float}


def test_a_group_is_measured_by_its_own_people() -> None:
    learners = [
        LearnerFacts(f"p{number}", department="Known" if number < 45 else "Unknown")
        for number in range(90)
    ]
    dataset = build_dataset(histories.completions(), histories.courses(), learners)
    split = last_out_split(dataset.interactions, 500, seed=0)
    rows = exposure(lists(knowing(split, 0.5), split), split, dataset)
    known, unknown = sorted(rows, key=lambda row: row["group"])
    assert known["ndcg"] == 1
    assert unknown["ndcg"] < 0.5
    assert known["coverage"] > unknown["coverage"]
