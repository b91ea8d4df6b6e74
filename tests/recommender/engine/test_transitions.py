"""Which course comes after which, counted by hand."""

from __future__ import annotations

import numpy as np
import pytest

from recommender.engine import links as linking
from recommender.engine import transitions as module
from recommender.engine.interactions import IdMap, Interactions
from recommender.engine.transitions import followers, successions, transitions

COURSES = IdMap(tuple("abcd"))


def past(*histories: str) -> Interactions:
    rows = [(f"p{n}", course, None) for n, own in enumerate(histories) for course in own]
    return Interactions.from_completions(rows, COURSES)


def test_each_later_course_counts_less_the_later_it_came() -> None:
    found = successions(past("abc", "ab"), 0.5).toarray()
    assert found[0].tolist() == [0, 2, 0.5, 0]
    assert found[1].tolist() == [0, 0, 1, 0]
    assert not found[2:].any()


def test_without_any_fading_into_the_distance_only_the_very_next_course_counts() -> None:
    assert successions(past("abc"), 0.0).toarray()[0].tolist() == [0, 1, 0, 0]


def test_one_persons_end_is_not_followed_by_the_next_ones_beginning() -> None:
    assert successions(past("ab", "cd"), 1.0).toarray()[1].tolist() == [0, 0, 0, 0]


def test_a_weight_is_the_shrunken_part_of_those_who_left_for_the_other() -> None:
    found = transitions(past("ab", "ab", "ac", "cb"), 0.0).toarray()
    assert found[0, 1] == pytest.approx(2 / (3**0.8 * 3**0.2 + 5))
    assert found[0, 2] == pytest.approx(1 / (3**0.8 * 1**0.2 + 5))
    assert found[1].tolist() == [0, 0, 0, 0]
    assert (found >= 0).all()


def test_steps_may_count_a_little_the_other_way_round() -> None:
    found = transitions(past("ab", "ab"), 0.0, back=0.5, leaving=0.5).toarray()
    assert found[0, 1] == pytest.approx(2 / (2.0 + 5))
    assert found[1, 0] == pytest.approx(1 / (1.0 + 5))


def test_only_the_strongest_links_to_each_course_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(linking, "links_per_course", lambda _courses: 1)
    found = transitions(past("ad", "ad", "ad", "bd", "cd"), 0.0)
    assert found.toarray()[:, 3].nonzero()[0].tolist() == [0]


def test_followers_are_counted_once_a_person_and_only_where_they_are_enough() -> None:
    found = followers(past("abc", "ac", "acb", "ba", "d"), 2).toarray()
    assert found[0].tolist() == [0, 0, 3, 0]
    assert not found[1:].any()


def test_people_follow_only_where_they_do_so_more_often_than_everybody_takes_it() -> None:
    everywhere = past(*["ab"] * 5, *["cb"] * 5)
    assert followers(everywhere, 5).nnz == 0
    special = past(*["ab"] * 5, *["cd"] * 5)
    assert followers(special, 5).toarray()[0].tolist() == [0, 5, 0, 0]
    assert followers(special, 6).nnz == 0


def test_no_history_has_no_transitions() -> None:
    assert transitions(past(), 0.9).nnz == 0
    assert followers(past("a"), 1).nnz == 0


def test_one_person_with_very_many_courses_costs_no_more_than_their_number() -> None:
    courses = IdMap(tuple(f"c{n}" for n in range(20_000)))
    one = Interactions(
        IdMap(("p",)),
        courses,
        np.zeros(20_000, dtype=np.int32),
        np.arange(20_000, dtype=np.int32),
        np.full(20_000, np.nan),
    )
    assert successions(one, 0.9).nnz <= 20_000 * module.WINDOW
