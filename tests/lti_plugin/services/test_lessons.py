"""The levels of a course, as its links, its own level and the site's words tell them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lti_plugin.services.lessons import levels

LEVEL = st.none() | st.floats(0, 5)


@pytest.mark.parametrize(
    ("outcome", "entry", "word", "expected"),
    [
        (None, None, None, (2.0, 0.0)),
        (3.0, None, None, (3.0, 0.0)),
        (None, 2.0, None, (3.0, 2.0)),
        (4.0, 2.0, "Beginner", (4.0, 2.0)),
        (None, None, "Advanced", (5.0, 4.0)),
        (None, None, "Expert", (5.0, 4.0)),
        (None, None, "Foundations", (3.0, 2.0)),
        (2.0, None, "Advanced", (2.0, 1.0)),
        (None, None, "no such level", (2.0, 0.0)),
        (None, None, "Stufe B", (4.5, 3.5)),
        (0.5, None, "Advanced", (0.5, 0.0)),
    ],
)
def test_what_the_link_leaves_open_is_told_by_the_course(
    outcome: float | None, entry: float | None, word: str | None, expected: tuple[float, float]
) -> None:
    assert levels(outcome, entry, word, {"stufe b": 3.5}) == expected


@given(LEVEL, LEVEL, st.sampled_from([None, "", "beginner", "expert", "3", "9", "x"]))
def test_levels_are_on_the_scale_and_what_was_linked_stays(
    outcome: float | None, entry: float | None, word: str | None
) -> None:
    leads, begins = levels(outcome, entry, word, {})
    assert 0 <= leads <= 5
    assert 0 <= begins <= 5
    assert outcome is None or leads == outcome
    assert entry is None or begins == entry
    assert entry is not None or begins <= max(0.0, leads - 1)
