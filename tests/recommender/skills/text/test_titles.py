"""Roles that job titles mean."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.skills.text.titles import RoleNames, TitleIndex

ROLES = (
    RoleNames("analyst", "data analyst", ("business data analyst", "reporting analyst")),
    RoleNames("developer", "software developer", ("software engineer", "Softwareentwickler")),
    RoleNames("agent", "customer support agent", ("help desk agent",)),
    RoleNames("clerk", "office clerk", ("administrative assistant",)),
    RoleNames("secretary", "secretary", ("administrative assistant", "Sekretär")),
    RoleNames("nurse", "nurse", ("enfermero",)),
    RoleNames("therapist", "Therapeut"),
    RoleNames("warehouse", "warehouse worker"),
    RoleNames("manager", "warehouse manager"),
    RoleNames("trainee", "Trainee"),
)
INDEX = TitleIndex(ROLES)


@pytest.mark.parametrize(
    ("title", "role", "how"),
    [
        ("Data Analyst", "analyst", "exact"),
        ("DATA ANALYSTS", "analyst", "exact"),
        ("software-engineer", "developer", "exact"),
        ("D\u0430ta Analyst", "analyst", "exact"),
        ("Trainee", "trainee", "exact"),
        ("Senior Data Analyst (m/f/d)", "analyst", "without_noise"),
        ("Sr. Software Engineer II", "developer", "without_noise"),
        ("Data Analyst m/w/d", "analyst", "without_noise"),
        ("Data Analyst (all genders) [remote]", "analyst", "without_noise"),
        ("Softwareentwickler*in", "developer", "without_noise"),
        ("Softwareentwickler:innen", "developer", "without_noise"),
        ("Softwareentwickler/-in", "developer", "without_noise"),
        ("Softwareentwickler(in)", "developer", "without_noise"),
        ("SoftwareentwicklerIn", "developer", "without_noise"),
        ("Softwareentwicklerin", "developer", "without_noise"),
        ("Therapeutin", "therapist", "without_noise"),
        ("Enfermero/a", "nurse", "without_noise"),
        ("Senior Data Analyst - Berlin", "analyst", "first_part"),
        ("Nurse, night shift", "nurse", "first_part"),
        ("Software Engineer at Example", "developer", "first_part"),
        ("Customer Support Agent Spanish", "agent", "similar"),
        ("Analyst of data", "analyst", "similar"),
    ],
)
def test_a_title_finds_its_role(title: str, role: str, how: str) -> None:
    best = INDEX.match(title)[0]
    assert (best.id, best.how, best.rank) == (role, how, 1)


@pytest.mark.parametrize("title", ["", "  ", "!!!", "asdf qwer", "Senior (m/f/d)", "II"])
def test_nonsense_and_noise_find_nothing(title: str) -> None:
    assert INDEX.match(title) == []


def test_a_better_way_scores_higher() -> None:
    titles = ["data analyst", "junior data analyst", "data analyst, Rome", "data analyst Rome"]
    scores = [INDEX.match(title)[0].score for title in titles]
    assert scores == sorted(scores, reverse=True)
    assert len(set(scores)) == len(titles)


def test_roles_that_match_equally_well_share_their_rank() -> None:
    found = INDEX.match("Administrative Assistant", limit=1)
    assert [(each.id, each.rank, each.score) for each in found] == [
        ("clerk", 1, 1.0),
        ("secretary", 1, 1.0),
    ]


def test_no_more_roles_come_than_were_asked_for_but_for_ties() -> None:
    index = TitleIndex([RoleNames("a", "analyst"), RoleNames("b", "data analyst"), ROLES[0]])
    assert len(index.match("data analyst")) == 3
    assert [each.id for each in index.match("data analyst", limit=2)] == ["analyst", "b"]


def test_a_role_without_a_word_in_its_name_is_never_meant() -> None:
    index = TitleIndex([RoleNames("none", "…", ("!",)), RoleNames("a", "analyst")])
    assert [each.id for each in index.match("analyst …")] == ["a"]


def test_the_name_that_matched_is_told() -> None:
    assert INDEX.match("Senior software engineer")[0].name == "software engineer"


def test_a_name_stands_before_an_alternative_as_good() -> None:
    index = TitleIndex([RoleNames("a", "typist", ("secretary",)), RoleNames("b", "secretary")])
    assert [(each.id, each.rank) for each in index.match("secretary")] == [("b", 1), ("a", 1)]


def test_rare_words_weigh_more_than_common_ones() -> None:
    assert [each.id for each in INDEX.match("warehouse logistics worker")] == ["warehouse"]


def test_no_roles_match_nothing() -> None:
    assert TitleIndex([]).match("data analyst") == []


@given(
    st.one_of(
        st.text(alphabet=st.characters(), max_size=100),
        st.lists(
            st.sampled_from(
                ["senior", "data", "analyst", "(", ")", "/", "m", "w", "-", ",", "office", "clerk"]
            )
        ).map(" ".join),
    ),
    st.integers(0, 100),
)
def test_whatever_the_title_candidates_are_ranked_and_the_order_of_roles_means_nothing(
    title: str, seed: int
) -> None:
    roles = list(ROLES)
    random.Random(seed).shuffle(roles)
    found = INDEX.match(title)
    assert TitleIndex(roles).match(title) == found
    assert [each.score for each in found] == sorted((e.score for e in found), reverse=True)
    assert all(0 < each.score <= 1 for each in found)
    assert len({each.id for each in found}) == len(found)
