"""Paths for a manager's whole team within one budget, with enough holders of critical skills."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from lti_plugin.errors import BadInput
from lti_plugin.services import budgets, duties, heading, tasks
from lti_plugin.services.budgets import NO_LIMIT, Amount
from lti_plugin.services.duties import Duty
from lti_plugin.services.heading import Heading
from lti_plugin.services.shelf import Shelf
from lti_plugin.services.steps import Stop
from lti_plugin.services.tasks import Task
from lti_plugin.store import listing, skills
from lti_plugin.store.people import Person
from recommender.skills.pathway.errors import PathwayError
from recommender.skills.pathway.holders import Critical
from recommender.skills.pathway.team import Member, TeamPlan, plan_team
from recommender.skills.pathway.values import Limits, Option

SECONDS = 5.0
MOST_PEOPLE = 40
MOST_CRITICAL = 10


@dataclass(frozen=True)
class Wanted:
    """What a manager asks for: what the plan may take, and how many are to hold which skill.

    ``critical`` are (skill, level, holders).
    """

    hours: float
    money: float | None
    critical: Sequence[tuple[UUID, float, int]] = ()


@dataclass(frozen=True)
class Board:
    """A plan for a team, and what it was made from.

    ``within`` is the budget that it stays in, at most what was asked for and what is left of the
    team's own. ``kinds`` is each person's direction; ``aside`` are those whose role is not known,
    so that there is no path for them. ``assumed`` are, by critical skill, the holders before of
    whom nobody has assessed it. ``courses`` are what the steps stand for, ``guessed`` those whose
    length nobody knows.
    """

    plan: TeamPlan
    within: Amount
    capped: bool
    kinds: Mapping[UUID, str]
    aside: Sequence[UUID]
    assumed: Mapping[str, frozenset[str]]
    courses: Mapping[str, Stop]
    guessed: frozenset[str]


def plan(
    session: Session,
    shelf: Shelf,
    site_id: UUID,
    manager_id: UUID,
    team: Sequence[Person],
    wanted: Wanted,
    today: date,
) -> Board:
    """Return the best paths for these people, as far as a manager may know of them.

    What people say of themselves and aim at is not looked at. Whatever the manager asks for, the
    plan stays within what is left of the team's budget and of each person's.

    Raises
    ------
    BadInput
        When a number means nothing, the team is too large, or no plan can be made; it says why.
    """
    if len(team) > MOST_PEOPLE:
        raise BadInput("A plan is made for at most 40 people at once.")
    critical = _critical(session, site_id, wanted)
    going = heading.of_people(session, site_id, team, today, for_others=True)
    also = frozenset(each.skill for each in critical)
    made = [
        (each, tasks.of(session, shelf, each, None, named=False, critical=also, for_others=True))
        for each in going
    ]
    known = [(each, task) for each, task in made if task is not None]
    planning = [each.at.person.id for each, _ in known]
    left = budgets.of_team(session, site_id, manager_id, today, planning)
    within = Amount(_lower(wanted.hours, left.hours), _lower(wanted.money, left.money))
    own = budgets.of_members(session, site_id, planning, today)
    work = _work(session, site_id, known, own, within.hours or 0.0)
    options, members = _problem(known, work, own)
    try:
        found = plan_team(
            options.values(),
            members,
            Limits(within.hours or 0.0, within.money),
            critical,
            seconds=SECONDS,
        )
    except PathwayError as error:
        raise BadInput(str(error)) from error
    ids = {UUID(step.option_id) for each in found.plans.values() for step in each.steps}
    assigned = {str(d.assignment.id): d.assignment for each in work.values() for d in each}
    return Board(
        plan=found,
        within=within,
        capped=within != Amount(wanted.hours, wanted.money),
        kinds={each.at.person.id: each.direction.kind for each in going},
        aside=[each.at.person.id for each, task in made if task is None],
        assumed={each.skill: _assumed(each.skill, going) for each in critical},
        courses=assigned
        | {str(id): row for id, row in listing.listed(session, site_id, ids).items()},
        guessed=frozenset(each for _, task in known for each in task.guessed),
    )


def _critical(session: Session, site_id: UUID, wanted: Wanted) -> list[Critical]:
    if len(wanted.critical) > MOST_CRITICAL:
        raise BadInput("A plan has at most 10 critical skills.")
    named = skills.of_ids(session, site_id, {skill for skill, _, _ in wanted.critical})
    if any(skill not in named for skill, _, _ in wanted.critical):
        raise BadInput("There is no such skill here.")
    return [Critical(named[skill].name, level, n) for skill, level, n in wanted.critical]


def _lower(asked: float | None, left: float | None) -> float | None:
    return min((each for each in (asked, left) if each is not None), default=None)


def _work(
    session: Session,
    site_id: UUID,
    known: Sequence[tuple[Heading, Task]],
    own: Mapping[UUID, Amount],
    hours: float,
) -> dict[UUID, list[Duty]]:
    """Return the approved assignments; none has to be in the plan where all of them do not fit."""
    most = {
        each.at.person.id: _lower(hours, own.get(each.at.person.id, NO_LIMIT).hours) or 0.0
        for each, _ in known
    }
    found = duties.of_people(session, site_id, most)
    total = sum(each.option.hours for mine in found.values() for each in mine)
    nothing = dict.fromkeys(most, 0.0)
    return duties.of_people(session, site_id, nothing) if total > hours else found


def _problem(
    known: Sequence[tuple[Heading, Task]],
    work: Mapping[UUID, Sequence[Duty]],
    own: Mapping[UUID, Amount],
) -> tuple[dict[str, Option], list[Member]]:
    """Return everybody's options as one catalogue, and who may take which of it."""
    mine = {
        going.at.person.id: {
            each.id: each
            for each in (*task.options, *(d.option for d in work.get(going.at.person.id, ())))
        }
        for going, task in known
    }
    options = {id: each for found in mine.values() for id, each in found.items()}
    return options, [
        _member(going.at.person.id, task, mine[going.at.person.id], own, options)
        for going, task in known
    ]


def _member(
    person_id: UUID,
    task: Task,
    mine: Mapping[str, Option],
    own: Mapping[UUID, Amount],
    options: Mapping[str, Option],
) -> Member:
    left = own.get(person_id, NO_LIMIT)
    return Member(
        id=str(person_id),
        goals=tuple(task.goals),
        limits=Limits(math.inf if left.hours is None else left.hours, left.money),
        done=task.done,
        fits={id: each.fit for id, each in mine.items()},
        closed=frozenset(options.keys() - mine.keys()),
    )


def _assumed(skill: str, going: Sequence[Heading]) -> frozenset[str]:
    held = ((each.at.person.id, each.at.held.get(skill)) for each in going)
    return frozenset(str(who) for who, what in held if what is not None and not what.assessed)
