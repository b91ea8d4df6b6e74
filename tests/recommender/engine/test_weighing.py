"""What each part weighs for whom: newcomers, everybody else, and courses without a history."""

from __future__ import annotations

import numpy as np
import pytest

from recommender.engine.fusion import z_scores
from recommender.engine.weighing import FAMILIAR, Weighing

USUAL, FIRST = {"links": 0.8, "crowd": 0.2}, {"links": 0.0, "crowd": 1.0}
UNTAKEN = {"links": 0.1, "crowd": 0.5}
KNOWN = np.array([0, 1, 2, 3, 50])
SHARES = np.array([0.0, 0.5, 1.0, 1.0, 1.0])


def test_each_course_of_a_person_brings_both_weights_nearer_to_what_lasts() -> None:
    found = Weighing(USUAL, FIRST, 2, UNTAKEN)
    old, new = found.of("links", KNOWN).T
    np.testing.assert_allclose(old, 0.8 * SHARES)
    np.testing.assert_allclose(new, 0.1 * SHARES)
    old, new = found.of("crowd", KNOWN).T
    np.testing.assert_allclose(old, 1.0 - 0.8 * SHARES)
    np.testing.assert_allclose(new, 1.0 - 0.5 * SHARES)


def test_without_weights_of_their_own_untaken_courses_have_the_usual_ones() -> None:
    old, new = Weighing(USUAL, FIRST, 2).of("links", KNOWN).T
    np.testing.assert_array_equal(new, old)


def test_three_courses_make_familiar_where_nothing_else_is_said() -> None:
    found = Weighing(USUAL, {"crowd": 1.0}).of("links", KNOWN)
    np.testing.assert_allclose(found[:, 0], 0.8 * np.minimum(KNOWN / FAMILIAR, 1.0), rtol=1e-6)


def test_what_untaken_courses_are_not_told_to_weigh_weighs_nothing_there() -> None:
    found = Weighing(USUAL, USUAL, untaken={"crowd": 0.5}).of("links", KNOWN)
    np.testing.assert_allclose(found[:, 0], 0.8)
    np.testing.assert_allclose(found[KNOWN >= 3, 1], 0.0)
    assert not Weighing(USUAL, USUAL).of("other", KNOWN).any()


def test_a_part_that_counts_for_anybody_has_a_say() -> None:
    none = {"links": 0.0}
    for told in ((USUAL, none, none), (none, USUAL, none), (none, none, USUAL)):
        assert Weighing(told[0], told[1], untaken=told[2]).has_a_say("links")
    assert not Weighing(none, none, untaken=none).has_a_say("links")
    assert not Weighing(USUAL, USUAL, untaken=USUAL).has_a_say("other")


@pytest.mark.parametrize("people", [1, 5])
def test_a_fusion_weighs_each_kind_of_course_for_each_person(people: int) -> None:
    random, known = np.random.default_rng(0), KNOWN[-people:]
    parts = {name: random.normal(size=(people, 7)).astype(np.float32) for name in USUAL}
    weighing = Weighing(USUAL, FIRST, 2, UNTAKEN)
    found = weighing.fused(parts, known, np.array([2, 6]))
    for course in range(7):
        kind = int(course in {2, 6})
        expected = sum(
            weighing.of(name, known)[:, kind] * z_scores(scores)[:, course]
            for name, scores in parts.items()
        )
        np.testing.assert_allclose(found[:, course], expected, atol=1e-5)


def test_whoever_is_familiar_is_ranked_by_the_usual_weights_alone() -> None:
    weighing = Weighing({"links": 1.0, "popularity": 0.0}, {"links": 0.0, "popularity": 1.0}, 2)
    random = np.random.default_rng(0)
    parts = {name: random.normal(size=(3, 9)).astype(np.float32) for name in weighing.usual}
    found = weighing.fused(parts, np.array([0, 2, 5]), np.empty(0, dtype=np.int64))
    assert found[0].argmax() == parts["popularity"][0].argmax()
    assert (found[1:].argmax(axis=1) == parts["links"][1:].argmax(axis=1)).all()
