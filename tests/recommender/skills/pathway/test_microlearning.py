"""What fits into twenty minutes."""

from __future__ import annotations

import math

import pytest

from recommender.skills.pathway.errors import BadValue
from recommender.skills.pathway.microlearning import Lesson, short_lessons
from recommender.skills.pathway.values import Goal

GOALS = [Goal("sql", 1, 3), Goal("talk", 2, 3, weight=0.5), Goal("have", 4, 2)]
LESSONS = [
    Lesson("long", 21, {"sql": 3}),
    Lesson("unknown", None, {"sql": 3}),
    Lesson("unsaid", None),
    Lesson("joins", 20, {"sql": 2}),
    Lesson("speak", 15, {"talk": 3}),
    Lesson("deep", 10, {"sql": 5}, entry={"sql": 4}),
    Lesson("extra", 5, {"have": 5, "other": 1}),
    Lesson("tiny", 10, {"talk": 3}),
]


def test_only_known_lengths_that_fit_the_most_valuable_first_and_the_unknown_counted() -> None:
    found = short_lessons(LESSONS, GOALS)
    assert [each.lesson.id for each in found.lessons] == ["joins", "tiny", "speak", "extra"]
    assert found.unknown == 2
    total = 3 + 0.5 * 3 + 2
    assert [each.gain for each in found.lessons] == pytest.approx(
        [1 / total, 0.5 / total, 0.5 / total, 0]
    )


def test_the_minutes_can_be_others() -> None:
    found = short_lessons(LESSONS, GOALS, most=10)
    assert [each.lesson.id for each in found.lessons] == ["tiny", "extra"]
    assert "long" in [each.lesson.id for each in short_lessons(LESSONS, GOALS, most=21).lessons]


@pytest.mark.parametrize("minutes", [-1.0, math.nan, math.inf])
def test_minutes_that_mean_nothing_are_refused(minutes: float) -> None:
    with pytest.raises(BadValue, match="'odd'"):
        short_lessons([Lesson("odd", minutes)], GOALS)
