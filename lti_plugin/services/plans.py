"""The shortest way to what a person's goal asks for, within their hours, dated into their week."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from lti_plugin.errors import BadInput
from lti_plugin.services import budgets, duties, heading, site_settings, tasks
from lti_plugin.services.budgets import Amount
from lti_plugin.services.shelf import Shelf
from lti_plugin.services.steps import OPEN, RUNNING, State, Stop
from lti_plugin.services.tasks import Task
from lti_plugin.store import aims, listing, people, sites
from lti_plugin.store.aims import LearningTime
from lti_plugin.store.base import now
from recommender.skills.direction import Direction
from recommender.skills.gains import USUAL_HOURS
from recommender.skills.pathway.curve import Point, curve
from recommender.skills.pathway.errors import BadValue, PathwayError
from recommender.skills.pathway.planner import plan
from recommender.skills.pathway.plans import Plan, Step
from recommender.skills.pathway.schedule import Calendar, Schedule, Slot, schedule
from recommender.skills.pathway.values import Limits

HOURS = 20.0
MOST_HOURS = 500.0
PLAN_SECONDS, CURVE_SECONDS = 3.0, 3.0
MOST_SLOTS = 7
MOST_WEEKS = 520
FIRST_OF_THE_WEEK, MORNING = 0, time(9)


@dataclass(frozen=True)
class Planned:
    """A path to a role: its steps, their courses by id, when they are, and what hours buy.

    Approved assignments stand among the courses. ``left`` is what budgets leave the
    person; the path stays within it.

    ``guessed`` are the steps whose length nobody knows; they count with the usual one.
    ``assumed`` says that levels are counted which nobody has assessed.
    ``slots_are_own`` is False where the week is a proposal; ``schedule`` is None where the path
    would take decades at that pace.
    """

    role: str
    direction: Direction
    hours: float
    left: Amount
    plan: Plan
    courses: Mapping[str, Stop]
    guessed: frozenset[str]
    assumed: bool
    points: Sequence[Point]
    schedule: Schedule | None
    slots: tuple[Slot, ...]
    slots_are_own: bool


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
    weeks: int | None = None,
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
    weeks
        In how many weeks, with one time in each; else at the times that the person keeps free.
    with_curve
        Whether to find out what other hours would bring, which takes longer than the path.

    Raises
    ------
    BadInput
        When the hours are none, or no path can be built; it says why.
    """
    person = people.get(session, site_id, person_id)
    going = heading.of_person(session, site_id, person, now().date(), towards)
    task = tasks.of(session, shelf, going, here, named=towards is not None)
    if task is None:
        return None
    chosen = aims.learning_time(session, site_id, person_id)
    budget = _hours(hours if hours is not None else chosen.hours if chosen else None)
    own = slots_of(chosen)
    proposed = site_settings.slot(sites.get(session, site_id))
    week = (once_a_week(budget, weeks),) if weeks else own or (proposed,)
    left = budgets.of_person(session, site_id, person_id, now().date())
    most = _within(budget, left)
    work = duties.of_people(session, site_id, {person_id: most}).get(person_id, [])
    task = replace(task, options=[*task.options, *(each.option for each in work)])
    limits = Limits(most, left.money)
    try:
        found = plan(
            task.options,
            task.goals,
            limits,
            done=task.done,
            bonuses=task.bonuses,
            seconds=PLAN_SECONDS,
        )
        points = _curve(task, limits) if with_curve and limits.hours else ()
    except PathwayError as error:
        raise refused(error) from error
    ids = {UUID(step.option_id) for step in found.steps}
    assigned = {str(each.assignment.id): each.assignment for each in work}
    return Planned(
        role=task.role,
        direction=task.direction,
        hours=budget,
        left=left,
        plan=found,
        courses=assigned
        | {str(id): row for id, row in listing.listed(session, site_id, ids).items()},
        guessed=task.guessed,
        assumed=task.assumed,
        points=points,
        schedule=_dated(found.steps, week, zone),
        slots=week,
        slots_are_own=bool(weeks or own),
    )


def _within(hours: float, left: Amount) -> float:
    return hours if left.hours is None else min(hours, left.hours)


def started(planned: Planned, state: State, zone: str) -> Planned:
    """Return a plan with the dates of the path that was started: of what is left of that."""
    left = [step.course for step in state.steps if step.state in {RUNNING, OPEN}]
    steps = [Step(str(course.id), _length(course), 0.0, (), 0.0) for course in left]
    return replace(
        planned,
        courses={str(course.id): course for course in left},
        schedule=_dated(steps, planned.slots, zone),
    )


def _length(course: Stop) -> float:
    minutes = course.duration_minutes
    return USUAL_HOURS if minutes is None else minutes / 60


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
        raise BadInput("At most seven times a week can be kept free.")
    if slots:
        try:
            schedule((), Calendar(tuple(slots), "UTC", date(2000, 1, 3)))
        except PathwayError as error:
            raise refused(error) from error
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


def refused(error: PathwayError) -> BadInput:
    """Return what the path builder refuses as an error of the application."""
    return BadInput(str(error), key=error.key, values=error.values)


def once_a_week(hours: float, weeks: int) -> Slot:
    """Return the weekly slot in which so many hours are done in so many weeks."""
    return Slot(FIRST_OF_THE_WEEK, MORNING, min(24 * 60, max(1, round(60 * hours / weeks))))


def _hours(wanted: float | None) -> float:
    if wanted is None:
        return HOURS
    if not 0 < wanted <= MOST_HOURS:
        raise BadInput("A path takes more than 0 and at most 500 hours.")
    return wanted


def _dated(steps: Sequence[Step], slots: tuple[Slot, ...], zone: str) -> Schedule | None:
    """Return the steps in the week from tomorrow on, tomorrow being that of the zone.

    None at a pace at which it takes decades: refused, the path would also take away the form in
    which the pace can be changed.
    """
    tomorrow = now().astimezone(ZoneInfo(zone)).date() + timedelta(days=1)
    try:
        return schedule(steps, Calendar(slots, zone, tomorrow))
    except BadValue:
        return None


def _curve(task: Task, limits: Limits) -> tuple[Point, ...]:
    return curve(
        task.options,
        task.goals,
        limits,
        done=task.done,
        bonuses=task.bonuses,
        seconds=CURVE_SECONDS,
    )
