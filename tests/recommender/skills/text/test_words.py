"""Words of texts with their places."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.skills.text.words import BREAK, JOIN, SPACE, tokens


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("Excel für Einsteiger!", ["excel", "fur", "einsteiger"]),
        ("C, C++, C# and F#", ["c", "c++", "c#", "and", "f#"]),
        ("C++17", ["c++", "17"]),
        ("ASP.NET on .NET", ["asp", "net", "on", ".net"]),
        ("5+ years, Notepad++", ["5", "year", "notepad++"]),
        ("R&D", ["r", "and", "d"]),
        ("資料分析 with SQL", ["資", "料", "分", "析", "with", "sql"]),
        ("Ｅｘｃｅｌ Ｃ＃", ["excel", "c#"]),
        ("mail jobs@sql.example or see https://sql.example/go.", ["mail", "or", "see"]),
        ("re\u00adport cafe\u0301", ["report", "cafe"]),
        ("हिन्दी", ["हिन्दी"]),
        ("snake_case", ["snake", "case"]),
        ("… !", []),
    ],
)
def test_texts_are_split_into_what_words_are_compared_by(text: str, keys: list[str]) -> None:
    assert [token.key for token in tokens(text)] == keys


@pytest.mark.parametrize(
    ("text", "gap"),
    [
        ("data analysis", SPACE),
        ("data  /  analysis", BREAK),
        ("data/analysis", SPACE),
        ("data-analysis", JOIN),
        ("Node.js", JOIN),
        ("wrapped\n  line", SPACE),
        ("one line\nNext line".removeprefix("one "), BREAK),
        ("sql, server", BREAK),
        ("sql. server", BREAK),
        ("one\n\nparagraph", BREAK),
        ("one - dash", BREAK),
        ("Microsoft® Excel", SPACE),
        ("far" + " " * 50 + "away", BREAK),
    ],
)
def test_a_label_reaches_over_what_only_joins_words(text: str, gap: int) -> None:
    assert tokens(text)[1].gap == gap


@given(st.text(alphabet=st.characters(), max_size=200), st.sampled_from(["en", "de", "es", "zh"]))
def test_whatever_the_text_places_point_at_the_words(text: str, language: str) -> None:
    behind = 0
    for token in tokens(text, language):
        assert behind <= token.start < token.end
        assert text[token.start : token.end] == token.text
        assert token.key
        assert " " not in token.key
        behind = token.end
