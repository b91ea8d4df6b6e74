"""Plain text from HTML of all sorts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.skills.text.plaintext import LONGEST, TextTooLong, plain_text


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>SQL &amp; Python</p><p>Excel</p>", "SQL & Python\n\nExcel"),
        ("<ul><li>sql</li>\n<li>server</li></ul>", "sql\n\nserver"),
        ("<p>critical\n   <b>think</b>ing</p>", "critical thinking"),
        ("one<br>two", "one\ntwo"),
        ("<script>var sql = '<p>';</script><style>p{}</style><p>shown", "shown"),
        ("<p>a<!-- SQL -->b<!-- open", "a b<!-- open"),
        ("<!DOCTYPE html><p title=\"a > b\" class='x'>seen</p>", "seen"),
        ("<p>vector<int> and < 5 years &lt;b&gt;</p>", "vector<int> and < 5 years <b>"),
        ("<p>&#83;QL&nbsp;server", "SQL\xa0server"),
        ("<td>sales</td><td>marketing</td>", "sales\n\nmarketing"),
        ("<P STYLE='x'>Loud</P>", "Loud"),
    ],
)
def test_markup_becomes_what_a_reader_sees(markup: str, text: str) -> None:
    assert plain_text(markup) == text


@pytest.mark.parametrize("text", ["no tags\n\n- a\n- b  c", "x < y > z", "vector<int> v", ""])
def test_plain_text_stays_as_it_is(text: str) -> None:
    assert plain_text(text) == text


def test_entities_are_read_without_markup_too() -> None:
    assert plain_text("R&amp;D") == "R&D"


def test_what_is_too_long_is_refused_with_both_figures() -> None:
    with pytest.raises(TextTooLong, match="50,001 characters; paste at most 50,000"):
        plain_text("x" * (LONGEST + 1))
    assert len(plain_text("x" * LONGEST)) == LONGEST


@pytest.mark.parametrize("part", ["<a ", '<div a="', "<p a='>", "<!--", "<![", "x<div ", "</p"])
def test_half_open_markup_is_kept_as_text(part: str) -> None:
    assert plain_text(f"<p>begin {part * 3000}").startswith("begin")


@given(st.text(alphabet=st.characters(), max_size=200), st.integers(0, 5))
def test_no_markup_is_too_broken(text: str, tags: int) -> None:
    assert isinstance(plain_text("<p>" * tags + text), str)


@given(
    st.lists(st.sampled_from(["<p>", "</p>", "<script>", "</script>", "<", ">", "a ", '"', "'"]))
)
def test_no_tag_of_html_is_left(parts: list[str]) -> None:
    assert "<p>" not in plain_text("".join(parts))
