"""One person's catalogue made ready: only what can matter and can be started, by number."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from recommender.skills.pathway.reach import TOLERANCE
from recommender.skills.pathway.values import Limits, Option


@dataclass(frozen=True, slots=True)
class Entry:
    """A level that has to be reached before an option can be started, and which options do."""

    skill: str
    level: float
    lifters: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """What is searched: ``options`` by number, and for each what has to come before it.

    ``worth`` is the coverage that one level of a skill adds. ``rank`` is the round in which an
    option can be started first, so that something of a lower one always leads to it. ``efforts``
    are hours that count less for what suits the person; they decide between paths of equal
    coverage. ``durable`` are the options that would satisfy that rule.
    """

    options: tuple[Option, ...]
    limits: Limits
    held: Mapping[str, float]
    needed: Mapping[str, float]
    worth: Mapping[str, float]
    reachable: Mapping[str, float]
    prerequisites: tuple[tuple[int, ...], ...]
    entries: tuple[tuple[Entry, ...], ...]
    rank: tuple[int, ...]
    efforts: tuple[float, ...]
    bonuses: tuple[float, ...]
    mandatory: tuple[int, ...]
    durable: frozenset[int]

    def coverage(self, levels: Mapping[str, float]) -> float:
        """Return the weighted share of what is needed that ``levels`` hold; 1 without need."""
        if not self.worth:
            return 1.0
        return sum(
            worth * min(levels[skill], self.needed[skill]) for skill, worth in self.worth.items()
        )

    def startable(self, number: int, taken: Collection[int], levels: Mapping[str, float]) -> bool:
        """Tell whether an option can be started after ``taken``, which led to ``levels``."""
        return all(each in taken for each in self.prerequisites[number]) and all(
            levels[entry.skill] >= entry.level - TOLERANCE for entry in self.entries[number]
        )

    def in_order(self, chosen: Iterable[int]) -> tuple[list[int], list[int]]:
        """Return ``chosen`` in an order in which each can be started, and those that can't be."""
        waiting, taken = sorted(chosen, key=lambda each: (self.rank[each], each)), dict[int, None]()
        levels = dict(self.held)
        ready = waiting
        while ready:
            ready = [each for each in waiting if self.startable(each, taken, levels)]
            for number in ready:
                taken[number] = None
                for skill, level in self.options[number].teaches.items():
                    levels[skill] = max(levels.get(skill, 0.0), level)
            waiting = [each for each in waiting if each not in taken]
        return list(taken), waiting
