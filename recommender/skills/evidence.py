"""What a person holds: rows of evidence weighed into one level, with how sure that is.

Every row counts by its precision, the inverse square of its source's usual error, and loses half
of it in each half-life: with time we grow less sure, but the level stays. Three rules keep this
honest:

- the newest self-rating stands for all, and so does the newest assumption from a role;
- rows of one source never make us surer than that source can be;
- a completion counts only where it exceeds what is held without it, so it never lowers a level.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from operator import attrgetter

from recommender.skills.levels import HIGHEST, LOWEST

ASSESSMENT, RATING, BADGE = "assessment", "rating", "badge"
PORTFOLIO, MANAGER = "portfolio", "manager"
PEER, COMPLETION, SELF, ROLE = "peer", "completion", "self", "role"

ERRORS: Mapping[str, float] = {
    ASSESSMENT: 0.5,
    RATING: 0.5,
    BADGE: 0.6,
    PORTFOLIO: 0.7,
    MANAGER: 0.8,
    PEER: 0.9,
    COMPLETION: 0.9,
    SELF: 1.1,
    ROLE: 1.5,
}
LATEST_ONLY = frozenset({SELF, ROLE})
HALF_LIFE_IN_USE, HALF_LIFE = 24.0, 12.0
DAYS_OF_A_MONTH = 30.4375
WIDEST = ERRORS[ROLE]

SURE, LIKELY, ASSUMED, UNKNOWN = "confirmed", "likely", "assumed", "unknown"
SURE_BELOW, LIKELY_BELOW = 0.6, 1.0
ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Weighing:
    """How rows are weighed, where a site has figures of its own.

    ``errors`` is the usual error of each source in levels; the half-lives are in months, the longer
    one for what the present role asks for.
    """

    errors: Mapping[str, float] = field(default_factory=lambda: ERRORS)
    half_life_in_use: float = HALF_LIFE_IN_USE
    half_life: float = HALF_LIFE


USUAL = Weighing()


@dataclass(frozen=True, slots=True)
class Evidence:
    """One row of the ledger: who or what says that a person has a skill at a level.

    Parameters
    ----------
    skill
        The skill's id.
    level
        On the 0-5 scale.
    source
        One of the keys of :data:`ERRORS`.
    on
        The day it is from; None where that is not known: it then counts as one half-life old.
    weight
        How much it counts beside others of its source, above 0 and at most 1.
    first_seen
        Whether the day is the one on which it was first met, since its source gives none.
    expires
        The day from which it no longer counts. A row that expires does not fade before.
    id
        The row's own id, for pages that lead to it.

    Raises
    ------
    ValueError
        When the level, the weight or the source is none.
    """

    skill: str
    level: float
    source: str
    on: date | None = None
    weight: float = 1.0
    expires: date | None = None
    id: str = ""
    first_seen: bool = False

    def __post_init__(self) -> None:
        if not LOWEST <= self.level <= HIGHEST:
            raise ValueError(f"{self.skill}: the level {self.level} is not within 0-5")
        if not 0 < self.weight <= 1:
            raise ValueError(f"{self.skill}: the weight {self.weight} is not within 0-1")
        if self.source not in ERRORS:
            raise ValueError(f"{self.skill}: there is no source of evidence {self.source!r}")


@dataclass(frozen=True, slots=True)
class Counted:
    """A row that counts, with its part of the whole, 0-1."""

    row: Evidence
    share: float


@dataclass(frozen=True, slots=True)
class Held:
    """How well somebody has a skill, as far as it is known.

    ``level`` is the expected level (0-5) and ``sd`` its standard deviation in levels; ``counted``
    are the rows that it comes from, the weightiest first. ``assessed`` is False while nothing but
    the role speaks for it.
    """

    level: float
    sd: float
    counted: tuple[Counted, ...]

    @property
    def assessed(self) -> bool:
        """Say whether anything but the role itself speaks for this level."""
        return any(each.row.source != ROLE for each in self.counted)

    @property
    def confidence(self) -> str:
        """Return one of SURE, LIKELY and ASSUMED."""
        if not self.assessed or self.sd > LIKELY_BELOW + ROUNDING:
            return ASSUMED
        return SURE if self.sd <= SURE_BELOW + ROUNDING else LIKELY

    @property
    def range(self) -> tuple[float, float]:
        """Return the levels between which it lies in two cases of three, within 0-5."""
        return max(LOWEST, self.level - self.sd), min(HIGHEST, self.level + self.sd)


def ledger(
    rows: Iterable[Evidence],
    today: date,
    in_use: Iterable[str] = (),
    how: Weighing = USUAL,
) -> dict[str, Held]:
    """Return what a person holds, by skill; a skill of which nothing is known is not in it.

    Parameters
    ----------
    rows
        Everything there is about one person; of two on one day the later in the list is the newer.
    today
        The day for which to weigh it.
    in_use
        The skills that their present role asks for: these fade half as fast.
    how
        The errors and half-lives to weigh by.
    """
    used = frozenset(in_use)
    by_skill = groupby(sorted(rows, key=attrgetter("skill")), key=attrgetter("skill"))
    found = {skill: held(list(own), today, skill in used, how) for skill, own in by_skill}
    return {skill: each for skill, each in found.items() if each is not None}


def held(
    rows: Sequence[Evidence],
    today: date,
    in_use: bool = False,
    how: Weighing = USUAL,
) -> Held | None:
    """Weigh the rows about one skill; None when none of them counts any more."""
    half_life = how.half_life_in_use if in_use else how.half_life
    alive = [row for row in _latest(rows) if row.expires is None or row.expires > today]
    weighed = _Weighed(how.errors)
    completions = []
    for row in alive:
        precision = row.weight * how.errors[row.source] ** -2 * _kept(row, today, half_life)
        if row.source == COMPLETION:
            completions.append((row, precision))
        else:
            weighed.add(row, precision)
    # From the highest down, so that no completion pulls down what a higher one has shown.
    for row, precision in sorted(completions, key=lambda each: (-each[0].level, -each[1])):
        weighed = weighed.raised_by(row, precision)
    return None if weighed.empty else weighed.held()


def _latest(rows: Sequence[Evidence]) -> list[Evidence]:
    """Drop what a newer row of the same kind replaces; a row without a date is the oldest."""
    newest: dict[str, Evidence] = {}
    others = []
    for row in rows:
        if row.source not in LATEST_ONLY:
            others.append(row)
        elif row.source not in newest or _day(row) >= _day(newest[row.source]):
            newest[row.source] = row
    return [*others, *newest.values()]


def _day(row: Evidence) -> date:
    return row.on or date.min


def _kept(row: Evidence, today: date, half_life: float) -> float:
    """Return what is left of a row's precision: 1 when new, half after each half-life."""
    if row.expires is not None:
        return 1.0
    months = half_life if row.on is None else max(0, (today - row.on).days) / DAYS_OF_A_MONTH
    return float(2 ** (-months / half_life))


