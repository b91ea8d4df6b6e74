"""How much of what a person lacks each course would close, and for how many hours."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from recommender.skills.evidence import COMPLETION, ERRORS
from recommender.skills.gaps import shortfalls

SHORTEST = 0.25
USUAL_HOURS = 4.0
STEP = 1.0
_LEAST = 1e-9

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Need:
    """A skill that somebody should have at a level, and what they are believed to have of it.

    ``level`` and ``sd`` are in levels; ``assumed`` says that nothing has been assessed. ``weight``
    is the importance times what objectives and settings add to it. ``role`` is the role that asks
    for it; ``boosted`` says that the weight was raised since the role leads others. ``priority`` is
    the part of the weight that ``objective``, the weightiest that needs it, has given.
    """

    skill: str
    required: float
    level: float
    sd: float
    weight: float = 1.0
    role: str = ""
    assumed: bool = False
    boosted: bool = False
    priority: float = 1.0
    objective: str = ""


@dataclass(frozen=True, slots=True)
class Needs:
    """Everything that one person's list is to serve.

    ``held`` is the level believed of each skill that is known, also of those that nobody asks for;
    ``objectives`` names those of the organisation's objectives that need a skill; ``modes`` are the
    ways of learning that suit the direction, as ``pathway.preference.spelled`` has them.
    """

    wanted: tuple[Need, ...] = ()
    held: Mapping[str, float] = field(default_factory=dict)
    objectives: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    modes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Lesson:
    """What a course teaches of a skill: the level it leads to and the one to begin with, 0-5."""

    skill: str
    outcome: float
    entry: float = 0.0


@dataclass(frozen=True, slots=True)
class _Rows:
    """The rows of some courses with a level of each."""

    rows: NDArray[np.int64]
    levels: Floats

    @classmethod
    def of(cls, levels: Iterable[tuple[int, float]]) -> _Rows:
        rows, found = zip(*levels, strict=True)
        return cls(np.array(rows, dtype=np.int64), np.array(found, dtype=np.float64))


class Curriculum:
    """What all courses of a catalogue teach, by skill.

    Parameters
    ----------
    lessons
        Of each course, in the catalogue's order.
    hours
        How long each takes, NaN where that is not known: it then counts as the usual one.
    error
        The usual error of a completion as evidence, in levels.
    """

    def __init__(
        self,
        lessons: Sequence[Sequence[Lesson]],
        hours: Sequence[float],
        error: float = ERRORS[COMPLETION],
    ) -> None:
        self._error = error
        self.lessons = tuple(tuple(each) for each in lessons)
        length = np.asarray(hours, dtype=np.float64)
        self._hours = np.maximum(np.where(np.isnan(length), USUAL_HOURS, length), SHORTEST)
        by_skill: dict[str, dict[int, float]] = {}
        for row, own in enumerate(self.lessons):
            for lesson in own:
                of_skill = by_skill.setdefault(lesson.skill, {})
                of_skill[row] = max(lesson.outcome, of_skill.get(row, 0.0))
        self._taught = {skill: _Rows.of(rows.items()) for skill, rows in by_skill.items()}
        entries: dict[str, list[tuple[int, float]]] = {}
        for row, own in enumerate(self.lessons):
            for lesson in own:
                if lesson.entry:
                    entries.setdefault(lesson.skill, []).append((row, lesson.entry))
        self._entries = {skill: _Rows.of(pairs) for skill, pairs in entries.items()}

    def gains(self, needs: Needs) -> Floats:
        """Return, for each course, the weighted shortfall that it would close, in levels."""
        taught = [
            (each, self._taught[each.skill]) for each in needs.wanted if each.skill in self._taught
        ]
        if not taught:
            return np.zeros(len(self.lessons))
        rows = np.concatenate([own.rows for _, own in taught])
        outcomes = np.concatenate([own.levels for _, own in taught])
        closed = _closed(
            [need for need, _ in taught],
            [len(own.rows) for _, own in taught],
            outcomes,
            self._error,
        )
        total = np.bincount(rows, closed, minlength=len(self.lessons))
        return np.asarray(total, dtype=np.float64)

    def values(self, gains: Floats) -> Floats:
        """Return gains by the hour."""
        return gains / self._hours

    def terms(self, needs: Needs, row: int) -> list[tuple[Need, float]]:
        """Return what makes up one course's gain, the largest part first."""
        found = []
        for need in needs.wanted:
            outcomes = [each.outcome for each in self.lessons[row] if each.skill == need.skill]
            if outcomes:
                amount = float(_closed([need], [1], np.array([max(outcomes)]), self._error)[0])
                if amount > _LEAST:
                    found.append((need, amount))
        return sorted(found, key=lambda each: (-each[1], each[0].skill))

    def fits(self, needs: Needs) -> NDArray[np.bool_]:
        """Return the mask of courses that begin at most a step above what is held.

        Where nothing is known of a skill, its courses fit: to leave them out would be to guess.
        """
        mask = np.ones(len(self.lessons), dtype=bool)
        for skill, held in needs.held.items():
            begun = self._entries.get(skill)
            if begun is not None:
                mask[begun.rows[begun.levels > held + STEP]] = False
        return mask


def _closed(needs: Sequence[Need], counts: Sequence[int], outcomes: Floats, error: float) -> Floats:
    """Return the weighted shortfalls that completions at these levels would close.

    There are as many outcomes for each need as ``counts`` says, one need after the other. After a
    course the level is taken to be its outcome, as surely as a completion tells; a course whose
    outcome is not above what is held closes nothing.
    """
    known = np.array([(each.level, each.sd, each.required, each.weight) for each in needs])
    levels, sds, required, weights = known.T
    of_each = np.repeat(np.arange(len(needs)), counts)
    before = shortfalls(levels, sds, required)[of_each]
    after = shortfalls(outcomes, error, required[of_each])
    closed = weights[of_each] * np.maximum(0.0, before - after)
    return np.where(outcomes > levels[of_each], closed, 0.0)
