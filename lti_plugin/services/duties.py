"""What people have been assigned, as parts of their paths that are taken in any case."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from lti_plugin.store import assignments, skills
from lti_plugin.store.assignments import APPROVED, Assignment
from recommender.skills.pathway.values import Option


@dataclass(frozen=True)
class Duty:
    """An approved assignment with the option that it is for the path builder."""

    assignment: Assignment
    option: Option


def of_people(
    session: Session, site_id: UUID, hours: Mapping[UUID, float]
) -> dict[UUID, list[Duty]]:
    """Return the approved assignments of people who have so many hours.

    All of somebody's are to be taken if they fit into the hours together; otherwise they are left
    to choose from: too many must not take away the page on which the hours can be changed.
    """
    rows = assignments.of_people(session, site_id, hours.keys(), APPROVED)
    names = {
        each.id: each.name
        for each in skills.of_ids(
            session, site_id, {skill for row in rows for skill in row.levels()}
        ).values()
    }
    total: dict[UUID, float] = defaultdict(float)
    for row in rows:
        total[row.person_id] += row.hours
    found: dict[UUID, list[Duty]] = defaultdict(list)
    for row in rows:
        fits = total[row.person_id] <= hours[row.person_id]
        found[row.person_id].append(Duty(row, _option(row, names, mandatory=fits)))
    return found


def _option(row: Assignment, names: dict[UUID, str], *, mandatory: bool) -> Option:
    return Option(
        id=str(row.id),
        hours=row.hours,
        teaches={names[skill]: level for skill, level in row.levels().items() if skill in names},
        mode=row.mode,
        mandatory=mandatory,
    )
