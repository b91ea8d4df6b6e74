"""The one function everything calls: which courses come next for a person, and why.

Where the person lacks something that their goals ask for, the courses that close most of it by the
hour come first, and the engine is the second voice. Where nothing is lacking, or no goal is known,
the engine ranks alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from types import MappingProxyType
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from recommender import blending
from recommender.blending import Blended
from recommender.cases import Asking, Case, cases_of
from recommender.engine.explanation import Reason
from recommender.engine.facts import Person
from recommender.engine.ranking import ROWS, top_k
from recommender.filling import filled
from recommender.ranker import Ranker
from recommender.reasons import Tie, explanations_of, reasons_of, ties_of
from recommender.skills.gains import Needs

Basis = Literal["gap", "history", "features"]
NOTHING = Needs()
SPARE = 20  # further courses that are ranked at first where some may count for others


class Recommendation(NamedTuple):
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
    parts: Mapping[str, float] = MappingProxyType({})


def recommend(
    ranker: Ranker,
    person: Person,
    k: int = 10,
    needs: Needs = NOTHING,
    picked: Sequence[str] = (),
) -> list[Recommendation]:
    """Return at most ``k`` courses for ``person``, best first, each with its reasons and ties.

    Nothing finished, enrolled, hidden, excluded, set aside, in a wrong language, too far above what
    is held or with unmet prerequisites is among them, and of courses that count for each other no
    two. What an admin picked alone may be too far above what is held. Equal input gives equal
    output.

    Parameters
    ----------
    needs
        What the list is to serve; without any the engine ranks alone.
    picked
        Ids of courses that an admin puts first for this person, in their order. All else that
        keeps a course from being shown to somebody keeps these too.
    """
    (found,) = recommend_block(ranker, [person], k, [needs], [picked], with_reasons=True)
    return found


def recommend_block(
    ranker: Ranker,
    people: Sequence[Person],
    k: int = 10,
    needs: Sequence[Needs] | None = None,
    picked: Sequence[Sequence[str]] = (),
    *,
    with_reasons: bool = False,
) -> list[list[Recommendation]]:
    """Return what :func:`recommend` does for many people at once, in their order.

    Scores are made for some of them at a time, so memory grows with the lists alone.
    """
    if not len(ranker.catalogue):
        return [[] for _ in people]
    wanted = [NOTHING] * len(people) if needs is None else needs
    pins = [*picked, *[()] * (len(people) - len(picked))]
    asking = [Asking(*each) for each in zip(people, wanted, pins, strict=True)]
    ranked = partial(_lists, ranker, with_reasons)
    spare = min(len(ranker.catalogue.alike), SPARE)
    if not spare:
        return ranked(asking, k)
    return filled(asking, k, k + spare, ranked, partial(_one_of_each, ranker, k))


def _lists(
    ranker: Ranker, with_reasons: bool, asking: Sequence[Asking], k: int
) -> list[list[Recommendation]]:
    found: list[list[Recommendation]] = []
    for start in range(0, len(asking), ROWS):
        cases = cases_of(ranker, asking[start : start + ROWS])
        found += _for_some(ranker, cases, k, with_reasons)
    return [
        _picked_first(ranker, *each, items, k) if each.picked else items
        for each, items in zip(asking, found, strict=True)
    ]


def _one_of_each(ranker: Ranker, k: int, found: list[Recommendation]) -> list[Recommendation]:
    """Return the best ``k``, of courses that count for each other the best one alone."""
    taken: set[str] = set()
    kept: list[Recommendation] = []
    for each in found:
        if each.course_id not in taken:
            taken.update(ranker.catalogue.counted((each.course_id,)))
            kept.append(each._replace(rank=len(kept) + 1))
    return kept[:k]


def _for_some(
    ranker: Ranker, cases: Sequence[Case], k: int, with_reasons: bool
) -> list[list[Recommendation]]:
    engine = _engine_scores(ranker, cases)
    best = _best_alone(ranker, cases, engine, k)
    return [
        _for_one(ranker, case, engine[place], k, best.get(place), with_reasons)
        for place, case in enumerate(cases)
    ]


def _engine_scores(ranker: Ranker, cases: Sequence[Case]) -> NDArray[np.float32]:
    """Return the engine's scores, people x courses."""
    found = np.empty((len(cases), len(ranker.catalogue)), dtype=np.float32)
    for alone in (True, False):
        places = _places(cases, alone)
        if places:
            people = [cases[place].person for place in places]
            popularity = cases[places[0]].popularity(ranker)
            found[places] = ranker.method.scores(people, popularity=popularity)
    return found


