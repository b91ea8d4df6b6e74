"""The one function everything calls: which courses come next for a person, and why.

Where the person lacks something that their goals ask for, the courses that close most of it by the
hour come first, and the engine is the second voice. Where nothing is lacking, or no goal is known,
the engine ranks alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import repeat
from typing import Literal

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from recommender import fusing
from recommender.engine.catalogue import Catalogue
from recommender.engine.content import ContentRanker
from recommender.engine.explanation import Reason
from recommender.engine.facts import CourseFacts, Person
from recommender.engine.learned import LearnedRanker
from recommender.engine.model import Model
from recommender.engine.ranking import top_k
from recommender.fusing import Fused
from recommender.reasons import Tie, explanations_of, reasons_of, ties_of
from recommender.skills.gains import Curriculum, Lesson, Needs
from recommender.skills.pathway.preference import spelled

Basis = Literal["gap", "history", "features"]
NOTHING = Needs()


@dataclass(frozen=True, slots=True)
class Recommendation:
    """One recommended course, ``rank`` counting from 1.

    ``basis`` tells whether the score comes from the person's gap with the engine as second voice,
    from everybody's history, or from features alone (not enough history yet); scores of different
    bases are not comparable. ``ties`` say which goals the course serves; without any it is shown as
    not tied. ``picked`` courses are put first by an admin. ``parts`` sum to the score by what they
    come from, such as ``gap`` or ``ease``; they are empty where no reasons were asked for.
    """

    course_id: str
    rank: int
    score: float
    basis: Basis
    reasons: tuple[Reason, ...] = ()
    ties: tuple[Tie, ...] = ()
    picked: bool = False
    parts: Mapping[str, float] = field(default_factory=dict)


class Ranker:
    """A catalogue made ready for ranking, with a model or without one.

    Making it costs some milliseconds; keep it as long as catalogue and model stay the same.
    """

    def __init__(self, courses: Iterable[CourseFacts], model: Model | None = None) -> None:
        self.catalogue = Catalogue(courses)
        known = self.catalogue.courses
        self.curriculum = Curriculum([_lessons(each) for each in known], _hours(known))
        self.method: LearnedRanker | ContentRanker = (
            ContentRanker(self.catalogue) if model is None else LearnedRanker(self.catalogue, model)
        )
        self.stale = np.array([each.stale for each in known], dtype=bool)
        self._modes = [spelled(each.mode or "") for each in known]
        self._topics = _topics(known)

    @property
    def basis(self) -> Literal["history", "features"]:
        """Tell whether the engine's scores come from everybody's history or features alone."""
        return self.method.basis

    def allowed(self, person: Person, needs: Needs) -> NDArray[np.bool_]:
        """Return the mask of courses that may be shown to a person now."""
        return self.catalogue.allowed(person) & self.curriculum.fits(needs)

    def suits(self, needs: Needs) -> NDArray[np.bool_]:
        """Return the mask of the courses whose way of learning suits the direction."""
        return np.array([mode in needs.modes for mode in self._modes], dtype=bool)

    def alike(self, columns: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return, for pairs of these courses, the share of their skills that they have in common.

        A course that teaches no known skill is known by its category.
        """
        own = self._topics[columns]
        both = np.asarray((own @ own.T).toarray(), dtype=np.float64)
        sizes = both.diagonal()
        either = sizes[:, None] + sizes[None, :] - both
        return np.where(either > 0, both / np.maximum(either, 1.0), 0.0)


def recommend(
    ranker: Ranker,
    person: Person,
    k: int = 10,
    needs: Needs = NOTHING,
    picked: Sequence[str] = (),
) -> list[Recommendation]:
    """Return at most ``k`` courses for ``person``, best first, each with its reasons and ties.

    Nothing finished, enrolled, hidden, excluded, set aside, in a wrong language, too far above what
    is held or with unmet prerequisites is among them. Equal input gives equal output.

    Parameters
    ----------
    needs
        What the list is to serve; without any the engine ranks alone.
    picked
        Ids of courses that an admin puts first for this person, in their order.
    """
    (found,) = recommend_block(ranker, [person], k, [needs], with_reasons=True)
    return _picked_first(ranker, person, needs, picked, found, k) if picked else found


def recommend_block(
    ranker: Ranker,
    people: Sequence[Person],
    k: int = 10,
    needs: Sequence[Needs] | None = None,
    *,
    with_reasons: bool = False,
) -> list[list[Recommendation]]:
    """Return what :func:`recommend` does for many people at once, in their order.

    Memory grows with people x courses: give some thousands at a time.
    """
    if not people or not len(ranker.catalogue):
        return [[] for _ in people]
    wanted = list(repeat(NOTHING, len(people)) if needs is None else needs)
    cases = [_case(ranker, *each) for each in zip(people, wanted, strict=True)]
    engine = _engine_scores(ranker, cases)
    best = _best_alone(cases, engine, k)
    return [
        _for_one(ranker, case, engine[place], k, best.get(place), with_reasons)
        for place, case in enumerate(cases)
    ]


@dataclass(frozen=True, slots=True)
class _Case:
    """One person with what may be shown to them, what each course closes, and who is heard."""

    person: Person
    needs: Needs
    allowed: NDArray[np.bool_]
    gains: NDArray[np.float64]
    trust: float

    @property
    def alone(self) -> bool:
        """Say whether the engine ranks alone."""
        return self.trust == 1.0


