"""What a manager sees of each of their people: where the organisation's own evidence puts them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_plugin.services import directory, heading, steps
from lti_plugin.services.heading import Heading
from lti_plugin.services.steps import OPEN, RUNNING
from lti_plugin.store import skills
from lti_plugin.store.paths import Path
from lti_plugin.store.people import Person
from recommender.skills.gains import USUAL_HOURS


@dataclass(frozen=True)
class Member:
    """One person of a team, without what they say of themselves and what they aim at.

    ``kind`` is the direction, ``coverage`` the share of what the role asks for (None where nothing
    is assessed), ``hours`` what is left of the paths that they started (None without any), and
    ``asked`` the skills of their role by id.
    """

    id: UUID
    name: str
    role: str | None
    kind: str
    coverage: float | None
    assessed: float
    hours: float | None
    asked: dict[UUID, str]


def of_team(session: Session, site_id: UUID, team: Sequence[Person], today: date) -> list[Member]:
    """Return what whoever leads these people sees of them, in their order."""
    found = heading.of_people(session, site_id, team, today, for_others=True)
    names = directory.names(session, site_id, [each.id for each in team])
    left = hours_left(session, site_id, [each.id for each in team])
    asked = {skill for each in found for skill in _asked(each)}
    ids = skills.ids(session, site_id, asked)
    return [_member(each, names, left, ids) for each in found]


def hours_left(session: Session, site_id: UUID, person_ids: Collection[UUID]) -> dict[UUID, float]:
    """Return the hours of what is not done yet on the paths that these people have started."""
    paths = session.scalars(
        select(Path).where(
            Path.site_id == site_id, Path.person_id.in_(person_ids), Path.finished_at.is_(None)
        )
    ).all()
    lengths: dict[UUID, dict[UUID, float]] = defaultdict(dict)
    for path, state in zip(paths, steps.states(session, site_id, paths), strict=True):
        mine = lengths[path.person_id]  # what is on two paths is learned once
        for step in state.steps:
            if step.state in {OPEN, RUNNING}:
                minutes = step.course.duration_minutes
                mine[step.course.id] = USUAL_HOURS if minutes is None else minutes / 60
    return {person_id: sum(each.values()) for person_id, each in lengths.items()}


def _asked(going: Heading) -> Collection[str]:
    return going.at.role.profile(going.at.today) if going.at.role else ()


def _member(
    going: Heading, names: dict[UUID, str], left: dict[UUID, float], ids: dict[str, UUID]
) -> Member:
    at = going.at
    return Member(
        id=at.person.id,
        name=names.get(at.person.id, ""),
        role=at.role.name if at.role else at.title,
        kind=going.direction.kind,
        coverage=at.now.coverage if at.now else None,
        assessed=min(1.0, at.now.assessed_share) if at.now else 0.0,
        hours=left.get(at.person.id),
        asked={ids[skill]: skill for skill in sorted(_asked(going)) if skill in ids},
    )