def _places(cases: Sequence[Case], alone: bool) -> list[int]:
    return [place for place, case in enumerate(cases) if case.alone is alone]


def _best_alone(
    ranker: Ranker, cases: Sequence[Case], engine: NDArray[np.float32], k: int
) -> dict[int, list[int]]:
    """Return the best columns of each case that the engine ranks alone, by its place."""
    places = _places(cases, alone=True)
    if not places:
        return {}
    scores = engine[places]
    allowed = np.stack([cases[place].allowed for place in places])
    if ranker.diversity:
        found = top_k(scores, allowed, max(k, blending.POOL))
        lists = [_varied(ranker, *each, k) for each in zip(scores, found, strict=True)]
    else:
        lists = [columns.tolist() for columns in top_k(scores, allowed, k)]
    return dict(zip(places, lists, strict=True))


def _varied(
    ranker: Ranker, scores: NDArray[np.float32], order: NDArray[np.int64], k: int
) -> list[int]:
    """Return ``k`` of the best columns where the engine ranks alone, so that not all are alike."""
    worth = blending.stretched(scores.astype(np.float64), order)
    alike = ranker.alike(order[: blending.POOL])
    return blending.varied(order, worth, k, alike, ranker.diversity)


def _for_one(
    ranker: Ranker,
    case: Case,
    engine: NDArray[np.float32],
    k: int,
    best: list[int] | None,
    with_reasons: bool,
) -> list[Recommendation]:
    """Rank for one; ``best`` are the columns where the engine ranks alone."""
    if best is not None:
        return _told(ranker, case, best, engine, None, with_reasons)
    second = engine.astype(np.float64)
    values = ranker.curriculum.values(case.gains)
    suits = ranker.suits(case.needs)
    blend = ranker.blend
    both = blending.blended(values, second, suits, ranker.stale, case.allowed, case.trust, blend)
    order = blending.in_order(both, second, blending.POOL + k)
    alike = ranker.alike(order[: blending.POOL])
    columns = blending.varied(order, both.score, k, alike, blend.diversity)
    return _told(ranker, case, columns, both.score, both, with_reasons)


def _told(
    ranker: Ranker,
    case: Case,
    columns: list[int],
    scores: NDArray[np.floating],
    both: Blended | None,
    with_reasons: bool,
) -> list[Recommendation]:
    ids = ranker.catalogue.ids.ids
    basis: Basis = ranker.basis if both is None else "gap"
    found = [
        Recommendation(ids[column], rank, score, basis)
        for rank, (column, score) in enumerate(
            zip(columns, scores[columns].tolist(), strict=True), 1
        )
    ]
    return _with_reasons(ranker, case, columns, both, found) if with_reasons else found


def _with_reasons(
    ranker: Ranker,
    case: Case,
    columns: list[int],
    both: Blended | None,
    found: list[Recommendation],
) -> list[Recommendation]:
    """Return the same, each with its reasons, its ties and the parts of its score."""
    told = explanations_of(
        ranker.method,
        ranker.curriculum,
        case.person,
        case.needs,
        columns,
        both,
        case.popularity(ranker),
    )
    return [
        each._replace(
            reasons=reasons_of(why),
            ties=ties_of(ranker.curriculum, case.needs, column),
            parts=why.parts,
        )
        for each, column, why in zip(found, columns, told, strict=True)
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
        each._replace(rank=rank) for rank, each in enumerate([*first.values(), *rest][:k], start=1)
    ]
