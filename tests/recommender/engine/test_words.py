"""Words of texts in several languages."""

from __future__ import annotations

import pytest

from recommender.engine.words import words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Excel für Einsteiger!", ["excel", "für", "einsteiger"]),
        ("初學者 Excel", ["excel", "初學", "學者"]),
        ("書", ["書"]),
        ("Ｅｘｃｅｌ STRASSE Straße", ["excel", "strasse", "strasse"]),
        ("한국어 a_b 3D", ["3d", "한국", "국어"]),
        ("डेटा विश्लेषण", ["डेटा", "विश्लेषण"]),
        ("תִּכְנוּת", ["תִּכְנוּת"]),
        ("การ", ["กา", "าร"]),
        ("", []),
    ],
)
def test_texts_are_split_without_a_dictionary(text: str, expected: list[str]) -> None:
    assert words(text) == expected
