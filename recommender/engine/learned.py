"""Ranks a catalogue with a trained model: scores in blocks, and each score taken apart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, Literal

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from recommender.engine.bound_factors import BoundFactors
from recommender.engine.bound_parts import bound
from recommender.engine.catalogue import Catalogue
from recommender.engine.companions import part_scores
from recommender.engine.explanation import Explanation, Term, explained
from recommender.engine.factors import LIGHTFM, Floats
from recommender.engine.facts import Person
from recommender.engine.features import COURSE_FEATURE_CAP, course_features, lay_out
from recommender.engine.fusion import Weight, fuse, scales
from recommender.engine.group_steps import GROUP_KINDS, went_on
from recommender.engine.model import Model, Source
from recommender.engine.part_terms import Asked, Group, part_terms
from recommender.engine.ranking import ROWS, Scores
from recommender.engine.ridge import Ridge
from recommender.engine.standing import CROWD
from recommender.engine.vocabulary import course_tokens


class LearnedRanker:
    """A model bound to a catalogue.

    Courses that the model knows have their identity vector and links; for a course that it does not
    know these are predicted from its content, as training does for a course without history. All
    have the vectors of their features as they are now.
    """

    basis: Literal["history"] = "history"

    def __init__(self, catalogue: Catalogue, model: Model) -> None:
        self.catalogue = catalogue
        self.model = model
        self._rows = model.courses.rows_or_missing(catalogue.ids)
        taken = np.array([model.is_taken(row) for row in self._rows.tolist()], dtype=bool)
        self._untaken = np.flatnonzero(~taken)
        self._features = [course_features(course) for course in catalogue.courses]
        place = _placement(self._rows, len(model.courses))
        named = lay_out(self._features, model.course_feature_names, COURSE_FEATURE_CAP)
        unknown = [catalogue.courses[column] for column in np.flatnonzero(self._rows < 0)]
        contents = model.vocabulary.vectors([course_tokens(course) for course in unknown])
        ridge = Ridge(model.content, model.course_counts, contents)
        self._factors = BoundFactors(model, self._rows, place, named, ridge)
        self._parts = bound(model, self._rows, contents, ridge)

    def scores(self, people: Sequence[Person], *, popularity: float = 1.0) -> Scores:
        """Return people x catalogue: every part z-scored per person, and their weighted sum.

        Parameters
        ----------
        people
            For whom.
        popularity
            How much of what was learned about popular courses counts, 0-1: of the parts in
            :data:`recommender.engine.standing.CROWD` the weight, of LightFM the courses' biases.
            At 0 no course leads only because many have finished it.
        """
        found = np.empty((len(people), len(self.catalogue)), dtype=np.float32)
        for start in range(0, len(people), ROWS):
            some = people[start : start + ROWS]
            parts = (each[:2] for each in self._scored(some, popularity))
            shape = len(some), len(self.catalogue)
            found[start : start + ROWS] = fuse(parts, shape, self._untaken)
        return found

    def explain(
        self, person: Person, columns: Sequence[int], *, popularity: float = 1.0
    ) -> list[Explanation]:
        """Take the scores of the courses in ``columns`` apart; terms sum to each score.

        ``popularity`` as it was for the scores: what had no say must not be told as a reason.
        """
        scored = list(self._scored([person], popularity))
        parts, shape = (each[:2] for each in scored), (1, len(self.catalogue))
        scores = fuse(parts, shape, self._untaken)[0]
        worth = {
            name: np.asarray(weight, np.float64)[0] * float(scales(found)[0, 0])
            for weight, found, name in scored
        }
        told = self._told(person, columns, worth, popularity)
        return [
            explained(float(scores[column]), terms)
            for column, terms in zip(columns, told, strict=True)
        ]

    def _scored(
        self, people: Sequence[Person], popularity: float
    ) -> Iterator[tuple[Weight, Scores, str]]:
        """Yield weights (people x 2), scores and name of each part that has a say."""
        weighing, steps = self.model.weighing, self._steps(people)
        known = np.diff(steps.indptr)
        features = self.model.features([person.facts for person in people])
        factors = self._factors.scores(self._vectors(people, features))
        lead = self._factors.leads(popularity)
        yield weighing.of(LIGHTFM, known), factors + lead, LIGHTFM
        for part in self._parts:
            share = popularity if part.name in CROWD else 1.0
            if share > 0:
                weights = np.float32(share) * weighing.of(part.name, known)
                yield weights, part_scores(part, steps, features), part.name

    def _told(
        self,
        person: Person,
        columns: Sequence[int],
        worth: Mapping[str, NDArray[np.float64]],
        popularity: float,
    ) -> Iterator[Iterator[Term]]:
        """Yield the terms of each course in ``columns``, all parts one after the other.

        ``worth`` is what a part's scores count, for courses with a history and for those without.
        """
        sources, asked = self._sources(person), self._asked(person, columns)
        own = self._finished_features(person)
        by_part = {
            part.name: list(part_terms(part, self.model, asked))
            for part in self._parts
            if part.name in worth
        }
        untaken = np.isin(columns, self._untaken).astype(int).tolist()
        for place, (column, kind) in enumerate(zip(columns, untaken, strict=True)):
            scale = float(worth[LIGHTFM][kind])
            factors = self._factors.terms(sources, own, column, scale, popularity)
            others = (
                Term(term.key, term.values, term.amount * float(worth[name][kind]), name)
                for name, terms in by_part.items()
                for term in terms[place]
            )
            yield chain(factors, others)

    def _finished_features(self, person: Person) -> frozenset[str] | None:
        """Name the features of finished courses; None for who has finished nothing."""
        if not person.history:
            return None
        rows = self.catalogue.ids.rows(person.history)
        return frozenset(name for row in rows for name in self._features[row])

    def _sources(self, person: Person) -> list[Source]:
        history = self._known(person)
        return self.model.sources(person.facts, history, self._vectors_of(history))

    def _vectors(self, people: Sequence[Person], features: Any) -> Floats:
        facts = [person.facts for person in people]
        trained = self.model.learners
        histories = [() if p.facts.id in trained else self._known(p) for p in people]
        return self.model.vectors(facts, histories, features, self._vectors_of)

    def _vectors_of(self, courses: Sequence[str]) -> Floats:
        return np.asarray(self._factors.vectors[self.catalogue.ids.rows(courses)])

    def _known(self, person: Person) -> list[str]:
        """Return the finished courses that the catalogue still has, each once."""
        return list(dict.fromkeys(c for c in person.history if c in self.catalogue.ids))

    def _own(self, person: Person) -> dict[int, int]:
        """Return the model's rows of finished courses with their step back, the latest 1."""
        found = self._steps([person])
        return dict(zip(found.indices.tolist(), found.data.astype(int).tolist(), strict=True))

    def _steps(self, people: Sequence[Person]) -> Any:
        """Return people x courses of the model as CSR: the step back of what they finished."""
        own = (dict.fromkeys(person.history) for person in people)
        places, columns = self.model.courses.pairs(own)
        ends = np.cumsum(np.bincount(places, minlength=len(people)))
        steps = (ends[places] - np.arange(len(places))).astype(np.float32)
        shape = len(people), len(self.model.courses)
        return sp.csr_matrix((steps, columns, np.concatenate([[0], ends])), shape=shape)

    def _asked(self, person: Person, columns: Sequence[int]) -> Asked:
        own, ids = self._own(person), self.model.courses.ids
        features = self.model.features([person.facts])
        rows = self._rows[list(columns)]
        followed = self.model.followers[list(own)][:, np.maximum(rows, 0)].toarray() > 0
        return Asked(
            own,
            [ids[row] if ids[row] in self.catalogue.ids else None for row in own],
            dict(zip(features.indices.tolist(), features.data.tolist(), strict=True)),
            columns,
            rows,
            followed & (rows >= 0),
            self._groups(person, list(own), rows),
        )

    def _groups(self, person: Person, own: list[int], rows: NDArray[np.int64]) -> list[Group]:
        """Return the person's department and role with the steps that enough people there took."""
        found = []
        for kind in GROUP_KINDS:
            value = getattr(person.facts, kind)
            group = self.model.learner_feature_names.row(f"{kind}:{value}")
            if value and group is not None:
                steps = went_on(self.model.group_steps, group, own, rows, len(self.model.courses))
                found.append(Group(kind, value, steps))
        return found


def _placement(rows: NDArray[np.int64], courses: int) -> Any:
    """Return courses of the model x columns of the catalogue, 1 where they are the same course."""
    columns = np.flatnonzero(rows >= 0)
    ones = np.ones(len(columns), dtype=np.float32)
    return sp.csr_matrix((ones, (rows[columns], columns)), shape=(courses, len(rows)))
