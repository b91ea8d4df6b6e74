"""A site's courses prepared once: ids, and which of them may be shown to whom."""

from __future__ import annotations

from collections.abc import Iterable

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
        self._prerequisites = [
            (row, frozenset(each.prerequisites))
            for row, each in enumerate(self.courses)
            if each.prerequisites
        ]

    def __len__(self) -> int:
        return len(self.courses)

    def allowed(self, person: Person) -> Mask:
        """Return the mask of the courses that may be shown to ``person`` now.

        Never one that is finished, enrolled, hidden, excluded, closed, over, in a language other
        than the person's, set aside (not for me, later), or whose prerequisites are not all
        finished; and none of another way of learning than the one they want to see.
        """
        mask = self.open_to(person)
        if person.mode is not None:
            mask &= self._modes == person.mode
        mask[self.ids.rows(person.enrolled)] = False
        finished = frozenset(person.history)
        for row, needed in self._prerequisites:
            if not needed <= finished:
                mask[row] = False
        return mask

    def open_to(self, person: Person) -> Mask:
        """Return the mask of what may be on a path of ``person``.

        That is what they may be shown, what they are in the middle of, and what has to wait for
        something else. What nobody can enter is open to who is in it.
        """
        mask: Mask = self._shown & ~self._closed
        inside = self.ids.rows(person.enrolled)
        mask[inside] = self._shown[inside]
        if person.at is not None:
            mask &= self._ends > person.at.timestamp()
        language = _language(person.facts.language)
        if language:
            mask &= (self._languages == language) | (self._languages == "")
        for ids in (person.history, person.not_for_me, person.later):
            mask[self.ids.rows(ids)] = False
        return mask


def _ends(course: CourseFacts) -> float:
    return np.inf if course.ends_at is None else course.ends_at.timestamp()


def _language(code: str | None) -> str:
    """Reduce ``de_ch`` or ``de-CH`` to ``de``; no language is the empty text."""
    return (code or "").strip().lower().replace("_", "-").partition("-")[0]
