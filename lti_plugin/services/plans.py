"""The shortest way to what a person's goal asks for, within their hours, dated into their week."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from uuid import UUID

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_plugin.errors import BadInput
from lti_plugin.services import heading, learning, needs
from lti_plugin.services.heading import Heading
from lti_plugin.services.shelf import Shelf
from lti_plugin.store import aims, listing, people
from lti_plugin.store.aims import LearningTime
from lti_plugin.store.base import now
from lti_plugin.store.courses import Course
from lti_plugin.store.skills import Skill
from recommender import fusing
from recommender.engine.facts import CourseFacts
from recommender.engine.facts import Person as Asking
from recommender.recommend import Ranker
from recommender.skills.direction import Direction
from recommender.skills.gains import USUAL_HOURS, Needs
from recommender.skills.pathway.curve import Point, curve
from recommender.skills.pathway.errors import PathwayError
from recommender.skills.pathway.planner import plan
from recommender.skills.pathway.plans import Plan
from recommender.skills.pathway.preference import mode_bonuses
from recommender.skills.pathway.schedule import Calendar, Schedule, Slot, schedule
from recommender.skills.pathway.values import Goal, Limits, Option

HOURS = 20.0
MOST_HOURS = 500.0
PLAN_SECONDS, CURVE_SECONDS = 3.0, 3.0
USUAL_SLOT = Slot(4, time(9, 0), 60)
MOST_SLOTS = 7
SOFT = "soft"


@dataclass(frozen=True)
class Planned:
    """A path to a role: its steps, their courses by id, when they are, and what hours buy.

    ``guessed`` are the steps whose length nobody knows; they count with the usual one.
    ``slots_are_own`` is False where the week is a proposal.
    """

    role: str
    direction: Direction
    hours: float
    plan: Plan
    courses: Mapping[str, Course]
    guessed: frozenset[str]
    points: Sequence[Point]
    schedule: Schedule
    slots: Sequence[Slot]
    slots_are_own: bool


@dataclass(frozen=True)
class _Task:
    """Everything that the path builder is given, for one person."""

    role: str
    direction: Direction
    options: list[Option]
    goals: list[Goal]
    done: frozenset[str]
    bonuses: dict[str, float]
    guessed: frozenset[str]


def for_person(
    session: Session,
    shelf: Shelf,
    site_id: UUID,
    person_id: UUID,
    zone: str,
    *,
    hours: float | None = None,
    towards: str | None = None,
    here: UUID | None = None,
    slots: tuple[Slot, ...] | None = None,
    with_curve: bool = True,
) -> Planned | None:
    """Return a person's path within their hours; None where no role is known to go to.

    Parameters
    ----------
    zone
        The time zone of the weekly slots.
    hours
        What the path may take; else what the person chose, else ``HOURS``.
    towards
        The role to go to; else the one that their direction leads to.
    here
        The course that this is read in: it is on no path.
    slots
        The times of the week to go by; else those that the person keeps free.
    with_curve
        Whether to find out what other hours would bring, which takes longer than the path.

    Raises
    ------
    BadInput
        When the hours are none, or no path can be built; it says why.
    """
    person = people.get(session, site_id, person_id)
    going = heading.of_person(session, site_id, person, now().date(), towards)
    task = _task(session, shelf, going, here, named=towards is not None)
    if task is None:
        return None
    chosen = aims.learning_time(session, site_id, person_id)
    budget = _hours(hours if hours is not None else chosen.hours if chosen else None)
    own = slots_of(chosen)
    week = slots or own or (USUAL_SLOT,)
    limits = Limits(budget)
    try:
        found = plan(
            task.options,
            task.goals,
            limits,
            done=task.done,
            bonuses=task.bonuses,
            seconds=PLAN_SECONDS,
        )
        points = _curve(task, limits) if with_curve else ()
        dated = schedule(found.steps, Calendar(week, zone, _first_day()))
    except PathwayError as error:
        raise BadInput(str(error)) from error
    ids = {UUID(step.option_id) for step in found.steps}
    return Planned(
        role=task.role,
        direction=task.direction,
        hours=budget,
        plan=found,
        courses={str(id): row for id, row in listing.listed(session, site_id, ids).items()},
        guessed=task.guessed,
        points=points,
        schedule=dated,
        slots=week,
        slots_are_own=bool(slots or own),
    )


def keep_time(
    session: Session, site_id: UUID, person_id: UUID, slots: Sequence[Slot], hours: float | None
) -> LearningTime:
    """Keep when a person learns, and for how many hours in all.

    Raises
    ------
    BadInput
        When a slot or the hours cannot be.
    """
    if len(slots) > MOST_SLOTS:
        raise BadInput(f"At most {MOST_SLOTS} times a week can be kept free.")
    if slots:
        try:
            schedule((), Calendar(tuple(slots), "UTC", date(2000, 1, 3)))
        except PathwayError as error:
            raise BadInput(str(error)) from error
    row = aims.learning_time(session, site_id, person_id)
    if row is None:
        row = LearningTime(site_id=site_id, person_id=person_id)
        session.add(row)
    row.slots = [[s.weekday, s.start.hour * 60 + s.start.minute, s.minutes] for s in slots]
    row.hours = None if hours is None else _hours(hours)
    row.set_at = now()
    return row


def slots_of(chosen: LearningTime | None) -> tuple[Slot, ...]:
    """Return the weekly slots that somebody chose."""
    rows = chosen.slots if chosen else []
    return tuple(
        Slot(weekday, time(begins // 60, begins % 60), minutes) for weekday, begins, minutes in rows
    )


def _hours(wanted: float | None) -> float:
    if wanted is None:
        return HOURS
    if not 0 < wanted <= MOST_HOURS:
        raise BadInput(f"A path takes more than 0 and at most {MOST_HOURS:g} hours.")
    return wanted


def _first_day() -> date:
    return now().date() + timedelta(days=1)


def _task(
    session: Session, shelf: Shelf, going: Heading, here: UUID | None, *, named: bool
) -> _Task | None:
    """Gather what the path builder needs; with ``named`` the aim is where the path leads."""
    at, found = going.at, going.direction
    site_id = at.person.site_id
    role, profile = needs.goal(at, found)
    if named:
        role, profile = at.aim, at.aim.profile(at.today) if at.aim else {}
    if role is None or not profile:
        return None
    adds = needs.weights(session, site_id)
    wanted = needs.towards(at, role, profile, adds)
    ranker = shelf.ranker(session, site_id)
    (asking,) = learning.asking_of(session, site_id, [at.person], now())
    if here is not None:
        asking = replace(asking, later=asking.later | {str(here)})
    options = _options(ranker, asking, wanted, adds.durable)
    kinds = dict.fromkeys(adds.durable, SOFT) | _technical(session, site_id)
    return _Task(
        role=role.name,
        direction=found,
        options=options,
        goals=goals_of(wanted),
        done=frozenset(asking.history),
        bonuses=mode_bonuses(options, found.kind, kinds),
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
    ranker: Ranker, asking: Asking, wanted: Needs, durable: frozenset[str]
) -> list[Option]:
    """Return what may be on the path: the courses that are open, with how well each fits."""
    open_to = ranker.catalogue.open_to(asking)
    scores = ranker.method.scores([asking], popularity=False)[0].astype(np.float64)
    fits = fusing.percentiles(scores, open_to)
    known = set(np.array(ranker.catalogue.ids.ids)[open_to]) | set(asking.history)
    goals = {need.skill for need in wanted.wanted}
    found = [
        (course, float(fits[row]))
        for row, course in enumerate(ranker.catalogue.courses)
        if open_to[row] and set(course.prerequisites) <= known
    ]
    needed = {first for course, _ in found for first in course.prerequisites}
    return [
        _option(course, fit, durable)
        for course, fit in found
        if course.id in needed or goals & course.outcomes.keys() or durable & course.outcomes.keys()
    ]


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


def _curve(task: _Task, limits: Limits) -> tuple[Point, ...]:
    return curve(
        task.options,
        task.goals,
        limits,
        done=task.done,
        bonuses=task.bonuses,
        seconds=CURVE_SECONDS,
    )
