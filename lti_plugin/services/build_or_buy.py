"""Whether a role is sooner and cheaper filled from within or by hiring, from entered figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_plugin.errors import BadInput
from lti_plugin.services import crowds, heading, plans, profiles, site_settings, tasks
from lti_plugin.services.crowds import Profile
from lti_plugin.services.heading import Heading
from lti_plugin.services.shelf import Shelf
from lti_plugin.store import aims, role_figures, sites
from lti_plugin.store.aims import LearningTime
from lti_plugin.store.audit import AuditEntry
from lti_plugin.store.base import now, raw
from lti_plugin.store.people import Person
from lti_plugin.store.role_figures import RoleFigures
from lti_plugin.store.roles import Role
from recommender.skills.build_or_buy import (
    LEAST_PEOPLE,
    NEAREST,
    Answer,
    Figures,
    Way,
    answer,
    days_for,
    until_ready,
)
from recommender.skills.pathway.errors import PathwayError
from recommender.skills.pathway.planner import plan
from recommender.skills.pathway.values import Limits

ENTERED = "hiring figures entered"
MOST = 1e9
LONGEST_SOURCE, LONGEST_NAME = 500, 255
MOST_TRIED = 4 * NEAREST
SECONDS = 1.0


def enter(
    session: Session, role: Role, figures: Figures, source: str, by: str, actor: str
) -> RoleFigures:
    """Keep what a hire for a role takes; what is not given is not known any more.

    Raises
    ------
    BadInput
        When nobody stands for it, its source is not told, or a figure is far too large.
    """
    if not source.strip() or not by.strip():
        raise BadInput("Say where these figures come from, and who enters them.")
    given = (figures.cost_per_hire, figures.days_to_hire, figures.hour_cost)
    if any(each is not None and each > MOST for each in given):
        raise BadInput("One of these figures is larger than a thousand million.")
    row = _kept(session, role)
    if row is None:
        row = RoleFigures(site_id=role.site_id, role_id=role.id)
        session.add(row)
    row.cost_per_hire, row.days_to_hire, row.hour_cost = given
    row.source, row.entered_by, row.entered_at = (
        source.strip()[:LONGEST_SOURCE],
        by.strip()[:LONGEST_NAME],
        now(),
    )
    details = {"role": role.name, "by": row.entered_by, "source": row.source}
    session.add(AuditEntry(site_id=role.site_id, actor=actor, action=ENTERED, details=details))
    session.flush()
    return row


def of_role(session: Session, shelf: Shelf, role: Role) -> tuple[Answer, RoleFigures | None]:
    """Return what building and buying take for a role, with the figures as they were entered.

    Volunteers are the people who chose to aim at it.
    """
    row = _kept(session, role)
    entered = (
        Figures() if row is None else Figures(row.cost_per_hire, row.days_to_hire, row.hour_cost)
    )
    volunteers = aims.who_aim_at(session, role.site_id, role.id)
    if len(volunteers) < LEAST_PEOPLE:
        return answer(len(volunteers), (), entered), row
    ways = list(_ways(session, shelf, role, volunteers))
    return answer(len(volunteers), ways, entered), row


def told(found: Answer, row: RoleFigures | None) -> dict[str, Any]:
    """Return an answer as plain values, as programs are told."""
    return {
        "volunteers": found.volunteers,
        "building": found.building and asdict(found.building),
        "hiring": row and kept(row),
        "comparison": found.comparison and asdict(found.comparison),
        "missing": list(found.missing),
    }


def kept(row: RoleFigures) -> dict[str, Any]:
    """Return figures as plain values."""
    names = ("cost_per_hire", "days_to_hire", "hour_cost", "source", "entered_by", "entered_at")
    return {name: getattr(row, name) for name in names}


def _kept(session: Session, role: Role) -> RoleFigures | None:
    return role_figures.of_roles(session, role.site_id, [role.id]).get(role.id)


def _ways(session: Session, shelf: Shelf, role: Role, ids: Sequence[UUID]) -> Iterator[Way]:
    """Yield the ways of those who can get ready, the nearest first, as many as are looked at."""
    if len(ids) > MOST_TRIED:
        ids = _nearest(session, role, ids)
    rows = session.scalars(
        select(Person).where(Person.site_id == role.site_id, Person.id.in_(ids)).order_by(Person.id)
    ).all()
    today = now().date()
    going = heading.of_people(session, role.site_id, rows, today, role.name, for_others=True)
    times = aims.learning_times(session, role.site_id, ids)
    found = 0
    for each in sorted(going, key=_distance)[:MOST_TRIED]:
        way = _way(session, shelf, each, times.get(each.at.person.id))
        if way is not None:
            yield way
            found += 1
        if found == NEAREST:
            return


def _nearest(session: Session, role: Role, ids: Sequence[UUID]) -> list[UUID]:
    """Return those who are looked at one by one: all of many at once are cheaper to compare."""
    found = session.execute(
        select(Person.id, raw(Person.id).label("raw"), Person.role)
        .where(Person.site_id == role.site_id, Person.id.in_(ids))
        .order_by(Person.id)
    ).all()
    known, today = profiles.of_site(session, role.site_id), now().date()
    meant = {title: each for _, _, title in found if (each := known.meant(title)) is not None}
    own = {title: each.id for title, each in meant.items()}
    read = known.read(session, role.site_id, {role.id, *own.values()})
    wanted = read[role.id].profile(today)
    asks: dict[UUID | None, tuple[Profile, Profile]] = {None: (wanted, {})}
    asks |= {id: (wanted, read[id].profile(today)) for id in own.values()}
    placed = [(who, own.get(title)) for _, who, title in found]
    crowd = crowds.against(session, role.site_id, placed, asks, today)
    covered = np.nan_to_num(crowd.standings.coverage)
    nearest = np.argsort(-covered, kind="stable")[:MOST_TRIED]
    return [found[row][0] for row in nearest.tolist()]


def _distance(going: Heading) -> float:
    """Return how far somebody is from the role, as far as that is known."""
    gap = going.at.towards
    return 1.0 - (gap.coverage or 0.0) if gap else 1.0


def _way(session: Session, shelf: Shelf, going: Heading, chosen: LearningTime | None) -> Way | None:
    task = tasks.of(session, shelf, going, None, named=True)
    if task is None:
        return None
    try:
        found = plan(
            task.options,
            task.goals,
            Limits(plans.MOST_HOURS),
            done=task.done,
            bonuses=task.bonuses,
            seconds=SECONDS,
        )
    except PathwayError:
        return None
    taken = until_ready(found)
    if taken is None:
        return None
    proposed = site_settings.slot(sites.get(session, going.at.person.site_id))
    week = plans.slots_of(chosen) or (proposed,)
    hours, fees = taken
    return Way(hours, fees, days_for(hours, sum(slot.minutes for slot in week) / 60))
