"""Ranks a catalogue without any history of others: by skills, words and levels alone.

A person's profile is the sum of the courses they finished and the words of role, wanted role and
department; a course's score is the cosine of its TF-IDF vector with that profile plus how well
its level fits: entry levels for a newcomer, a step above what was finished for anybody else. It is
told as the distance from the average course, so that what all courses share speaks for none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from recommender.engine.catalogue import Catalogue
from recommender.engine.explanation import Explanation, Key, Term, explained
from recommender.engine.facts import Person
from recommender.engine.ranking import ROWS, Scores
from recommender.engine.vocabulary import Vocabulary, course_tokens
from recommender.engine.words import words

ENTRY_LEVEL = 1.0
# What a level that fits adds to the cosine, which is 0 to 1.
LEVEL_WEIGHT = 0.2
_HIGHEST_LEVEL = 5.0
_LEARNER_KINDS = ("role", "target_role", "department")

CONTENT, LEVEL = "content", "level"
_TOKEN_WORDS = {"extra": "topic"}


@dataclass(frozen=True)
class _Profile:
    """What a person is known by.

    Attributes
    ----------
    keys
        How what each part has in common with a course is worded.
    courses
        How many of the parts are finished courses; they stand first.
    rows
        Parts x tokens as CSC.
    total, norm
        The sum of the parts, and its length.
    """

    keys: list[Key]
    courses: int
    rows: Any
    total: NDArray[np.float64]
    norm: float


class ContentRanker:
    """A catalogue as TF-IDF vectors, rows of length 1."""

    basis: Literal["features"] = "features"

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        counted = [course_tokens(course) for course in catalogue.courses]
        self._vocabulary = Vocabulary.of(counted)
        self._vectors = self._vocabulary.vectors(counted)
        self._by_token = self._vectors.T.tocsr()
        total = np.asarray(self._vectors.sum(axis=0), dtype=np.float64).ravel()
        self._means = total / max(1, len(counted))
        kinds = [token.partition(":")[0] for token in self._vocabulary.tokens]
        self._are_words = np.array([kind == "word" for kind in kinds], dtype=bool)
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
        found = np.empty((len(people), len(self.catalogue)), dtype=np.float32)
        for start in range(0, len(people) if found.size else 0, ROWS):
            found[start : start + ROWS] = self._scores(people[start : start + ROWS])
        return found

    def explain(
        self,
        person: Person,
        columns: Sequence[int],
        *,
        popularity: float = 1.0,  # noqa: ARG002  as in scores
    ) -> list[Explanation]:
        """Take the scores of the courses in ``columns`` apart; terms sum to each score."""
        scores = self._scores([person])[0]
        profile = self._profile(person)
        found = []
        for column in columns:
            content = self._content_terms(profile, column)
            level = self._level_term(person, column)
            found.append(explained(float(scores[column]), [*content, level]))
        return found

    def _scores(self, people: Sequence[Person]) -> NDArray[np.float64]:
        totals = self._totals(people)
        norms = np.sqrt(np.asarray(totals.multiply(totals).sum(axis=1)).reshape(-1, 1))
        content = (totals @ self._by_token).toarray() / np.where(norms > 0, norms, 1.0)
        levels = [self._finished_level(person) for person in people]
        scores = content + self._level_fits(np.array(levels, dtype=np.float64))
        return np.asarray(scores - scores.mean(axis=1, keepdims=True), dtype=np.float64)

    def _totals(self, people: Sequence[Person]) -> Any:
        """Return people x tokens as CSR: the sums of what each is known by, as in their profile."""
        places, columns = self.catalogue.ids.pairs(dict.fromkeys(each.history) for each in people)
        told = [(place, value) for place, each in enumerate(people) for _, value in _told(each)]
        of_courses = _sums(places, columns, (len(people), len(self.catalogue)))
        of_facts = _sums([place for place, _ in told], range(len(told)), (len(people), len(told)))
        facts = self._vocabulary.vectors([_words_of(value) for _, value in told])
        return (of_courses @ self._vectors + of_facts @ facts).tocsr()

    def _profile(self, person: Person) -> _Profile:
        own = self._own(person)
        keys: list[Key] = [
            ("reason.like_course", (("course", self.catalogue.ids.ids[row]),)) for row in own
        ]
        told = _told(person)
        keys += [(f"reason.{kind}_words", ((kind, value),)) for kind, value in told]
        counts = [_words_of(value) for _, value in told]
        rows = sp.vstack([self._vectors[own], self._vocabulary.vectors(counts)], format="csc")
        total = np.asarray(rows.sum(axis=0), dtype=np.float64).ravel()
        return _Profile(keys, len(own), rows, total, float(np.sqrt(total @ total)))

    def _content_terms(self, profile: _Profile, column: int) -> Iterator[Term]:
        """Yield what each part of the profile has in common with a course, above the average."""
        if profile.norm == 0:
            return
        course = self._vectors[[column]]
        tokens = course.indices
        shared = profile.rows[:, tokens].tocoo()
        usual = self._means[tokens]
        amounts = shared.data * (course.data - usual)[shared.col] / profile.norm
        # What words have in common is told of the course or fact that they stand in, all else by
        # its own name.
        by_source = self._are_words[tokens][shared.col] | (shared.row >= profile.courses)
        sums = np.bincount(shared.row[by_source], amounts[by_source], len(profile.keys))
        for place in np.flatnonzero(sums).tolist():
            yield Term(*profile.keys[place], float(sums[place]), CONTENT)
        named = np.bincount(shared.col[~by_source], amounts[~by_source], len(tokens))
        for place in np.flatnonzero(named).tolist():
            yield Term(*self._token_key(tokens[place]), float(named[place]), CONTENT)
        missing = profile.total @ self._means - shared.data @ usual[shared.col]
        yield Term(None, (), -float(missing) / profile.norm, CONTENT)

    def _token_key(self, token: int) -> Key:
        kind, _, name = self._vocabulary.tokens.ids[token].partition(":")
        word = _TOKEN_WORDS.get(kind, kind)
        return f"reason.{word}", ((word, name),)

    def _level_term(self, person: Person, column: int) -> Term:
        finished, level = self._finished_level(person), self._levels[column]
        (fit,) = self._level_fits(np.array([finished], dtype=np.float64))
        amount = float(fit[column] - fit.mean())
        if finished is None:
            return Term("reason.entry_level" if level <= ENTRY_LEVEL else None, (), amount, LEVEL)
        above = finished < level <= finished + 1.5
        return Term("reason.next_level" if above else None, (), amount, LEVEL)

    def _level_fits(self, finished: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return people x courses for the mean levels that people finished, NaN where none."""
        above = np.abs(self._levels - (finished[:, None] + 1.0))
        entry = np.maximum(self._levels - ENTRY_LEVEL, 0.0)
        distance = np.where(np.isnan(finished)[:, None], entry, above)
        fit = LEVEL_WEIGHT * (1.0 - distance / _HIGHEST_LEVEL)
        return np.where(np.isnan(fit), LEVEL_WEIGHT / 2, fit)

    def _finished_level(self, person: Person) -> float | None:
        levels = self._levels[self._own(person)]
        known = levels[~np.isnan(levels)]
        return float(known.mean()) if len(known) else None

    def _own(self, person: Person) -> list[int]:
        """Return the columns of the finished courses, each once."""
        return list(dict.fromkeys(self.catalogue.ids.rows(person.history).tolist()))


def _told(person: Person) -> list[tuple[str, str]]:
    """Return the facts of a person whose words count, by their kind."""
    facts = [(kind, getattr(person.facts, kind)) for kind in _LEARNER_KINDS]
    return [(kind, value) for kind, value in facts if value]


def _words_of(text: str) -> Counter[str]:
    return Counter(f"word:{each}" for each in words(text))


def _sums(rows: Any, columns: Any, shape: tuple[int, int]) -> Any:
    """Return a matrix that adds up these columns in these rows."""
    return sp.csr_matrix((np.ones(len(columns)), (rows, columns)), shape=shape)
