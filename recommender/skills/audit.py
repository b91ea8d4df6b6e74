"""The skills audit: how many people of each group have what their roles ask for, and what hurts.

What is not assessed is counted by itself and stands in no percentage, and no percentage is told
where too few are assessed to speak for the others. What people say of themselves is to be left out
beforehand, except where they agreed: figures of many people can be taken from each other until they
tell of one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recommender.skills.evidence import ROUNDING
from recommender.skills.ledgers import Weighed
from recommender.skills.shares import at_least, needed

LEAST = 10

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Asked:
    """One line for each skill that a person's role asks for, as columns of one length.

    ``group`` and ``skill`` count from 0; ``level`` is the one asked for (0-5), ``importance`` 0-1.
    """

    group: Ints
    skill: Ints
    level: Floats
    importance: Floats


@dataclass(frozen=True, slots=True)
class Grid:
    """Headcounts of groups (rows) x skills (columns); the last row is everybody.

    ``required`` = ``meets`` + ``below`` + ``unassessed``. ``sd`` is the mean standard deviation of
    the assessed levels, in levels, NaN where too few are assessed to tell; ``importance`` the mean
    one of each skill over everybody who is asked for it, 0-1.
    """

    required: Ints
    meets: Ints
    below: Ints
    unassessed: Ints
    sd: Floats
    importance: Floats

    @property
    def assessed(self) -> Ints:
        """Return how many people are assessed: what every percentage is of."""
        return self.meets + self.below

    @property
    def needed(self) -> Ints:
        """Return how many have to be assessed before anything is told of a cell."""
        return needed(self.required)

    @property
    def told(self) -> Mask:
        """Say in which cells enough are assessed to tell anything of them."""
        return self.assessed >= self.needed

    @property
    def shortage(self) -> Floats:
        """Return the share of the assessed who are below, 0-1, NaN where too few are assessed."""
        return np.where(self.told, _mean(self.below.astype(np.float64), self.assessed), np.nan)

    @property
    def sure_shortage(self) -> Floats:
        """Return which share of all who are asked is surely below, 0-1, NaN as ``shortage``."""
        return at_least(self.shortage, self.assessed, self.required)


def grid(asked: Asked, held: Weighed, groups: int, skills: int) -> Grid:
    """Count who meets what is asked for.

    Parameters
    ----------
    asked
        What roles ask for, of everybody.
    held
        What is held, by the same lines, as others may know it.
    groups, skills
        How many there are.
    """
    cell = asked.group * skills + asked.skill
    size = np.bincount(cell, minlength=groups * skills).reshape(groups, skills)
    cells = _counted(asked, held, cell, groups * skills)
    meets, below, sd = (
        np.vstack([own, own.sum(axis=0)])
        for own in (each.reshape(groups, skills) for each in cells)
    )
    required = np.vstack([size, size.sum(axis=0)])
    weight = np.bincount(asked.skill, asked.importance, minlength=skills).astype(np.float64)
    assessed = (meets + below).astype(np.int64)
    return Grid(
        required=required,
        meets=meets.astype(np.int64),
        below=below.astype(np.int64),
        unassessed=required - assessed,
        sd=np.where(assessed >= needed(required), _mean(sd, assessed), np.nan),
        importance=_mean(weight, required[-1]),
    )


def _counted(asked: Asked, held: Weighed, place: Ints, places: int) -> tuple[Floats, ...]:
    """Return, by place, who meets it, who is below, and the sum of the standard deviations."""
    known = held.assessed
    enough = known & (held.level + ROUNDING >= asked.level)
    counts = (enough, known & ~enough, np.where(known, held.sd, 0.0))
    return tuple(np.bincount(place, each, minlength=places).astype(np.float64) for each in counts)


def _mean(sums: Floats, counts: Ints) -> Floats:
    return np.where(counts > 0, sums / np.maximum(counts, 1), np.nan)


def criticality(weight: Floats, importance: Floats, shortage: Floats) -> Floats:
    """Return how much each gap threatens: objective weight x importance x shortage share.

    The share to give is the one that is sure of all who are asked, so that what is known of few
    outranks nothing that is known well. It is NaN where that is, since too few are assessed.
    """
    return weight * importance * shortage


def merged(sizes: Mapping[str, int]) -> frozenset[str]:
    """Return the groups to show as one, so that no figure is of fewer than ``LEAST`` people.

    Those that are smaller; and where they are too few even together, the next smallest as well, so
    that nobody finds them by taking the others from the whole. A whole smaller than that is one
    group.
    """
    by_size = sorted(sizes, key=lambda name: (sizes[name], name))
    small = [name for name in by_size if sizes[name] < LEAST]
    for name in by_size[len(small) :]:
        if not small or sum(sizes[each] for each in small) >= LEAST:
            break
        small.append(name)
    return frozenset(small)
