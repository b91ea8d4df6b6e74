"""A choice of options for one person while it grows: what it uses, reaches and has room for."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from recommender.skills.pathway.model import DURABLE_FROM_HOURS
from recommender.skills.pathway.problem import Entry, Problem
from recommender.skills.pathway.reach import TOLERANCE
from recommender.skills.pathway.values import Limits

SLACK = 1e-6  # sums of hours such as 0.1 + 0.2 are not exact


@dataclass(frozen=True, slots=True)
class Excess:
    """A limit that is not kept: ``limit`` is hours, money or a mode."""

    limit: str
    needed: float
    allowed: float


class Choice:
    """The chosen options of one person, with what comes before each."""

    def __init__(self, problem: Problem, numbers: Iterable[int] = ()) -> None:
        self.problem = problem
        self.numbers: set[int] = set()
        self.levels: dict[str, float] = dict(problem.held)
        self.hours = 0.0
        self.cost = 0.0
        self.modes: Counter[str | None] = Counter()
        self.add(numbers)

    def add(self, numbers: Iterable[int]) -> None:
        """Add options, each of which counts once."""
        for number in sorted(set(numbers) - self.numbers):
            option = self.problem.options[number]
            self.numbers.add(number)
            self.hours += option.hours
            self.cost += option.cost
            self.modes[option.mode] += 1
            for skill, level in option.teaches.items():
                self.levels[skill] = max(self.levels.get(skill, 0.0), level)

    def bundle(self, *numbers: int) -> set[int]:
        """Return the options with all that has to come before and isn't chosen yet.

        Where several lift a skill to where the next can be started, the shortest is taken; it
        could be started in an earlier round, so this comes to an end.
        """
        found: set[int] = set()
        waiting = list(numbers)
        while waiting:
            number = waiting.pop()
            if number in found or number in self.numbers:
                continue
            found.add(number)
            waiting += self.problem.prerequisites[number]
            for entry in self.problem.entries[number]:
                if self.levels[entry.skill] < entry.level - TOLERANCE:
                    waiting.append(self._lifter(number, entry, found))
        return found

    def _lifter(self, number: int, entry: Entry, found: Collection[int]) -> int:
        problem = self.problem
        earlier = [each for each in entry.lifters if problem.rank[each] < problem.rank[number]]
        hours = {each: 0.0 if each in found else problem.options[each].hours for each in earlier}
        return min(earlier, key=lambda each: (hours[each], each))

    def gain(self, bundle: Iterable[int]) -> float:
        """Return the coverage that a bundle would add."""
        reached: dict[str, float] = {}
        for number in bundle:
            for skill, level in self.problem.options[number].teaches.items():
                reached[skill] = max(reached.get(skill, 0.0), level)
        gain = 0.0
        for skill, level in reached.items():
            worth = self.problem.worth.get(skill)
            if worth is not None and level > self.levels[skill]:
                needed = self.problem.needed[skill]
                gain += worth * (min(level, needed) - min(self.levels[skill], needed))
        return gain

    def excesses(self, bundle: Iterable[int] = ()) -> list[Excess]:
        """Return the person's own limits that would not be kept with a bundle."""
        hours, cost, modes = self.hours, self.cost, Counter(self.modes)
        for number in bundle:
            option = self.problem.options[number]
            hours += option.hours
            cost += option.cost
            modes[option.mode] += 1
        return over(self.problem.limits, hours, cost, modes)

    def lacks_durable(self) -> bool:
        """Tell whether the path is long and holds none of the durable options."""
        return self.hours > DURABLE_FROM_HOURS + SLACK and not self.numbers & self.problem.durable


def over(
    limits: Limits, hours: float, cost: float, modes: Mapping[str | None, int] | None = None
) -> list[Excess]:
    """Return the limits that such a use doesn't keep."""
    uses = [("hours", hours, limits.hours)]
    uses.append(("money", cost, math.inf if limits.money is None else limits.money))
    uses += [(mode, (modes or {}).get(mode, 0), most) for mode, most in limits.per_mode.items()]
    return [Excess(*use) for use in uses if use[1] > use[2] + SLACK]
