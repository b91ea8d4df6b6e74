"""What the path builder is given for one person: the courses that are open, goals and tastes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_plugin.services import learning, needs
from lti_plugin.services.heading import Heading
from lti_plugin.services.position import PRESENT
from lti_plugin.services.shelf import Shelf
from lti_plugin.store.base import now
from lti_plugin.store.skills import Skill
from recommender import blending
from recommender.engine.facts import CourseFacts
from recommender.engine.facts import Person as Asking
from recommender.ranker import Ranker
from recommender.skills.direction import Direction
from recommender.skills.gains import USUAL_HOURS, Needs
from recommender.skills.pathway.preference import mode_bonuses
from recommender.skills.pathway.values import Goal, Option

SOFT = "soft"


@dataclass(frozen=True)
class Task:
    """Everything that the path builder is given, for one person."""

    role: str
    direction: Direction
    options: list[Option]
    goals: list[Goal]
    done: frozenset[str]
    bonuses: dict[str, float]
    guessed: frozenset[str]
    assumed: bool


def of(
    session: Session,
    shelf: Shelf,
    going: Heading,
    here: UUID | None,
    *,
    named: bool,
    critical: frozenset[str] = frozenset(),
    for_others: bool = False,
) -> Task | None:
    """Gather what the path builder needs; with ``named`` the aim is where the path leads.

    ``critical`` are skills to learn also where the role does not ask for them; ``for_others`` ranks
    without the role that the person aims at.
    """
    at, found = going.at, going.direction
    site_id = at.person.site_id
    role, profile = needs.goal(at, found)
    if named:
        role = at.role if at.aim_by == PRESENT else at.aim
        profile = role.profile(at.today) if role else {}
    if role is None or not profile:
        return None
    adds = needs.weights(session, site_id)
    wanted = needs.towards(at, role, profile, adds)
    ranker = shelf.for_person(session, site_id, at.person.id)
    (asking,) = learning.asking_of(session, site_id, [at.person], now())
    if here is not None:
        asking = replace(asking, later=asking.later | {str(here)})
    if for_others:
        asking = replace(asking, facts=replace(asking.facts, target_role=None))
    options = _options(ranker, asking, wanted, adds.durable, critical)
    kinds = dict.fromkeys(adds.durable, SOFT) | _technical(session, site_id)
    return Task(
        role=role.name,
        direction=found,
        options=options,
        goals=goals_of(wanted),
        done=frozenset(ranker.catalogue.counted(asking.history)),
        bonuses=mode_bonuses(options, found.kind, kinds),
        assumed=any(need.assumed for need in wanted.wanted),
        guessed=frozenset(course.id for course in ranker.catalogue.courses if course.hours is None),
    )


def goals_of(wanted: Needs) -> list[Goal]:
    """Return what a list is to serve as goals; what nobody asks for only tells what is held."""
    asked = {
        each.skill: Goal(each.skill, each.level, each.required, each.weight)
        for each in wanted.wanted
    }
    others = {
        skill: Goal(skill, level, level, 0.0)
        for skill, level in wanted.held.items()
        if skill not in asked
    }
    return list((asked | others).values())


def _options(
    ranker: Ranker,
    asking: Asking,
    wanted: Needs,
    durable: frozenset[str],
    critical: frozenset[str],
) -> list[Option]:
    """Return what may be on the path: the courses that are open, with how well each fits."""
    open_to = ranker.catalogue.open_to(asking)
    scores = ranker.method.scores([asking], popularity=0.0)[0].astype(np.float64)
    fits = blending.percentiles(scores, open_to)
    goals = {need.skill for need in wanted.wanted} | critical
    courses = [course for row, course in enumerate(ranker.catalogue.courses) if open_to[row]]
    possible = _startable(courses, set(ranker.catalogue.counted(asking.history)))
    found = [
        (course, float(fits[row]))
        for row, course in enumerate(ranker.catalogue.courses)
        if open_to[row] and course.id in possible
    ]
    needed = {first for course, _ in found for first in course.prerequisites}
    return [
        _option(course, fit, durable)
        for course, fit in found
        if course.id in needed or goals & course.outcomes.keys() or durable & course.outcomes.keys()
    ]


def _startable(courses: Sequence[CourseFacts], done: set[str]) -> set[str]:
    """Return the courses that can be come to from what is done, one prerequisite after the other.

    What asks for a course that is not open, or for itself by way of others, never can.
    """
    possible: set[str] = set()
    waiting = list(courses)
    while ready := [each for each in waiting if set(each.prerequisites) <= possible | done]:
        possible |= {each.id for each in ready}
        waiting = [each for each in waiting if each.id not in possible]
    return possible


def _option(course: CourseFacts, fit: float, durable: frozenset[str]) -> Option:
    return Option(
        id=course.id,
        hours=USUAL_HOURS if course.hours is None else course.hours,
        teaches=course.outcomes,
        entry=course.entries,
        requires=course.prerequisites,
        cost=course.cost or 0.0,
        mode=course.mode,
        fit=fit,
        durable=bool(course.outcomes.keys() & durable),
    )


def _technical(session: Session, site_id: UUID) -> dict[str, str]:
    names = session.scalars(
        select(Skill.name).where(
            Skill.site_id == site_id, Skill.kind.in_(("technology", "knowledge"))
        )
    )
    return dict.fromkeys(names, "technical")
