"""Spellings of one name are one; letters that only look alike are found."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.names import mixed, plain


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("SQL", " sql "),
        ("SQL", "ＳＱＬ"),
        ("Data analysis", "data\u00a0 ANALYSIS"),
        ("Straße", "STRASSE"),
        ("Ärztin", "a\u0308rztin"),
        ("Βοηθός", "ΒΟΗΘΌΣ"),
        ("Co\u00adordinator", "coordinator"),
        ("SQL\u200b", "\ufeffSQL"),
    ],
)
def test_spellings_of_one_name_are_the_same(one: str, other: str) -> None:
    assert plain(one) == plain(other)


@pytest.mark.parametrize(("one", "other"), [("C", "C++"), ("Résumé", "Resume"), ("SQL", "ЅQL")])
def test_other_names_stay_others(one: str, other: str) -> None:
    assert plain(one) != plain(other)


@given(st.text())
def test_a_plain_name_is_as_plain_as_can_be(name: str) -> None:
    assert plain(plain(name)) == plain(name)


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("Advanced ЅQL", "ЅQL"),
        ("Dаta analysis", "Dаta"),
        ("Νegotiation skills", "Νegotiation"),
        ("SQL", None),
        ("Переговоры (B2B sales)", None),
        ("α-testing, β-testing", None),
        ("データ分析 mit SQL", None),
        ("Ｄata", None),
    ],
)
def test_words_of_letters_that_look_alike_are_found(name: str, word: str | None) -> None:
    assert mixed(name) == word
