"""Levels, sureness and sources in words."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from lti_plugin.pages import skillwords
from recommender.skills import evidence, gaps, levels


@pytest.fixture(autouse=True)
def english(app: Flask) -> Iterator[None]:
    """A reader of English."""
    with app.test_request_context(headers={"Accept-Language": "en"}):
        yield


def test_everything_that_the_arithmetic_names_has_words() -> None:
    assert set(skillwords.SOURCES) == set(evidence.ERRORS)
    assert set(skillwords.SURE) == {evidence.SURE, evidence.LIKELY, evidence.ASSUMED}
    assert set(skillwords.STATES) == {gaps.MEETS, gaps.BELOW, gaps.NOT_ASSESSED}
    assert [str(name) for name, _ in skillwords.LEVELS.values()] == list(levels.WORDS)
    assert all(str(said).endswith(".") for _, said in skillwords.LEVELS.values())


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (0.0, 5.0, "none to expert"),
        (2.4, 2.6, "basic to independent"),
        (2.6, 3.4, "independent"),
        (4.5, 5.0, "expert"),
    ],
)
def test_a_range_is_told_by_its_ends_or_by_the_one_word_they_share(
    low: float, high: float, words: str
) -> None:
    assert skillwords.between(low, high) == words
