"""Small made-up catalogues with all that a path has to respect, and every path tried one by one."""

from __future__ import annotations

import functools
import itertools
import math
import random
from collections.abc import Collection, Iterable, Sequence

from recommender.skills.pathway.values import Goal, Limits, Option

Case = tuple[list[Option], list[Goal], Limits]
MODES = (None, "workshop", "certification")


@functools.cache
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


def covered(options: Iterable[Option], goals: Sequence[Goal]) -> float:
    taken = list(options)
    held = total = 0.0
    for goal in goals:
        level = max([goal.held, *(o.teaches.get(goal.skill, 0.0) for o in taken)])
        held += goal.weight * min(level, goal.needed)
        total += goal.weight * goal.needed
    return held / total if total else 1.0


def can_follow(option: Option, earlier: Sequence[Option], goals: Sequence[Goal]) -> bool:
    levels = {goal.skill: goal.held for goal in goals}
    for other in earlier:
        for skill, level in other.teaches.items():
            if skill in levels:
                levels[skill] = max(levels[skill], level)
    return set(option.requires) <= {other.id for other in earlier} and all(
        level <= levels.get(skill, 5.0) + 1 + 1e-9 for skill, level in option.entry.items()
    )


def can_be_ordered(options: Collection[Option], goals: Sequence[Goal]) -> bool:
    ordered: list[Option] = []
    while len(ordered) < len(options):
        following = [o for o in options if o not in ordered and can_follow(o, ordered, goals)]
        if not following:
            return False
        ordered += following
    return True


def within(options: Sequence[Option], limits: Limits) -> bool:
    money = math.inf if limits.money is None else limits.money
    return (
        sum(o.hours for o in options) <= limits.hours + 1e-6
        and sum(o.cost for o in options) <= money + 1e-6
        and all(sum(o.mode == m for o in options) <= most for m, most in limits.per_mode.items())
    )


def is_durable(option: Option, goals: Sequence[Goal]) -> bool:
    held = {goal.skill: goal.held for goal in goals}
    return option.durable and any(
        level > held.get(skill, -1.0) for skill, level in option.teaches.items()
    )


def allowed_subsets(case: Case) -> list[tuple[Option, ...]]:
    options, goals, limits = case
    subsets = [
        chosen
        for size in range(len(options) + 1)
        for chosen in itertools.combinations(options, size)
        if within(chosen, limits) and can_be_ordered(chosen, goals)
    ]
    if limits.durable and any(is_durable(o, goals) for chosen in subsets for o in chosen):
        subsets = [
            chosen
            for chosen in subsets
            if sum(o.hours for o in chosen) <= 10 or any(is_durable(o, goals) for o in chosen)
        ]
    return subsets
