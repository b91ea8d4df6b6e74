"""The headcounts of an audit, cell by cell: what is told of whom, where enough are assessed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from recommender.skills.audit import Grid
from recommender.skills.evidence import ASSUMED, LIKELY, LIKELY_BELOW, SURE, SURE_BELOW


@dataclass(frozen=True, slots=True)
class Cell:
    """A headcount; ``share`` is who meets it of those assessed, ``sd`` how unsure their levels are
    in the mean. Where fewer than ``needed`` are assessed nothing is told of what they have, and
    everything but the headcounts is None.
    """

    required: int
    assessed: int
    needed: int
    meets: int | None
    below: int | None
    share: float | None
    sd: float | None

    @property
    def unassessed(self) -> int:
        """Return of how many nothing is known."""
        return self.required - self.assessed

    @property
    def confidence(self) -> str | None:
        """Return one of SURE, LIKELY and ASSUMED for the mean; None where nothing is told."""
        if self.sd is None:
            return None
        if self.sd <= SURE_BELOW:
            return SURE
        return LIKELY if self.sd <= LIKELY_BELOW else ASSUMED


def of_grid(found: Grid) -> Sequence[Sequence[Cell]]:
    """Return the cells of a grid, by group and skill; the last row is everybody."""
    counts = (found.required, found.assessed, found.needed, found.meets, found.below)
    columns = (*counts, found.told, found.shortage, found.sd)
    by_row = [zip(*rows, strict=True) for rows in zip(*(c.tolist() for c in columns), strict=True)]
    return [[_cell(*each) for each in row] for row in by_row]


def _cell(
    required: int,
    assessed: int,
    needed: int,
    meets: int,
    below: int,
    told: bool,
    shortage: float,
    sd: float,
) -> Cell:
    if not told:
        return Cell(required, assessed, needed, None, None, None, None)
    return Cell(required, assessed, needed, meets, below, 1 - shortage, number(sd))


def number(value: float) -> float | None:
    """Return a number, None for one that is not known."""
    return None if np.isnan(value) else float(value)
