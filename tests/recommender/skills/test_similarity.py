"""How alike roles are: what is kept of it, and two views of it joined by rank."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.skills.similarity import Similarity, blend


def given_similarity(roles: str, *pairs: float) -> Similarity:
    values = np.eye(len(roles), dtype=np.float32)
    values[np.triu_indices(len(roles), k=1)] = pairs
    return Similarity.of(tuple(roles), np.maximum(values, values.T))


@st.composite
def similarities(draw: st.DrawFn) -> Similarity:
    """Draw a similarity of some of six roles."""
    roles = "".join(sorted(draw(st.sets(st.sampled_from("abcdef")))))
    pairs = len(roles) * (len(roles) - 1) // 2
    return given_similarity(roles, *draw(st.lists(st.floats(0, 1), min_size=pairs, max_size=pairs)))


@given(similarities(), similarities(), st.floats(0, 1))
def test_a_blend_is_the_same_both_ways_between_0_and_1_and_1_with_itself(
    skills: Similarity, ratings: Similarity, share: float
) -> None:
    found = blend(skills, ratings, share)
    assert found.roles == tuple(sorted({*skills.roles, *ratings.roles}))
    np.testing.assert_array_equal(found.values, found.values.T)
    np.testing.assert_array_equal(np.diag(found.values), np.ones(len(found.roles)))
    known = found.values[~np.isnan(found.values)]
    assert np.all((known >= 0) & (known <= 1))


@given(similarities())
def test_a_view_blended_with_itself_stays_as_it_is(skills: Similarity) -> None:
    np.testing.assert_allclose(blend(skills, skills).values, skills.values, atol=2e-6)


def test_a_blend_ranks_by_both_and_keeps_the_scale_of_the_skills() -> None:
    # Pairs in order: ab, ac, bc. Both views together rank ab first, then ac, then bc.
    skills = given_similarity("abc", 0.30, 0.40, 0.10)
    ratings = given_similarity("abc", 0.95, 0.50, 0.40)
    found = blend(skills, ratings, share=0.4)
    assert [found.between(*pair) for pair in ("ab", "ac", "bc")] == [0.4, 0.3, 0.1]


def test_a_blend_trusts_a_view_that_puts_a_pair_on_top() -> None:
    # ab has the ranks 1 and 6, ac 3 and 3: by sums ac would be ahead.
    skills = given_similarity("abcd", 0.6, 0.4, 0.5, 0.3, 0.2, 0.1)
    ratings = given_similarity("abcd", 0.1, 0.4, 0.2, 0.3, 0.5, 0.6)
    found = blend(skills, ratings)
    assert found.neighbours("a")[:2] == [("b", 0.55), ("c", 0.4)]


def test_all_the_share_for_one_view_leaves_its_order() -> None:
    skills = given_similarity("abc", 0.30, 0.40, 0.10)
    ratings = given_similarity("abc", 0.50, 0.40, 0.95)
    np.testing.assert_array_equal(blend(skills, ratings, share=1).values, skills.values)
    turned = blend(skills, ratings, share=0)
    assert [turned.between(*pair) for pair in ("ab", "ac", "bc")] == [0.3, 0.1, 0.4]


def test_what_only_one_view_knows_is_taken_from_it() -> None:
    found = blend(given_similarity("ab", 0.2), given_similarity("cd", 0.9))
    assert found.between("a", "b") == 0.2
    assert found.between("c", "d") == 0.9
    assert found.between("a", "c") is None
    assert found.neighbours("a") == [("b", 0.2)]
    assert found.pairs(above=0) == [("a", "b"), ("c", "d")]
    overlapping = blend(given_similarity("abc", 0.2, 0.3, 0.4), given_similarity("ad", 0.9))
    assert [overlapping.between(*pair) for pair in ("ab", "ac", "bc", "ad")] == [0.2, 0.3, 0.4, 0.9]


@pytest.mark.parametrize("share", [-0.1, 1.1, math.nan])
def test_a_share_beyond_0_to_1_is_refused(share: float) -> None:
    with pytest.raises(ValueError, match="share"):
        blend(given_similarity("ab", 0.2), given_similarity("ab", 0.9), share)


def test_neighbours_come_with_the_most_alike_first_and_equals_by_name() -> None:
    found = given_similarity("abcd", 0.2, 0.5, 0.2, 0.0, 0.3, 0.0)
    assert found.neighbours("a") == [("c", 0.5), ("b", 0.2), ("d", 0.2)]
    assert found.neighbours("a", above=0.2) == [("c", 0.5)]
    assert found.pairs(above=0.2) == [("a", "c"), ("b", "d")]
