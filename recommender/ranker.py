"""A catalogue made ready for ranking, with a model or without one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import copy
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from recommender.blending import USUAL, Blend
from recommender.engine.catalogue import Catalogue
from recommender.engine.content import ContentRanker
from recommender.engine.facts import CourseFacts, Person
from recommender.engine.learned import LearnedRanker
from recommender.engine.model import Model
from recommender.skills.evidence import COMPLETION, ERRORS
from recommender.skills.gains import Curriculum, Lesson, Needs
from recommender.skills.pathway.preference import spelled


class Ranker:
    """A catalogue made ready for ranking, with a model or without one.

    Making it costs some milliseconds, and about a second for a large catalogue with many courses
    that the model does not know; keep it as long as catalogue and model stay the same.

    Parameters
    ----------
    courses
        The catalogue.
    model
        What a training left, None before the first.
    error
        The usual error of a completion as evidence, in levels.
    """

    def __init__(
        self,
        courses: Iterable[CourseFacts],
        model: Model | None = None,
        error: float = ERRORS[COMPLETION],
    ) -> None:
        self.catalogue = Catalogue(courses)
        known = self.catalogue.courses
        self.curriculum = Curriculum([_lessons(each) for each in known], _hours(known), error)
        self.method: LearnedRanker | ContentRanker = (
            ContentRanker(self.catalogue) if model is None else LearnedRanker(self.catalogue, model)
        )
        self.popularity, self.diversity, self.blend = 1.0, 0.0, USUAL
        self.stale = np.array([each.stale for each in known], dtype=bool)
        self._modes = np.array([spelled(each.mode or "") for each in known], dtype=str)
        self._topics = _topics(known)

    def blended(
        self, popularity: float = 1.0, diversity: float = 0.0, blend: Blend = USUAL
    ) -> Ranker:
        """Return a ranker that shares all with this one but how the voices are blended.

        Parameters
        ----------
        popularity
            How much of what was learned about popular courses counts where the engine ranks alone,
            0-1; 1 is as learned.
        diversity
            What a course loses there that is just like a better one, as a part of what lies between
            the best and the last of ``blending.POOL`` courses. With 0 the list is the one by
            scores, which is what accuracy is measured on.
        blend
            How gap and engine are blended where a gap is to be closed.
        """
        found = copy(self)
        found.popularity, found.diversity, found.blend = popularity, diversity, blend
        return found

    @property
    def basis(self) -> Literal["history", "features"]:
        """Tell whether the engine's scores come from everybody's history or features alone."""
        return self.method.basis

    def allowed(self, person: Person, needs: Needs) -> NDArray[np.bool_]:
        """Return the mask of courses that may be shown to a person now."""
        return self.catalogue.allowed(person) & self.curriculum.fits(needs)

    def suits(self, needs: Needs) -> NDArray[np.bool_]:
        """Return the mask of the courses whose way of learning suits the direction."""
        found = np.zeros(len(self._modes), dtype=bool)
        for mode in needs.modes:
            found |= self._modes == mode
        return found

    def alike(self, columns: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return, for pairs of these courses, the share of their skills that they have in common.

        A course that teaches no known skill is known by its category.
        """
        own = [self._topics[column] for column in columns.tolist()]
        # Over their own topics alone the table is small enough for a plain product.
        named = np.array([topic for each in own for topic in each], dtype=np.int64)
        _, topics = np.unique(named, return_inverse=True)
        table = np.zeros((len(own), int(topics.max(initial=0)) + 1))
        table[np.repeat(np.arange(len(own)), [len(each) for each in own]), topics] = 1.0
        both = table @ table.T
        sizes = both.diagonal()
        either = sizes[:, None] + sizes[None, :] - both
        return np.where(either > 0, both / np.maximum(either, 1.0), 0.0)


def _lessons(course: CourseFacts) -> list[Lesson]:
    return [
        Lesson(skill, outcome, course.entries.get(skill, 0.0))
        for skill, outcome in course.outcomes.items()
    ]


def _hours(courses: Sequence[CourseFacts]) -> list[float]:
    return [np.nan if each.hours is None else each.hours for each in courses]


def _topics(courses: Sequence[CourseFacts]) -> list[list[int]]:
    """Return a number for each skill that a course teaches, else for its category."""
    numbers: dict[str, int] = {}
    own = [
        each.outcomes or ([f"category:{each.category}"] if each.category else [])
        for each in courses
    ]
    return [[numbers.setdefault(name, len(numbers)) for name in each] for each in own]
