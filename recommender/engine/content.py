"""Ranks a catalogue without any history of others: by skills, words and levels alone.

A person's profile is the sum of the courses they finished and the words of role, wanted role and
department; a course's score is the cosine of its TF-IDF vector with that profile plus how well
its level fits: entry levels for a newcomer, a step above what was finished for anybody else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from recommender.engine.catalogue import Catalogue
from recommender.engine.explanation import Explanation, Term, explained
from recommender.engine.facts import Person
from recommender.engine.ranking import Scores
from recommender.engine.vocabulary import Vocabulary, course_tokens
from recommender.engine.words import words

ENTRY_LEVEL = 1.0
LEVEL_WEIGHT = 0.2
_HIGHEST_LEVEL = 5.0
_LEARNER_KINDS = ("role", "target_role", "department")

_Source = tuple[str, str, Any]


class ContentRanker:
    """A catalogue as TF-IDF vectors, rows of length 1."""

    basis: Literal["features"] = "features"

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        counted = [course_tokens(course) for course in catalogue.courses]
        self._vocabulary = Vocabulary.of(counted)
        self._vectors = self._vocabulary.vectors(counted)
        self._levels = np.array(
            [np.nan if course.level is None else course.level for course in catalogue.courses],
            dtype=np.float64,
        )

    def scores(
        self,
        people: Sequence[Person],
        *,
        popularity: float = 1.0,  # noqa: ARG002  as the learned ranker has it; nobody is counted here
    ) -> Scores:
        """Return people x catalogue; no course leads here because many have finished it."""
        shape = len(people), len(self.catalogue)
        rows = [self._score(person) for person in people]
        return np.asarray(rows, dtype=np.float32).reshape(shape)

    def explain(
        self,
        person: Person,
        columns: Sequence[int],
        *,
        popularity: float = 1.0,  # noqa: ARG002  as in scores
    ) -> list[Explanation]:
        """Take the scores of the courses in ``columns`` apart; terms sum to each score."""
        scores = self._score(person)
        sources = self._sources(person)
        norm = _norm(_total(sources)) if sources else 0.0
        return [
            explained(
                float(scores[column]),
                [*self._content_terms(sources, norm, column), self._level_term(person, column)],
            )
            for column in columns
        ]

    def _score(self, person: Person) -> NDArray[np.float64]:
        scores = self._level_fit(person)
        sources = self._sources(person)
        profile = _total(sources) if sources else None
        if profile is not None and (norm := _norm(profile)) > 0:
            scores = scores + (self._vectors @ profile.T).toarray().ravel() / norm
        return scores

    def _sources(self, person: Person) -> list[_Source]:
        """Return kind, value and vector of each part of the profile."""
        found = [
            ("course", self.catalogue.ids.ids[row], self._vectors[[row]])
            for row in self.catalogue.ids.rows(person.history)
        ]
        for kind in _LEARNER_KINDS:
            value = getattr(person.facts, kind)
            if value:
                counts = Counter(f"word:{each}" for each in words(value))
                vector = self._vocabulary.vectors([counts])
                found.append((kind, value, vector))
        return found

    def _content_terms(self, sources: list[_Source], norm: float, column: int) -> Iterator[Term]:
        if norm == 0:
            return
        course = self._vectors[[column]]
        for kind, value, vector in sources:
            shared = vector.multiply(course).tocoo()
            for token, product in zip(shared.col, shared.data, strict=True):
                field, _, name = self._vocabulary.tokens.ids[token].partition(":")
                if kind != "course":
                    yield Term(f"reason.{kind}_course", ((kind, value),), product / norm)
                elif field == "word":
                    yield Term("reason.like_course", (("course", value),), product / norm)
                elif field == "extra":
                    yield Term("reason.topic", (("topic", name),), product / norm)
                else:
                    yield Term(f"reason.{field}", ((field, name),), product / norm)

    def _level_term(self, person: Person, column: int) -> Term:
        finished, level = self._finished_level(person), self._levels[column]
        amount = float(self._level_fit(person)[column])
        if finished is None:
            return Term("reason.entry_level" if level <= ENTRY_LEVEL else None, (), amount)
        above = finished < level <= finished + 1.5
        return Term("reason.next_level" if above else None, (), amount)

    def _level_fit(self, person: Person) -> NDArray[np.float64]:
        finished = self._finished_level(person)
        if finished is None:
            distance = np.maximum(self._levels - ENTRY_LEVEL, 0.0)
        else:
            distance = np.abs(self._levels - (finished + 1.0))
        fit = LEVEL_WEIGHT * (1.0 - distance / _HIGHEST_LEVEL)
        return np.where(np.isnan(fit), LEVEL_WEIGHT / 2, fit)

    def _finished_level(self, person: Person) -> float | None:
        levels = self._levels[self.catalogue.ids.rows(person.history)]
        known = levels[~np.isnan(levels)]
        return float(known.mean()) if len(known) else None


def _total(sources: list[_Source]) -> Any:
    return sum((vector for _, _, vector in sources[1:]), start=sources[0][2])


def _norm(row: Any) -> float:
    return float(np.sqrt(row.multiply(row).sum()))
