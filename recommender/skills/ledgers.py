"""Weighs the evidence about many people at once, to the same levels as one ledger after another.

The rules are those of :mod:`recommender.skills.evidence`; here they work on columns, since a whole
organisation has hundreds of thousands of rows. A *line* is one skill of one person.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from recommender.skills.evidence import (
    COMPLETION,
    DAYS_OF_A_MONTH,
    ERRORS,
    LATEST_ONLY,
    ROLE,
    ROUNDING,
    USUAL,
    WIDEST,
    Weighing,
)
from recommender.skills.levels import HIGHEST, LOWEST

SOURCES = tuple(ERRORS)
UNKNOWN_DAY = 0

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of evidence as columns of one length; of two on one day the later is the newer.

    ``line`` counts the lines from 0, ``source`` is a place in :data:`SOURCES`; ``on`` and
    ``expires`` are days as ``date.toordinal`` counts them, UNKNOWN_DAY where there is none.
    """

    line: Ints
    level: Floats
    source: Ints
    on: Ints
    weight: Floats
    expires: Ints

    def only(self, kept: Mask) -> Rows:
        """Return the rows that ``kept`` marks, in their order."""
        return Rows(
            line=self.line[kept],
            level=self.level[kept],
            source=self.source[kept],
            on=self.on[kept],
            weight=self.weight[kept],
            expires=self.expires[kept],
        )


@dataclass(frozen=True, slots=True)
class Weighed:
    """What is held, by line: levels (0-5), their standard deviations in levels, and whether
    anything but the role speaks for them. Both numbers are NaN where nothing is known.
    """

    level: Floats
    sd: Floats
    assessed: Mask

    def only(self, kept: Mask) -> Weighed:
        """Return the lines that ``kept`` marks, in their order."""
        return Weighed(self.level[kept], self.sd[kept], self.assessed[kept])


def weigh(
    rows: Rows,
    in_use: Mask,
    today: date,
    *,
    without: Collection[str] = (),
    unless: Mask | None = None,
    how: Weighing = USUAL,
) -> Weighed:
    """Weigh each line's rows into one level.

    Parameters
    ----------
    rows
        Everything that speaks for any of the lines.
    in_use
        For each line, whether the person's present role asks for the skill.
    today
        The day for which to weigh it.
    without
        Sources that are not heard.
    unless
        For each line, whether these are heard there nevertheless; None: nowhere.
    how
        The errors and half-lives to weigh by.
    """
    unheard = [SOURCES.index(source) for source in without]
    heard = ~np.isin(rows.source, unheard)
    rows = _latest(rows.only(heard if unless is None else heard | unless[rows.line]))
    rows = rows.only((rows.expires == UNKNOWN_DAY) | (rows.expires > today.toordinal()))
    least = np.array([how.errors[source] ** -2 for source in SOURCES])
    precision = rows.weight * least[rows.source] * _kept(rows, in_use[rows.line], today, how)
    rows, precision = rows.only(precision > 0), precision[precision > 0]
    sums = _Sums.empty(len(in_use), least)
    completed = rows.source == SOURCES.index(COMPLETION)
    sums.add(rows.only(~completed), precision[~completed])
    _raise(sums, rows.only(completed), precision[completed])
    whole, level = sums.level(slice(None))
    with np.errstate(divide="ignore"):
        sd = np.minimum(WIDEST, 1 / np.sqrt(whole))
    known = whole > 0
    others: Mask = np.delete(sums.precision, SOURCES.index(ROLE), axis=1).sum(axis=1) > 0
    return Weighed(np.where(known, level, np.nan), np.where(known, sd, np.nan), others)


def _latest(rows: Rows) -> Rows:
    """Drop what a newer row of the same kind replaces."""
    replaced = np.isin(rows.source, [SOURCES.index(source) for source in LATEST_ONLY])
    places = np.flatnonzero(replaced)
    kind = rows.line[places] * len(SOURCES) + rows.source[places]
    order = np.lexsort((places, rows.on[places], kind))
    last = np.append(kind[order][1:] != kind[order][:-1], True)[: len(order)]
    kept = ~replaced
    kept[places[order[last]]] = True
    return rows.only(kept)


def _kept(rows: Rows, in_use: Mask, today: date, how: Weighing) -> Floats:
    """Return what is left of each row's precision."""
    half_life = np.where(in_use, how.half_life_in_use, how.half_life)
    months = np.maximum(0, today.toordinal() - rows.on) / DAYS_OF_A_MONTH
    months = np.where(rows.on == UNKNOWN_DAY, half_life, months)
    return np.where(rows.expires == UNKNOWN_DAY, 2.0 ** (-months / half_life), 1.0)


@dataclass(slots=True)
class _Sums:
    """Of each line (rows) and source (columns): the precision, and precision times level."""

    precision: Floats
    product: Floats
    most: Floats

    @classmethod
    def empty(cls, lines: int, most: Floats) -> _Sums:
        return cls(np.zeros((lines, len(most))), np.zeros((lines, len(most))), most)

    def add(self, rows: Rows, precision: Floats) -> None:
        place = rows.line * len(SOURCES) + rows.source
        for sums, amounts in ((self.precision, precision), (self.product, precision * rows.level)):
            sums += np.bincount(place, amounts, minlength=sums.size).reshape(sums.shape)

    def level(self, lines: Ints | slice) -> tuple[Floats, Floats]:
        """Return the whole precision and the level of these lines, NaN where nothing is known.

        No source counts for more than one row of it with its usual error.
        """
        precision, product = self.precision[lines], self.product[lines]
        share = np.minimum(1.0, self.most / np.where(precision > 0, precision, 1.0))
        whole = (precision * share).sum(axis=1)
        with np.errstate(invalid="ignore"):
            mean = (product * share).sum(axis=1) / whole
        return whole, np.clip(mean, LOWEST, HIGHEST)


def _raise(sums: _Sums, rows: Rows, precision: Floats) -> None:
    """Let each line's completions count where they raise its level, the highest first."""
    order = np.lexsort((np.arange(len(precision)), -precision, -rows.level, rows.line))
    line = rows.line[order]
    first = np.flatnonzero(np.append(True, line[1:] != line[:-1])[: len(line)])
    turn = np.arange(len(line)) - np.repeat(first, np.diff(np.append(first, len(line))))
    for each in range(int(turn.max(initial=-1)) + 1):
        rank = order[turn == each]  # one row of a line at most
        lines, more = rows.line[rank], precision[rank]
        place = lines, SOURCES.index(COMPLETION)
        before = sums.precision[place], sums.product[place]
        whole, level = sums.level(lines)
        sums.precision[place] += more
        sums.product[place] += more * rows.level[rank]
        raised = (whole == 0) | (sums.level(lines)[1] > level + ROUNDING)
        sums.precision[place] = np.where(raised, sums.precision[place], before[0])
        sums.product[place] = np.where(raised, sums.product[place], before[1])
