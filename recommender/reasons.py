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
from dataclasses import dataclass, replace

from recommender import fusing
from recommender.engine.content import ContentRanker
from recommender.engine.explanation import MOST_REASONS, Reason
from recommender.engine.facts import Person
from recommender.engine.learned import LearnedRanker
from recommender.fusing import Fused
from recommender.skills.gains import Curriculum, Need, Needs

OBJECTIVE, ROLE = "objective", "role"
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


def reasons_of(
    method: LearnedRanker | ContentRanker,
    curriculum: Curriculum,
    person: Person,
    needs: Needs,
    columns: Sequence[int],
    fused: Fused | None,
    popularity: float = 1.0,
) -> list[tuple[Reason, ...]]:
    """Return the reasons of the courses in ``columns``, in their order.

    The engine is only named where it ranked alone, or moved the course up by some places.
    ``popularity`` is what its scores were made with.
    """
    if fused is None:
        told = method.explain(person, columns, popularity=popularity)
        return [each.reasons() for each in told]
    order = fusing.in_order(fused, fused.engine)
    without = fusing.in_order(replace(fused, score=fused.score - fused.engine), fused.engine)
    moved = [c for c in columns if fusing.moved_up(order, without, c) >= PLACES]
    told = method.explain(person, moved, popularity=popularity) if moved else []
    engine = {column: each.reasons() for column, each in zip(moved, told, strict=True)}
    return [
        _merged(
            _of_gap(curriculum, needs, column, fused),
            _of_engine(engine.get(column, ()), column, fused),
            _of_mode(column, fused),
        )
        + _against(column, fused)
        for column in columns
    ]


def _merged(*parts: Iterator[Reason] | Sequence[Reason]) -> tuple[Reason, ...]:
    found = [reason for part in parts for reason in part]
    found.sort(key=lambda each: -each.amount)
    return tuple(found[:MOST_REASONS]) or (Reason("reason.no_signal"),)


def _against(column: int, fused: Fused) -> tuple[Reason, ...]:
    """Return what moved a course down; it is told however much speaks for the course."""
    amount = float(fused.small[column])
    return (Reason("reason.stale", {}, amount),) if amount < 0 else ()


def _of_gap(curriculum: Curriculum, needs: Needs, column: int, fused: Fused) -> Iterator[Reason]:
    """Yield a reason for each skill, with its part of what ranked the course."""
    terms = curriculum.terms(needs, column)
    whole = sum(amount for _, amount in terms)
    for need, amount in terms:
        part = float(fused.gap[column]) * amount / whole
        values = {
            "skill": need.skill,
            "role": need.role,
            "from": f"{need.level:.2f}",
            "to": f"{_outcome(curriculum, column, need):.2f}",
            "required": f"{need.required:.2f}",
        }
        added = part * (1 - 1 / need.priority) if need.priority > 1 else 0.0
        yield Reason(_key(need), values, part - added, _share(part - added, column, fused))
        if added:
            yield _of_objective(need, added, _share(added, column, fused))


def _of_objective(need: Need, amount: float, share: float) -> Reason:
    """Return how much a course gained by the weight of an objective."""
    values = {"skill": need.skill, "objective": need.objective, "weight": f"{need.priority:.2f}"}
    return Reason("reason.objective", values, amount, share)


def _key(need: Need) -> str:
    if need.assumed:
        return "reason.gap_assumed"
    return "reason.leader" if need.boosted else "reason.gap"


def _of_engine(why: Sequence[Reason], column: int, fused: Fused) -> Iterator[Reason]:
    part = float(fused.engine[column])
    for reason in why:
        if reason.share > 0 and reason.key != "reason.popular":
            amount = part * reason.share
            yield replace(reason, amount=amount, share=_share(amount, column, fused))


def _of_mode(column: int, fused: Fused) -> Iterator[Reason]:
    amount = float(fused.small[column])
    if amount > 0:
        yield Reason("reason.mode", {}, amount, _share(amount, column, fused))


def _share(amount: float, column: int, fused: Fused) -> float:
    """Return a part of all that spoke for a course."""
    upward = fused.gap[column] + fused.engine[column] + max(0.0, fused.small[column])
    return amount / float(upward) if upward > 0 else 0.0


def _outcome(curriculum: Curriculum, column: int, need: Need) -> float:
    return max(each.outcome for each in curriculum.lessons[column] if each.skill == need.skill)
