"""Why a course is on a list, and which goals it serves: both read from what ranked it.

Beside those of :mod:`recommender.engine.explanation` the keys are:

=================== ===================================== =====================================
key                 values                                what is true
=================== ===================================== =====================================
reason.gap          skill, role, from, to, required       closes most of what the role asks for
reason.gap_assumed  skill, role, to, required             the same, where nothing is assessed yet
reason.leader       skill, role, from, to, required       the same, weighted up for a leader
reason.objective    skill, objective, weight              counts more for an objective's weight
reason.mode                                               its way of learning suits the direction
reason.stale                                              its review is out of date: ranks lower
reason.picked                                             an admin picked it
=================== ===================================== =====================================
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from recommender import blending
from recommender.blending import Blended
from recommender.engine.content import ContentRanker
from recommender.engine.explanation import Explanation, Reason, Term, explained
from recommender.engine.facts import Person
from recommender.engine.learned import LearnedRanker
from recommender.skills.gains import Curriculum, Need, Needs

OBJECTIVE, ROLE = "objective", "role"
GAP, ENGINE, MODE, REVIEW = "gap", "engine", "mode", "review"
PLACES = 3


@dataclass(frozen=True, slots=True)
class Tie:
    """A goal that a course serves: an objective, or a role's requirement of a skill at a level."""

    kind: str
    name: str
    skill: str
    level: float | None = None


def ties_of(curriculum: Curriculum, needs: Needs, column: int) -> tuple[Tie, ...]:
    """Return the goals that a course serves, roles by what it closes, then objectives."""
    roles = [
        Tie(ROLE, need.role, need.skill, min(need.required, _outcome(curriculum, column, need)))
        for need, _ in curriculum.terms(needs, column)
        if need.role
    ]
    objectives = [
        Tie(OBJECTIVE, name, lesson.skill)
        for lesson in curriculum.lessons[column]
        for name in needs.objectives.get(lesson.skill, ())
        if lesson.outcome > needs.held.get(lesson.skill, 0.0)
    ]
    return (*roles, *objectives)


def reasons_of(explanation: Explanation) -> tuple[Reason, ...]:
    """Return what moved a course up, and what is out of date however much speaks for it."""
    against = tuple(
        Reason(term.key, {}, term.amount)
        for term in explanation.terms
        if term.key == "reason.stale" and term.amount < 0
    )
    return explanation.reasons() + against


def explanations_of(
    method: LearnedRanker | ContentRanker,
    curriculum: Curriculum,
    person: Person,
    needs: Needs,
    columns: Sequence[int],
    both: Blended | None,
    popularity: float,
) -> list[Explanation]:
    """Take the scores of the courses in ``columns`` apart; terms sum to each score.

    Where the gap comes first, the engine is only named if it moved the course up by some places.
    Its part of the score is its percentile, shared out by what spoke for the course in the engine.

    Parameters
    ----------
    both
        What ranked the courses; None where the engine ranked alone.
    popularity
        What the engine's scores were made with.
    """
    if both is None:
        return method.explain(person, columns, popularity=popularity)
    order = blending.in_order(both, both.engine)
    without = blending.in_order(blending.without_engine(both), both.engine)
    moved = [c for c in columns if blending.moved_up(order, without, c) >= PLACES]
    told = method.explain(person, moved, popularity=popularity) if moved else []
    engine = dict(zip(moved, told, strict=True))
    return [
        explained(
            float(both.score[column]),
            chain(
                _of_gap(curriculum, needs, column, float(both.gap[column])),
                _of_engine(engine.get(column), float(both.engine[column])),
                _of_rest(column, both),
            ),
        )
        for column in columns
    ]


def _of_gap(curriculum: Curriculum, needs: Needs, column: int, amount: float) -> Iterator[Term]:
    """Yield a term for each skill, with its part of what the gap gave the course."""
    closed = curriculum.terms(needs, column)
    whole = sum(part for _, part in closed)
    if not closed:
        yield Term(None, (), amount, GAP)
    for need, part in closed:
        values = (
            ("skill", need.skill),
            ("role", need.role),
            ("from", f"{need.level:.2f}"),
            ("to", f"{_outcome(curriculum, column, need):.2f}"),
            ("required", f"{need.required:.2f}"),
        )
        share = amount * part / whole
        added = share * (1 - 1 / need.priority) if need.priority > 1 else 0.0
        yield Term(_key(need), values, share - added, GAP)
        if added:
            yield _of_objective(need, added)


def _of_objective(need: Need, amount: float) -> Term:
    """Return how much a course gained by the weight of an objective."""
    weight = ("weight", f"{need.priority:.2f}")
    values = (("skill", need.skill), ("objective", need.objective), weight)
    return Term("reason.objective", values, amount, GAP)


def _key(need: Need) -> str:
    if need.assumed:
        return "reason.gap_assumed"
    return "reason.leader" if need.boosted else "reason.gap"


def _of_engine(why: Explanation | None, amount: float) -> Iterator[Term]:
    """Yield the engine's part of a score, shared out by what spoke for the course."""
    upward = [term for term in why.terms if term.amount > 0] if why else []
    whole = sum(term.amount for term in upward)
    if not upward:
        yield Term(None, (), amount, ENGINE)
    for term in upward:
        yield Term(term.key, term.values, amount * term.amount / whole, ENGINE)


def _of_rest(column: int, both: Blended) -> Iterator[Term]:
    yield Term("reason.mode", (), float(both.mode[column]), MODE)
    yield Term("reason.stale", (), -float(both.stale[column]), REVIEW)


def _outcome(curriculum: Curriculum, column: int, need: Need) -> float:
    return max(each.outcome for each in curriculum.lessons[column] if each.skill == need.skill)
