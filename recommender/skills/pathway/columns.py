"""Many people's gaps, the courses, and the steps of everybody's path, as columns."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Lines:
    """What people hold against what is asked of them, as columns: a line a person and skill.

    Sorted by person, then skill, each pair once. ``required`` (0-5) is NaN where the role does not
    ask for the skill; the line then only tells what is held. ``level`` (0-5) and ``sd`` count where
    ``assessed`` says so.
    """

    person: Ints
    skill: Ints
    required: Floats
    importance: Floats
    level: Floats
    sd: Floats
    assessed: Mask


@dataclass(frozen=True, slots=True)
class Offers:
    """Courses as columns: ``hours`` of each, and lines of what they teach, ask for and require.

    ``language`` is a number, negative where a course is for everybody.
    ``teaches`` are (course, skill, outcome), ``begins`` (course, skill, entry level) and
    ``requires`` (course, course to finish first).
    """

    hours: Floats
    language: Ints
    teaches: tuple[Ints, Ints, Floats]
    begins: tuple[Ints, Ints, Floats]
    requires: tuple[Ints, Ints]


@dataclass(frozen=True, slots=True)
class Steps:
    """The steps of everybody's path, as columns sorted by person and place.

    ``place`` counts from 0; ``before`` are the hours of the steps before; ``coverage`` is what of
    the role is covered when the step begins and ``gain`` what it adds, both 0-1. ``ready`` tells
    whether it could be started today, without the steps before it.

    ``row``, ``skill``, ``level`` and ``required`` are columns of their own length: a line for each
    skill in which a step closes a gap, with the number of the step and the level held before it.
    """

    person: Ints
    course: Ints
    place: Ints
    before: Floats
    coverage: Floats
    gain: Floats
    ready: Mask
    row: Ints
    skill: Ints
    level: Floats
    required: Floats


def matches(left: Ints, right: Ints) -> tuple[Ints, Ints]:
    """Return all pairs of places at which two columns hold the same number."""
    order = np.argsort(right, kind="stable")
    first = np.searchsorted(right[order], left, side="left")
    count = np.searchsorted(right[order], left, side="right") - first
    own = np.repeat(np.arange(len(left)), count)
    turn = np.arange(len(own)) - np.repeat(np.cumsum(count) - count, count)
    return own, order[first[own] + turn]
