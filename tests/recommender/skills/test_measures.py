"""How alike roles are by the skills they ask for, and by their ratings."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.skills import measures
from recommender.skills.measures import ANCESTOR, OPTIONAL, rating_similarity, skill_similarity
from recommender.skills.similarity import Similarity

Roles = Mapping[str, Mapping[str, float]]

_names = st.sampled_from([f"r{number}" for number in range(9)])
_skills = st.sampled_from("abcdefgh")
roles_strategy = st.dictionaries(
    _names, st.dictionaries(_skills, st.floats(0, 1), max_size=6), max_size=7
)
ratings_strategy = st.dictionaries(
    _names, st.dictionaries(_skills, st.floats(0, 35), max_size=8), max_size=7
)
# Anything may stand above anything, in circles too.
broader_strategy = st.dictionaries(_skills, st.lists(_skills, max_size=3), max_size=8)

ROLES: Roles = {
    "cook": {"cooking": 1.0, "hygiene": 1.0},
    "chef": {"cooking": 1.0, "hygiene": 1.0, "leading": 0.5},
    "baker": {"baking": 1.0},
    "clerk": {"typing": 1.0},
}
BROADER = {"cooking": ["food"], "baking": ["food"], "food": ["all"], "typing": ["office"]}


def upside_down(roles: Roles) -> Roles:
    return {role: dict(reversed([*roles[role].items()])) for role in reversed([*roles])}


def assert_sound(found: Similarity) -> None:
    assert found.values.shape == (len(found.roles),) * 2
    assert list(found.roles) == sorted(found.roles)
    np.testing.assert_array_equal(found.values, found.values.T)
    assert np.all((found.values >= 0) & (found.values <= 1))
    np.testing.assert_array_equal(np.diag(found.values), np.ones(len(found.roles)))


@given(roles_strategy, broader_strategy)
def test_skills_give_the_same_both_ways_between_0_and_1_and_1_with_itself(
    roles: Roles, broader: dict[str, list[str]]
) -> None:
    found = skill_similarity(roles, broader)
    assert_sound(found)
    assert set(found.roles) == {role for role, row in roles.items() if any(row.values())}


@given(ratings_strategy)
def test_ratings_give_the_same_both_ways_between_0_and_1_and_1_with_itself(roles: Roles) -> None:
    found = rating_similarity(roles)
    assert_sound(found)
    assert set(found.roles) == {role for role, row in roles.items() if row}


@given(roles_strategy, ratings_strategy, broader_strategy)
def test_the_order_of_what_is_given_changes_nothing(
    roles: Roles, ratings: Roles, broader: dict[str, list[str]]
) -> None:
    turned = {skill: broader[skill][::-1] for skill in reversed([*broader])}
    for first, second in (
        (skill_similarity(roles, broader), skill_similarity(upside_down(roles), turned)),
        (rating_similarity(ratings), rating_similarity(upside_down(ratings))),
    ):
        assert first.roles == second.roles
        np.testing.assert_array_equal(first.values, second.values)


@given(roles_strategy, ratings_strategy)
def test_a_copy_of_a_role_is_as_alike_as_can_be(roles: Roles, ratings: Roles) -> None:
    for measure, given_roles in ((skill_similarity, roles), (rating_similarity, ratings)):
        found = measure({**given_roles, **{f"{role}'": row for role, row in given_roles.items()}})
        for role in found.roles:
            if not role.endswith("'"):
                assert found.between(role, f"{role}'") == pytest.approx(1, abs=1e-6)


def test_skills_are_compared_by_cosine_weighted_by_how_rare_they_are() -> None:
    found = skill_similarity(ROLES)
    shared, lead = 2 * math.log(5 / 2) ** 2, (0.5 * math.log(5 / 1)) ** 2
    expected = shared / math.sqrt(shared * (shared + lead))
    assert found.between("cook", "chef") == pytest.approx(expected, abs=1e-6)
    assert found.between("cook", "clerk") == 0


def test_what_stands_above_skills_makes_roles_without_a_common_skill_alike() -> None:
    assert skill_similarity(ROLES).between("cook", "baker") == 0
    found = skill_similarity({"cook": {"cooking": 1.0}, "baker": {"baking": OPTIONAL}}, BROADER)
    own, group = math.log(3 / 1), ANCESTOR * math.log(3 / 2)
    length = math.sqrt(own**2 + 2 * group**2)
    assert found.between("cook", "baker") == pytest.approx(2 * group**2 / length**2, abs=1e-6)


def test_roles_that_ask_for_the_same_are_alike_even_when_there_are_no_others() -> None:
    assert skill_similarity({"a": {"x": 1.0}, "b": {"x": 1.0}}).between("a", "b") == 1
    assert rating_similarity({"a": {"x": 3.0}, "b": {"x": 3.0}}).between("a", "b") == 1


def test_a_role_that_asks_for_nothing_is_unknown_and_not_unlike() -> None:
    found = skill_similarity({**ROLES, "idle": {}, "zero": {"cooking": 0.0}})
    assert found.values.tolist() == skill_similarity(ROLES).values.tolist()
    for role in ("idle", "zero", "never heard of"):
        assert found.between("cook", role) is None
        assert found.between(role, "cook") is None
        assert found.neighbours(role) == []


@pytest.mark.parametrize("measure", [skill_similarity, rating_similarity])
def test_one_role_and_none_at_all(measure: Callable[[Roles], Similarity]) -> None:
    assert measure({}).roles == ()
    assert measure({}).pairs(above=0) == []
    one = measure({"only": {"x": 0.5}})
    assert one.between("only", "only") == 1
    assert one.neighbours("only") == []


@pytest.mark.parametrize("importance", [math.nan, math.inf, -0.1, 1.1])
def test_an_importance_that_is_none_is_refused_by_name(importance: float) -> None:
    with pytest.raises(ValueError, match="Role 'cook', skill 'hygiene': the importance"):
        skill_similarity({"cook": {"cooking": 1.0, "hygiene": importance}})


@pytest.mark.parametrize("rating", [math.nan, math.inf, -1.0])
def test_a_rating_that_is_none_is_refused_by_name(rating: float) -> None:
    with pytest.raises(ValueError, match="Role 'cook', rating '2.A.1.a'"):
        rating_similarity({"cook": {"2.A.1.a": rating}})


def test_ratings_are_compared_by_their_distance_from_the_average() -> None:
    ratings = {"a": {"x": 9.0, "y": 1.0}, "b": {"x": 8.0, "y": 2.0}, "c": {"x": 1.0, "y": 9.0}}
    found = rating_similarity({**ratings, "d": {"x": 2.0, "y": 8.0}})
    assert found.between("a", "b") == pytest.approx(1, abs=1e-6)
    assert found.between("a", "c") == 0


def test_a_rating_that_all_share_tells_nothing() -> None:
    ratings = {"a": {"x": 9.0}, "b": {"x": 1.0}, "c": {"x": 7.0}}
    shared = {role: {**row, "same": 0.1} for role, row in ratings.items()}
    np.testing.assert_array_equal(
        rating_similarity(shared).values, rating_similarity(ratings).values
    )


def test_many_roles_are_compared_a_block_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = skill_similarity(ROLES, BROADER).values
    monkeypatch.setattr(measures, "_ROWS_AT_ONCE", 3)
    np.testing.assert_array_equal(skill_similarity(ROLES, BROADER).values, whole)
