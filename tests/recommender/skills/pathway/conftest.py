"""Small made-up catalogues in which everything occurs that a path has to respect."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from recommender.skills.pathway.values import Goal, Limits, Option

Case = tuple[list[Option], list[Goal], Limits]
MODES = (None, "workshop", "certification")


def make_case(seed: int, courses: int, skills: int) -> Case:
    """Return a catalogue with prerequisites, entry levels (also in circles), and tight limits."""
    chance = random.Random(seed)
    names = [f"s{number}" for number in range(skills)]
    options = []
    for number in range(courses):
        taught = {
            skill: float(chance.randint(1, 5))
            for skill in chance.sample(names, chance.randint(1, 2))
        }
        asked = {
            skill: float(chance.randint(1, 4))
            for skill in chance.sample(names, chance.choice((0, 1, 1, 2)))
        }
        earlier = [f"c{other}" for other in range(number)]
        options.append(
            Option(
                id=f"c{number}",
                hours=chance.choice((0.5, 1.0, 2.0, 3.5, 6.0)),
                teaches=taught,
                entry=asked,
                requires=tuple(
                    chance.sample(earlier, 1 if earlier and chance.random() < 0.25 else 0)
                ),
                cost=chance.choice((0.0, 0.0, 50.0, 120.0)),
                mode=chance.choice(MODES),
                fit=chance.random(),
                durable=chance.random() < 0.25,
            )
        )
    goals = [
        Goal(
            skill,
            held=round(chance.uniform(0, 3), 1),
            needed=round(chance.uniform(1, 5), 1),
            weight=chance.choice((0.0, 0.3, 0.5, 1.0, 1.0)),
        )
        for skill in names
    ]
    limits = Limits(
        hours=chance.choice((2.0, 5.0, 9.0, 12.0, 16.0)),
        money=chance.choice((None, 100.0, 250.0)),
        per_mode=chance.choice(({}, {"workshop": 1}, {"workshop": 0, "certification": 2})),
        durable=chance.random() < 0.7,
    )
    return options, goals, limits


@pytest.fixture
def case() -> Callable[[int, int, int], Case]:
    return make_case
