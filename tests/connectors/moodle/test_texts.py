"""Plain text out of Moodle's HTML."""

from __future__ import annotations

import pytest

from connectors.moodle.texts import folded, plain


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (None, ""),
        ("", ""),
        ("SQL", "SQL"),
        ("R&amp;D  basics", "R&D basics"),
        ("<p>One.</p><p>Two<br>three</p>", "One. Two three"),
        ("a<script>alert(1)</script>b</script>c<style>x{}</style>", "abc"),
        ('<a href="https://moodle.test/">C001</a>', "C001"),
        ("2 < 3", "2 < 3"),
        ("a<![if gte mso 9]>b<![endif]>c", "abc"),
        ("a<![x[b]]>c", "ac"),
        ("a<![ b", "a<![ b"),
        ("a&#" + "9" * 5000 + ";b", "a\ufffdb"),
        ("<a title='&#" + "9" * 5000 + "'>b</a>", "b"),
        ("&#65;&#1114112;", "A\ufffd"),
    ],
)
def test_tags_and_entities_are_gone(html: str | None, expected: str) -> None:
    assert plain(html) == expected


def test_folding_takes_away_case_accents_and_special_spaces() -> None:
    assert folded(" 1\u202fAoût\u00a02025 ") == "1 aout 2025"