class _Weighed:
    """Rows with their precisions, where no source makes us surer than its own error."""

    def __init__(self, errors: Mapping[str, float]) -> None:
        self._errors = errors
        self._rows: dict[str, list[tuple[Evidence, float]]] = {}

    @property
    def empty(self) -> bool:
        return not self._rows

    @property
    def level(self) -> float:
        parts = self._parts()
        whole = sum(precision for _, precision in parts)
        mean = sum(row.level * precision for row, precision in parts) / whole
        return min(HIGHEST, max(LOWEST, mean))

    def add(self, row: Evidence, precision: float) -> None:
        if precision > 0:
            self._rows.setdefault(row.source, []).append((row, precision))

    def raised_by(self, row: Evidence, precision: float) -> _Weighed:
        """Return this with one row more, or as it is where that would not raise the level."""
        more = _Weighed(self._errors)
        more._rows = {source: list(rows) for source, rows in self._rows.items()}
        more.add(row, precision)
        return more if self.empty or more.level > self.level + ROUNDING else self

    def held(self) -> Held:
        parts = sorted(self._parts(), key=lambda each: (-each[1], each[0].id, each[0].level))
        whole = sum(precision for _, precision in parts)
        counted = tuple(Counted(row, precision / whole) for row, precision in parts)
        return Held(self.level, min(WIDEST, 1 / math.sqrt(whole)), counted)

    def _parts(self) -> list[tuple[Evidence, float]]:
        found = []
        for source, rows in self._rows.items():
            most = self._errors[source] ** -2
            share = min(1.0, most / sum(precision for _, precision in rows))
            found += [(row, precision * share) for row, precision in rows]
        return found
