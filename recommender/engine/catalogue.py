"""A site's courses prepared once: ids, and which of them may be shown to whom."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from recommender.engine.facts import CourseFacts, Person
from recommender.engine.interactions import IdMap

Mask = NDArray[np.bool_]


class Catalogue:
    """Courses in a fixed order; of two with the same id the first counts."""

    def __init__(self, courses: Iterable[CourseFacts]) -> None:
        by_id: dict[str, CourseFacts] = {}
        for course in courses:
            by_id.setdefault(course.id, course)
        self.courses = tuple(by_id.values())
        self.ids = IdMap(tuple(by_id))
        self._shown = np.array([each.visible and not each.excluded for each in self.courses], bool)
        self._closed = np.array([not each.enrolable for each in self.courses], bool)
        self._ends = np.array([_ends(each) for each in self.courses], dtype=np.float64)
        self._languages = np.array([_language(each.language) for each in self.courses], dtype=str)
        self._modes = np.array([each.mode or "" for each in self.courses], dtype=str)
        self._prerequisites = _Prerequisites(self.courses)
        self.alike = _alike(self.courses)

    def __len__(self) -> int:
        return len(self.courses)

    def allowed(self, person: Person) -> Mask:
        """Return the mask of the courses that may be shown to ``person`` now.

        Never one that is finished, enrolled, hidden, excluded, closed, over, in a language other
        than the person's, set aside (not for me, later), or whose prerequisites are not all
        finished; and none of another way of learning than the one they want to see. A course that
        counts for one that is finished or enrolled is that one.
        """
        mask: Mask = self.allowed_block([person])[0]
        return mask

    def allowed_block(self, people: Sequence[Person]) -> Mask:
        """Return what :func:`allowed` does for many people at once, as people x courses."""
        mask = np.empty((len(people), len(self)), dtype=bool)
        kinds = [_kind(person) for person in people]
        alike = {kind: self._open_to_kind(*kind) for kind in set(kinds)}
        for row, kind in zip(mask, kinds, strict=True):
            row[:] = alike[kind]
        rows, columns = self.ids.pairs(
            chain(
                self.counted(each.history),
                self.counted(each.enrolled),
                each.not_for_me,
                each.later,
                each.hidden,
            )
            for each in people
        )
        mask[rows, columns] = False
        self._prerequisites.close(mask, [self.counted(each.history) for each in people])
        return mask

    def counted(self, ids: Collection[str]) -> Collection[str]:
        """Return these courses with all that they count for; the same where there is none."""
        if not self.alike:
            return ids
        more = [each for one in ids for each in self.alike.get(one, ())]
        return dict.fromkeys([*ids, *more]) if more else ids

    def _open_to_kind(self, language: str, at: datetime | None, mode: str | None) -> Mask:
        """Return the mask of what may be shown to people who have nothing behind them."""
        mask: Mask = self._shown & ~self._closed & self._fits(language, at)
        return mask if mode is None else mask & (self._modes == mode)

    def _fits(self, language: str, at: datetime | None) -> Mask:
        mask = np.ones(len(self), dtype=bool)
        if at is not None:
            mask &= self._ends > at.timestamp()
        if language:
            mask &= (self._languages == language) | (self._languages == "")
        return mask

    def open_to(self, person: Person) -> Mask:
        """Return the mask of what may be on a path of ``person``.

        That is what they may be shown, what they are in the middle of, and what has to wait for
        something else. What nobody can enter is open to who is in it.
        """
        mask: Mask = self._shown & ~self._closed
        inside = self.ids.rows(person.enrolled)
        mask[inside] = self._shown[inside]
        mask &= self._fits(_language(person.facts.language), person.at)
        taken = set(self.counted(person.enrolled)) - person.enrolled
        done = self.counted(person.history)
        for ids in (done, taken, person.not_for_me, person.later, person.hidden):
            mask[self.ids.rows(ids)] = False
        return mask


class _Prerequisites:
    """What has to be finished before each course that asks for anything."""

    def __init__(self, courses: Sequence[CourseFacts]) -> None:
        asking = [(row, set(each.prerequisites)) for row, each in enumerate(courses)]
        asking = [(row, needed) for row, needed in asking if needed]
        self._ids = IdMap.of(name for _, needed in asking for name in sorted(needed))
        self._after = np.array([row for row, _ in asking], dtype=np.int64)
        rows, self._first = self._ids.pairs(needed for _, needed in asking)
        self._starts = np.searchsorted(rows, np.arange(len(asking)))

    def close(self, mask: Mask, histories: Sequence[Collection[str]]) -> None:
        """Take from the mask of people x courses what somebody has not finished enough for."""
        if not len(self._after):
            return
        finished = np.zeros((len(histories), len(self._ids)), dtype=bool)
        finished[self._ids.pairs(histories)] = True
        met = np.logical_and.reduceat(finished[:, self._first], self._starts, axis=1)
        mask[:, self._after] &= met


def _alike(courses: Sequence[CourseFacts]) -> dict[str, list[str]]:
    """Return, for each course that counts for others, the ids of these."""
    found: dict[str, list[str]] = {}
    for course in courses:
        for other in course.alike:
            found.setdefault(other, []).append(course.id)
    return found


def _kind(person: Person) -> tuple[str, datetime | None, str | None]:
    """Return what tells apart people to whom other courses are open from the start."""
    return _language(person.facts.language), person.at, person.mode


def _ends(course: CourseFacts) -> float:
    return np.inf if course.ends_at is None else course.ends_at.timestamp()


def _language(code: str | None) -> str:
    """Reduce ``de_ch`` or ``de-CH`` to ``de``; no language is the empty text."""
    return (code or "").strip().lower().replace("_", "-").partition("-")[0]
