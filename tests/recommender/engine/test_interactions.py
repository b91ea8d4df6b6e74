"""Completions as a matrix: order, dates, repeats and what is too little to train on."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest

from recommender.engine.interactions import IdMap, Interactions, shortfall

COURSES = IdMap(("a", "b", "c"))


def day(number: int) -> datetime:
    return datetime(2024, 1, number, tzinfo=UTC)


def test_an_id_map_goes_both_ways_and_keeps_the_first_of_equal_ids() -> None:
    ids = IdMap.of(["x", "y", "x"])
    assert ids.ids == ("x", "y")
    assert len(ids) == 2
    assert "y" in ids
    assert ids.row("y") == 1
    assert ids.row("z") is None
    assert ids.rows(["y", "z", "x"]).tolist() == [1, 0]
    assert ids.rows_or_missing(["y", "z"]).tolist() == [1, -1]


def test_the_rows_of_several_lists_come_with_the_places_of_these() -> None:
    places, rows = COURSES.pairs([["c", "unknown", "a"], [], iter("ba")])
    assert places.tolist() == [0, 0, 2, 2]
    assert rows.tolist() == [2, 0, 1, 0]
    assert [found.tolist() for found in COURSES.pairs([])] == [[], []]


def test_a_history_runs_from_the_oldest_to_the_latest_whatever_the_order_of_the_rows() -> None:
    past = Interactions.from_completions(
        [("p", "c", day(3)), ("q", "a", day(9)), ("p", "a", day(1)), ("p", "b", day(2))], COURSES
    )
    assert past.history("p") == ("a", "b", "c")
    assert past.history("q") == ("a",)
    assert past.history("nobody") == ()
    assert dict(past.histories()) == {"p": ("a", "b", "c"), "q": ("a",)}
    assert past.steps_back().tolist() == [2, 1, 0, 0]


def test_undated_completions_count_as_the_oldest() -> None:
    past = Interactions.from_completions(
        [("p", "c", day(1)), ("p", "b", None), ("p", "a", None)], COURSES
    )
    assert past.history("p") == ("b", "a", "c")


def test_a_repeated_completion_stands_once_at_its_first_known_date() -> None:
    past = Interactions.from_completions(
        [("p", "a", day(5)), ("p", "a", None), ("p", "b", day(3)), ("p", "a", day(2))], COURSES
    )
    assert past.history("p") == ("a", "b")
    assert past.times[0] == day(2).timestamp()


def test_completions_of_unknown_courses_are_left_out_with_their_people() -> None:
    past = Interactions.from_completions([("p", "gone", day(1)), ("q", "a", day(1))], COURSES)
    assert past.learners.ids == ("q",)
    assert past.shape == (1, 3)


def test_steps_count_back_from_the_latest_course() -> None:
    past = Interactions.from_completions(
        [("p", "a", day(1)), ("p", "b", day(2)), ("q", "c", day(2))], COURSES
    )
    np.testing.assert_allclose(past.steps().toarray(), [[2, 1, 0], [0, 0, 1]])
    np.testing.assert_allclose(past.matrix().toarray(), [[1, 1, 0], [0, 0, 1]])
    assert past.course_counts().tolist() == [1, 1, 1]


def test_only_the_latest_of_long_histories_stay() -> None:
    past = Interactions.from_completions(
        [("p", "a", day(1)), ("p", "b", day(2)), ("p", "c", day(3)), ("q", "b", day(1))], COURSES
    )
    assert dict(past.latest(2).histories()) == {"p": ("b", "c"), "q": ("b",)}
    assert past.latest(3) is past


def test_a_subset_keeps_people_and_courses() -> None:
    past = Interactions.from_completions([("p", "a", day(1)), ("q", "b", day(2))], COURSES)
    part = past.subset(np.array([False, True]))
    assert part.shape == past.shape
    assert dict(part.histories()) == {"p": (), "q": ("b",)}


def test_fewer_courses_keep_the_people_and_the_order() -> None:
    past = Interactions.from_completions(
        [("p", "a", day(1)), ("p", "b", day(2)), ("p", "c", day(3)), ("q", "b", day(1))], COURSES
    )
    fewer = past.only_courses(np.array([0, 2]))
    assert fewer.courses.ids == ("a", "c")
    assert dict(fewer.histories()) == {"p": ("a", "c"), "q": ()}
    assert fewer.course_counts().tolist() == [1, 1]


@pytest.mark.parametrize(("people", "each"), [(19, 20), (20, 9), (0, 0)])
def test_too_little_history_is_said_in_a_sentence(people: int, each: int) -> None:
    courses = IdMap(tuple(f"c{number}" for number in range(20)))
    rows = [(f"p{p}", f"c{c}", None) for p in range(people) for c in range(each)]
    said = shortfall(Interactions.from_completions(rows, courses))
    assert said is not None
    assert said.startswith(
        f"Not enough history yet: {people * each} completions by {people} people"
    )


def test_two_hundred_completions_by_twenty_people_are_enough() -> None:
    courses = IdMap(tuple(f"c{number}" for number in range(10)))
    rows = [(f"p{p}", f"c{c}", None) for p in range(20) for c in range(10)]
    assert shortfall(Interactions.from_completions(rows, courses)) is None
