"""Which words count as the same and which must not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.skills.text.spelling import exact_of, key_of, plain_of


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("en", "optimisation", "Optimization"),
        ("en", "organises", "organize"),
        ("en", "analyse", "analyze"),
        ("en", "analyses", "analysis"),
        ("en", "behaviours", "behavior"),
        ("en", "programme", "programs"),
        ("en", "modelling", "modeling"),
        ("en", "technologies", "technology"),
        ("en", "processes", "process"),
        ("en", "APIs", "API"),
        ("en", "customer's", "customers"),
        ("en", "criteria", "criterion"),
        ("en", "&", "and"),
        ("de", "Datenbanken", "Datenbank"),
        ("de", "Sprache", "Sprachen"),
        ("de", "Kenntnisse", "Kenntnis"),
        ("de", "Entwicklerinnen", "Entwickler"),
        ("de", "&", "und"),
        ("es", "aplicaciones", "aplicación"),
        ("es", "datos", "dato"),
        ("es", "bases", "base"),
        ("fr", "résumé", "RESUME"),
    ],
)
def test_forms_of_one_word_are_compared_alike(language: str, one: str, other: str) -> None:
    assert key_of(one, language) == key_of(other, language)


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("en", "logistics", "logistic"),
        ("en", "news", "new"),
        ("en", "goods", "good"),
        ("en", "CMS", "CM"),
        ("en", "C", "C++"),
        ("en", "C#", "C"),
        ("en", "status", "statu"),
        ("en", "hour", "hor"),
        ("de", "Essen", "Ess"),
        ("fr", "chats", "chat"),
    ],
)
def test_different_words_stay_apart(language: str, one: str, other: str) -> None:
    assert key_of(one, language) != key_of(other, language)


def test_look_alikes_are_folded_only_where_scripts_are_mixed() -> None:
    assert plain_of("S\u0430P") == "sap"  # a Cyrillic a
    assert plain_of("\u0395xcel") == "excel"  # a Greek capital epsilon
    assert plain_of("\u0421++") == "c++"  # a Cyrillic es
    assert plain_of("\u0441\u043e\u0440") == "\u0441\u043e\u0440"


def test_accents_stay_where_the_exact_form_is_asked_for() -> None:
    assert exact_of("Café") == "café"
    assert plain_of("Café") == "cafe"
    assert exact_of("Ｃ♯") == "c#"


def test_a_letter_that_is_taken_apart_leaves_no_look_alike() -> None:
    for letter in map(chr, range(0x1F00, 0x2000)):
        assert plain_of(plain_of(f"a{letter}")) == plain_of(f"a{letter}")


@given(st.text(alphabet=st.characters(categories=["L", "N", "M", "Cf"]), max_size=30))
def test_folding_twice_is_folding_once(word: str) -> None:
    assert exact_of(exact_of(word)) == exact_of(word)
    assert plain_of(plain_of(word)) == plain_of(word)
    assert exact_of(word.upper().lower().upper()) == exact_of(word.upper())
