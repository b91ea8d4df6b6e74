"""The open courses of thousands of people, and what is left of their gaps while they take them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from recommender.skills.evidence import COMPLETION, ERRORS, ROUNDING
from recommender.skills.gaps import shortfalls
from recommender.skills.pathway.columns import Floats, Ints, Lines, Mask, Offers, matches
from recommender.skills.pathway.reach import ENTRY_REACH, TOLERANCE

SHORTEST = 0.25
LEAST_GAIN = 1e-9
_DIGITS = 9  # what differs by less is a trace of rounding, and equal

Column = NDArray[np.generic]


class Walk:
    """Everybody's open courses (candidates), and what is left of their gaps on the way.

    A *pair* is a candidate with one of the lines that it would raise.
    """

    def __init__(
        self,
        lines: Lines,
        offers: Offers,
        closed: tuple[Ints, Ints],
        done: tuple[Ints, Ints],
        language: Ints,
    ) -> None:
        self._lines, self._offers, self._count = lines, offers, len(offers.hours)
        named = (lines.skill, offers.teaches[1], offers.begins[1])
        self._skills = 1 + max(int(each.max(initial=0)) for each in named)
        self._keys = lines.person * self._skills + lines.skill
        self._level, self._sd = lines.level.copy(), lines.sd.copy()
        self._asked = lines.assessed & ~np.isnan(lines.required)
        self._weight = np.where(self._asked, lines.importance, 0.0)
        people = 1 + int(lines.person.max(initial=-1))
        mass = self._weight * np.nan_to_num(lines.required)
        self._mass = np.bincount(lines.person, mass, minlength=people)
        self._short = np.zeros(len(lines.person))
        self._measure(np.flatnonzero(self._asked))
        self._pair(closed, language)
        self._bar(done)
        self.ready = self._startable()

    def _measure(self, lines: Ints) -> None:
        own = self._lines.required[lines]
        self._short[lines] = shortfalls(self._level[lines], self._sd[lines], own)

    def _pair(self, closed: tuple[Ints, Ints], language: Ints) -> None:
        """Find all candidates, by person, length and number, and their pairs in that order."""
        below = self._level + ROUNDING < self._lines.required
        gaps = np.flatnonzero(self._asked & below)
        course, skill, outcome = self._offers.teaches
        line, lesson = matches(self._lines.skill[gaps], skill)
        line = gaps[line]
        higher = outcome[lesson] > self._level[line]
        line, lesson = line[higher], lesson[higher]
        key = self._lines.person[line] * self._count + course[lesson]
        free = ~np.isin(key, closed[0] * self._count + closed[1])
        spoken, own = language[self._lines.person[line]], self._offers.language[course[lesson]]
        free &= (spoken < 0) | (own < 0) | (spoken == own)
        line, lesson, key = line[free], lesson[free], key[free]
        taught = course[lesson]
        order = np.lexsort((line, taught, self._offers.hours[taught], self._lines.person[line]))
        line, lesson, key = line[order], lesson[order], key[order]
        first = np.flatnonzero(np.append(True, key[1:] != key[:-1])[: len(key)])
        self._pair_line, self._pair_outcome = line, outcome[lesson]
        required = self._lines.required[line]
        self._pair_after = shortfalls(self._pair_outcome, ERRORS[COMPLETION], required)
        self._pair_first = first
        self._pair_of = np.repeat(
            np.arange(len(first)), np.diff(np.append(first, len(key))).astype(np.int64)
        )
        self.person, self.course = key[first] // self._count, key[first] % self._count
        self._open = np.ones(len(first), dtype=bool)

    def _bar(self, done: tuple[Ints, Ints]) -> None:
        """Find what bars each candidate: entry levels that are known, and courses to finish."""
        course, skill, level = self._offers.begins
        self._barred, entry = matches(self.course, course)
        line = self._line_of(self.person[self._barred], skill[entry])
        known = (line >= 0) & self._lines.assessed[line]
        self._barred, entry, self._bar_line = self._barred[known], entry[known], line[known]
        self._bar_level = level[entry] - ENTRY_REACH - TOLERANCE
        after, first = self._offers.requires
        self._waiting, needed = matches(self.course, after)
        self._wanted = self.person[self._waiting] * self._count + first[needed]
        self._missing = ~np.isin(self._wanted, done[0] * self._count + done[1])

    def _line_of(self, person: Ints, skill: Ints) -> Ints:
        """Return the lines of people's skills, -1 where there is none."""
        key = person * self._skills + skill
        if not len(self._keys):
            return np.full(len(key), -1)
        place = np.minimum(np.searchsorted(self._keys, key), len(self._keys) - 1)
        return np.where(self._keys[place] == key, place, -1)

    def _closes(self) -> Floats:
        """Return, by pair, how much of the weighted gap it would close now."""
        line = self._pair_line
        closes = self._weight[line] * np.maximum(0.0, self._short[line] - self._pair_after)
        below = self._level[line] + ROUNDING < self._lines.required[line]
        return np.where(below & (self._pair_outcome > self._level[line]), closes, 0.0)

    def _startable(self) -> Mask:
        """Return the mask of the candidates that could be started now."""
        can = np.ones(len(self.person), dtype=bool)
        can[self._waiting[self._missing]] = False
        can[self._barred[self._level[self._bar_line] < self._bar_level]] = False
        return can

    def next(self, going: Mask) -> Ints:
        """Return the next step of everybody who is ``going`` on and has one, as candidates."""
        if not len(self.person):
            return np.zeros(0, dtype=np.int64)
        gain = np.add.reduceat(self._closes(), self._pair_first)
        can = self._startable() & self._open & going[self.person] & (gain > LEAST_GAIN)
        hours = np.maximum(self._offers.hours[self.course], SHORTEST)
        worth = np.where(can, np.round(gain / hours, _DIGITS), -1.0)
        first = np.flatnonzero(np.append(True, self.person[1:] != self.person[:-1]))
        best = np.maximum.reduceat(worth, first)
        own = np.repeat(best, np.diff(np.append(first, len(worth))))
        tops = np.flatnonzero(can & (worth == own))
        _, earliest = np.unique(self.person[tops], return_index=True)
        return tops[earliest]

    def take(self, chosen: Ints) -> tuple[Floats, Floats, list[Column]]:
        """Take a step each; return what was covered before, what it adds, and the gaps it closes.

        The gaps are columns: the place among ``chosen``, skill, level and required level.
        """
        closes, person = self._closes(), self.person[chosen]
        number = np.full(len(self.person), -1)
        number[chosen] = np.arange(len(chosen))
        pair = np.flatnonzero((number[self._pair_of] >= 0) & (closes > LEAST_GAIN))
        line, of = self._pair_line[pair], number[self._pair_of[pair]]
        gaps: list[Column] = [of, self._lines.skill[line], self._level[line]]
        missing = np.bincount(
            self._lines.person, self._weight * self._short, minlength=len(self._mass)
        )
        covered = np.clip(1 - missing[person] / self._mass[person], 0.0, 1.0)
        gain = np.bincount(of, closes[pair], minlength=len(chosen)) / self._mass[person]
        gaps.append(self._lines.required[line])
        self._learn(chosen)
        self._open[chosen] = False
        made = person * self._count + self.course[chosen]
        self._missing &= ~np.isin(self._wanted, made)
        return covered, gain, gaps

    def _learn(self, chosen: Ints) -> None:
        """Raise what is held to what the courses lead to; what is unknown stays so."""
        course, skill, outcome = self._offers.teaches
        taken, lesson = matches(self.course[chosen], course)
        line = self._line_of(self.person[chosen][taken], skill[lesson])
        raised = (line >= 0) & self._lines.assessed[line] & (outcome[lesson] > self._level[line])
        line, level = line[raised], outcome[lesson][raised]
        self._level[line], self._sd[line] = level, ERRORS[COMPLETION]
        self._measure(line[self._asked[line]])
