"""Which courses without history are about to begin, and how the past tells."""

from __future__ import annotations

import numpy as np
import pytest

from recommender.engine.interactions import IdMap, Interactions
from recommender.engine.launch_prior import (
    launch_prior,
    launched_in_order,
    upcoming,
    youngest,
)
from tests.support.by_chance import by_chance


def history(order: np.ndarray, untaken: int, dud: int = 2) -> Interactions:
    """Return people who take courses as they begin: each five neighbours, in ``order``.

    At the end come ``untaken`` courses, and the one at place ``dud`` has never been taken either.
    """
    size = len(order) + untaken
    rows = [
        (f"p{person}", f"c{order[begin + step]}", None)
        for person in range(200)
        for begin in [person % (len(order) - 4)]
        for step in range(5)
        if order[begin + step] != dud
    ]
    return Interactions.from_completions(rows, IdMap(tuple(f"c{n}" for n in range(size))))


@pytest.fixture
def in_order() -> Interactions:
    return history(np.arange(40), untaken=4)


@pytest.fixture
def shuffled() -> Interactions:
    return history(np.random.default_rng(1).permutation(40), untaken=4)


def test_a_catalogue_in_order_is_told_by_where_its_end_stands_in_histories(
    in_order: Interactions, shuffled: Interactions
) -> None:
    assert launched_in_order(in_order)
    assert not launched_in_order(shuffled)


def test_untaken_courses_all_over_a_catalogue_are_no_launches() -> None:
    old = history(np.arange(40), untaken=0, dud=-1)
    spread = [f"c{n}" for n in range(40)]
    for place in (30, 20, 10):
        spread.insert(place, f"untaken{place}")
    rows = [(p, c, None) for p, own in old.histories() for c in own]
    assert launched_in_order(old)
    assert not launched_in_order(Interactions.from_completions(rows, IdMap(tuple(spread))))


def test_in_order_an_old_course_that_nobody_took_is_not_about_to_begin(
    in_order: Interactions, shuffled: Interactions
) -> None:
    assert np.flatnonzero(upcoming(in_order)).tolist() == [40, 41, 42, 43]
    assert np.flatnonzero(upcoming(shuffled)).tolist() == [2, 40, 41, 42, 43]


def test_the_youngest_are_somewhat_fewer_than_are_about_to_begin(
    in_order: Interactions, shuffled: Interactions
) -> None:
    young = youngest(in_order)
    assert young is not None
    assert np.flatnonzero(young).tolist() == [37, 38, 39]
    assert youngest(shuffled) is None
    assert youngest(history(np.arange(40), untaken=0, dud=-1)) is None


def test_they_are_at_most_a_fifth_of_the_taken_and_none_where_too_few_would_be_young() -> None:
    many = youngest(history(np.arange(40), untaken=20, dud=-1))
    assert many is not None
    assert np.flatnonzero(many).tolist() == list(range(32, 40))
    few = youngest(history(np.arange(40), untaken=4, dud=-1))
    assert few is not None
    assert few.sum() == 3
    assert youngest(history(np.arange(40), untaken=3, dud=-1)) is None


@pytest.mark.parametrize(("taken", "told"), [(19, False), (20, True)])
def test_a_short_catalogue_tells_no_order(taken: int, *, told: bool) -> None:
    assert launched_in_order(history(np.arange(taken), untaken=2, dud=-1)) is told


@pytest.mark.parametrize("sort", [False, True])
def test_a_file_in_the_order_of_its_courses_tells_no_launches(*, sort: bool) -> None:
    rows = by_chance(40, 5, sort=sort)
    past = Interactions.from_completions(rows, IdMap(tuple(f"c{n}" for n in range(44))))
    assert not launched_in_order(past)


def test_those_that_few_took_say_less_of_where_the_end_stands() -> None:
    """One course that everybody took last, beside three with which one person each began."""
    rows = [
        (f"p{person}", f"c{course}", None)
        for person in range(200)
        for course in (*([36 + person] if person < 3 else []), person % 36, (person + 1) % 36, 39)
    ]
    past = Interactions.from_completions(rows, IdMap(tuple(f"c{n}" for n in range(42))))
    assert launched_in_order(past)


def test_a_launch_gives_a_head_start_to_courses_added_later_too(in_order: Interactions) -> None:
    prior = launch_prior(in_order)
    assert prior.values.sum() == 4
    assert prior.newcomer == 1.0


def test_small_and_empty_catalogues_tell_nothing() -> None:
    empty = Interactions.from_completions([], IdMap(()))
    assert not launched_in_order(empty)
    assert upcoming(empty).tolist() == []
    assert youngest(Interactions.from_completions([("p", "a", None)], IdMap(("a", "b")))) is None
