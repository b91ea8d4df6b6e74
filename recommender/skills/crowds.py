"""How far each of many people is from what is asked of them, and the hours that would close it.

The figures are those of :mod:`recommender.skills.gaps`, here for columns: a *line* is one skill
that is asked of one person.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recommender.skills.evidence import ROUNDING
from recommender.skills.gaps import shortfalls
from recommender.skills.ledgers import Weighed

NO_COURSE = -1

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Asking:
    """What is asked, as columns of one length: of whom (from 0), how much (0-5), and how important
    that is (0-1).
    """

    person: Ints
    level: Floats
    importance: Floats


@dataclass(frozen=True, slots=True)
class Standings:
    """By person: what is covered of what is asked and assessed (0-1, NaN where nothing is), and how
    much of it is assessed (0-1); by line: whether it is assessed and falls short.
    """

    coverage: Floats
    assessed: Floats
    short: Mask


@dataclass(frozen=True, slots=True)
class Offer:
    """A course that teaches a skill: its number, the level (0-5) it leads to, and its hours."""

    course: int
    outcome: float
    hours: float


@dataclass(frozen=True, slots=True)
class Closing:
    """By person: the hours that close what falls short, and whether courses close all of it.

    By line: the number of the course, NO_COURSE where none would raise the level.
    """

    hours: Floats
    closed: Mask
    course: Ints


def standings(asking: Asking, held: Weighed, people: int) -> Standings:
    """Compare what is asked of so many people with what they hold, line by line.

    Parameters
    ----------
    asking
        What is asked of them.
    held
        What they hold, by the same lines.
    people
        How many they are; nothing may be asked of some.
    """
    known = held.assessed
    level, sd = np.where(known, held.level, 0.0), np.where(known, held.sd, 0.0)
    mass = asking.importance * asking.level
    missing = np.where(known, asking.importance * shortfalls(level, sd, asking.level), 0.0)
    whole, asked, lacks = (
        np.bincount(asking.person, each, minlength=people).astype(np.float64)
        for each in (mass, np.where(known, mass, 0.0), missing)
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        coverage = np.clip(1 - lacks / asked, 0.0, 1.0)
        assessed = np.minimum(1.0, asked / whole)
    return Standings(
        coverage=np.where(asked > 0, coverage, np.nan),
        assessed=np.where(whole > 0, assessed, 0.0),
        short=known & (level + ROUNDING < asking.level),
    )


def shortest(offers: Iterable[Offer], required: float) -> Offer | None:
    """Return the shortest course that leads as far as is asked, else one that leads furthest."""
    found = list(offers)
    enough = [each for each in found if each.outcome + ROUNDING >= required]
    if enough:
        return min(enough, key=lambda each: (each.hours, each.course))
    return min(found, key=lambda each: (-each.outcome, each.hours, each.course), default=None)


def closing(
    asking: Asking,
    held: Weighed,
    short: Mask,
    taught: Sequence[Offer | None],
    people: int,
) -> Closing:
    """Return the hours in which people close what they fall short of.

    Each lack is closed by the course that ``taught`` names for its line; one that serves several
    lacks of a person is counted once. It is an estimate from above: a path may find a shorter way.

    Parameters
    ----------
    asking, held
        What is asked of them and what they hold.
    short
        The lines that fall short (:attr:`Standings.short`).
    taught
        For each line the course that is to close it, None where there is none.
    people
        How many they are.
    """
    number = np.array([NO_COURSE if each is None else each.course for each in taught], np.int64)
    outcome = np.array([-1.0 if each is None else each.outcome for each in taught], np.float64)
    lengths: Mapping[int, float] = {each.course: each.hours for each in taught if each is not None}
    helps = short & (outcome > np.where(np.isnan(held.level), 0.0, held.level) + ROUNDING)
    pairs = np.unique(np.stack([asking.person[helps], number[helps]]), axis=1)
    length = np.array([lengths[int(course)] for course in pairs[1]], np.float64)
    left = short & ~(helps & (outcome + ROUNDING >= asking.level))
    return Closing(
        hours=np.bincount(pairs[0], length, minlength=people).astype(np.float64),
        closed=np.bincount(asking.person[left], minlength=people) == 0,
        course=np.where(helps, number, NO_COURSE),
    )
