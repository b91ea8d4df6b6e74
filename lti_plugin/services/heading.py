"""Where people are going: their position and direction, and a role to turn to for whoever has none.

Whose role will not last and who aims at nothing is led to the nearest role, growing ones first. It
stays a proposal: the page says so, and their own aim takes its place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from lti_plugin.services import directions, discretion, neighbours, position
from lti_plugin.services.neighbours import Surroundings
from lti_plugin.services.position import Position
from lti_plugin.store.people import Person
from recommender.skills.direction import R1, Direction
from recommender.skills.gaps import gap

NEAREST = "nearest"


@dataclass(frozen=True)
class Heading:
    """Where somebody stands, and what is suggested to them.

    ``at.aim_by`` is NEAREST where the aim is a proposal of ours.
    """

    at: Position
    direction: Direction


def of_person(
    session: Session, site_id: UUID, person: Person, today: date, towards: str | None = None
) -> Heading:
    """Return where one person is going; ``towards`` is a role to aim at instead of their own."""
    return of_people(session, site_id, [person], today, towards)[0]


def of_people(
    session: Session,
    site_id: UUID,
    people: Sequence[Person],
    today: date,
    towards: str | None = None,
    *,
    for_others: bool = False,
) -> list[Heading]:
    """Return where these people are going, in their order.

    ``for_others`` is what somebody else may know of it: nothing comes from their own ratings and
    aims.
    """
    found = position.of_people(session, site_id, people, today, towards)
    if for_others:
        found = [discretion.for_others(each, named=towards is not None) for each in found]
    headings = [Heading(each, directions.of(each)) for each in found]
    lost = [each for each in headings if _is_lost(each)]
    if not lost:
        return headings
    around = neighbours.around(session, site_id, lost[0].at)
    return [_led(each, around) if _is_lost(each) else each for each in headings]


def _is_lost(heading: Heading) -> bool:
    return heading.direction.rule == R1 and heading.at.aim is None


def _led(heading: Heading, around: Surroundings) -> Heading:
    """Give somebody the nearest role to aim at; nothing changes where there is none."""
    at = heading.at
    near = around.near(at.role.name, 1) if at.role else []
    if not near:
        return heading
    aim = around.role(near[0].role)
    towards = gap(aim.profile(at.today), at.held)
    led = replace(at, aim=aim, aim_by=NEAREST, towards=towards)
    return Heading(led, replace(heading.direction, towards=aim.name))