def _case(ranker: Ranker, person: Person, needs: Needs) -> _Case:
    allowed, gains = ranker.allowed(person, needs), ranker.curriculum.gains(needs)
    trust = fusing.trust_in_engine(len(set(person.history)), gains, allowed)
    return _Case(person, needs, allowed, gains, trust)


def _engine_scores(ranker: Ranker, cases: Sequence[_Case]) -> list[NDArray[np.float32]]:
    """Return the engine's scores for each person, in their order.

    Popular courses have their say where the engine ranks alone, not where a gap is to be closed.
    """
    found: dict[int, NDArray[np.float32]] = {}
    for alone in (True, False):
        places = [place for place, case in enumerate(cases) if case.alone is alone]
        if places:
            people = [cases[place].person for place in places]
            scores = ranker.method.scores(people, popularity=alone)
            found |= dict(zip(places, scores, strict=True))
    return [found[place] for place in range(len(cases))]


def _best_alone(
    cases: Sequence[_Case], engine: Sequence[NDArray[np.float32]], k: int
) -> dict[int, list[int]]:
    """Return the best columns of each case that the engine ranks alone, by its place."""
    places = [place for place, case in enumerate(cases) if case.alone]
    if not places:
        return {}
    scores = np.stack([engine[place] for place in places])
    allowed = np.stack([cases[place].allowed for place in places])
    found = top_k(scores, allowed, k)
    return {place: columns.tolist() for place, columns in zip(places, found, strict=True)}


def _for_one(
    ranker: Ranker,
    case: _Case,
    engine: NDArray[np.float32],
    k: int,
    best: list[int] | None,
    with_reasons: bool,
) -> list[Recommendation]:
    """Rank for one; ``best`` are the columns where the engine ranks alone."""
    person, needs = case.person, case.needs
    if best is not None:
        return _told(ranker, person, needs, best, engine, None, with_reasons)
    second = engine.astype(np.float64)
    values = ranker.curriculum.values(case.gains)
    suits = ranker.suits(needs)
    fused = fusing.fuse(values, second, suits, ranker.stale, case.allowed, case.trust)
    order = fusing.in_order(fused, second)
    columns = fusing.varied(order, fused.score, k, ranker.alike(order[: fusing.POOL]))
    return _told(ranker, person, needs, columns, fused.score, fused, with_reasons)


def _told(
    ranker: Ranker,
    person: Person,
    needs: Needs,
    columns: list[int],
    scores: NDArray[np.floating],
    fused: Fused | None,
    with_reasons: bool,
) -> list[Recommendation]:
    why = (
        explanations_of(ranker.method, ranker.curriculum, person, needs, columns, fused)
        if with_reasons
        else [None] * len(columns)
    )
    return [
        Recommendation(
            course_id=ranker.catalogue.ids.ids[column],
            rank=rank,
            score=float(scores[column]),
            basis=ranker.basis if fused is None else "gap",
            reasons=reasons_of(each) if each else (),
            ties=ties_of(ranker.curriculum, needs, column) if each else (),
            parts=each.parts if each else {},
        )
        for rank, (column, each) in enumerate(zip(columns, why, strict=True), start=1)
    ]


def _picked_first(
    ranker: Ranker,
    person: Person,
    needs: Needs,
    picked: Sequence[str],
    found: list[Recommendation],
    k: int,
) -> list[Recommendation]:
    """Put what an admin picked before all else, where it may be shown at all."""
    allowed = ranker.catalogue.allowed(person)
    known = [each for each in dict.fromkeys(picked) if each in ranker.catalogue.ids]
    columns = [c for c in ranker.catalogue.ids.rows(known).tolist() if allowed[c]]
    first = {
        ranker.catalogue.ids.ids[column]: Recommendation(
            course_id=ranker.catalogue.ids.ids[column],
            rank=rank,
            score=0.0,
            basis=ranker.basis,
            reasons=(Reason("reason.picked"),),
            ties=ties_of(ranker.curriculum, needs, column),
            picked=True,
        )
        for rank, column in enumerate(columns, start=1)
    }
    rest = [each for each in found if each.course_id not in first]
    return [
        replace(each, rank=rank) for rank, each in enumerate([*first.values(), *rest][:k], start=1)
    ]


def _lessons(course: CourseFacts) -> list[Lesson]:
    return [
        Lesson(skill, outcome, course.entries.get(skill, 0.0))
        for skill, outcome in course.outcomes.items()
    ]


def _hours(courses: Sequence[CourseFacts]) -> list[float]:
    return [np.nan if each.hours is None else each.hours for each in courses]


def _topics(courses: Sequence[CourseFacts]) -> sp.csr_matrix:
    """Return courses x topics: 1 for each skill that a course teaches, else for its category."""
    own = [
        each.outcomes or ([f"category:{each.category}"] if each.category else [])
        for each in courses
    ]
    topics = {name: place for place, name in enumerate(sorted({n for each in own for n in each}))}
    rows = [row for row, each in enumerate(own) for _ in each]
    places = [topics[name] for each in own for name in each]
    ones = np.ones(len(rows))
    return sp.csr_matrix((ones, (rows, places)), shape=(len(courses), len(topics)))
