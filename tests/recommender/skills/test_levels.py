"""What words and numbers of other scales mean on the scale from 0 to 5."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.skills.levels import COMMON, HIGHEST, LOWEST, WORDS, level_of


def test_the_scale_has_a_word_for_each_whole_level() -> None:
    assert len(WORDS) == HIGHEST - LOWEST + 1
    assert all(LOWEST <= level <= HIGHEST for level in COMMON.values())
    assert all(word == word.lower() for word in COMMON)


@pytest.mark.parametrize(
    ("word", "level"),
    [
        ("Beginner", 1.0),
        (" FOUNDATIONS ", 2.0),
        ("Intermediate", 3.0),
        ("Básico", 2.0),
        ("Fortgeschritten", 3.0),
        ("expert", 5.0),
        ("0", 0.0),
        ("2.5", 2.5),
        ("5", 5.0),
    ],
)
def test_common_words_and_numbers_are_understood(word: str, level: float) -> None:
    assert level_of(word) == level


@pytest.mark.parametrize(
    "word", [None, "", "  ", "for everybody", "-1", "5.1", "nan", "inf", "2,5"]
)
def test_what_says_nothing_has_no_level(word: str | None) -> None:
    assert level_of(word) is None


def test_the_sites_own_words_go_before_the_common_ones() -> None:
    scale = {"gold": 4.5, "advanced": 3, "1": 2}
    assert level_of("Gold", scale) == 4.5
    assert level_of("Advanced", scale) == 3.0
    assert level_of("1", scale) == 2.0
    assert level_of("Expert", scale) == 5.0


@given(st.text(max_size=20))
def test_whatever_a_source_says_the_level_stays_on_the_scale(word: str) -> None:
    level = level_of(word)
    assert level is None or LOWEST <= level <= HIGHEST
