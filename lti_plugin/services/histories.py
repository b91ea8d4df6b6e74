"""What was changed in the catalogue lately, by whom, with the way to take it back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lti_plugin.services import directory, tokens
from lti_plugin.store import course_edits
from lti_plugin.store.course_edits import VALUE, CourseChange

MOST, MOST_OF_A_COURSE = 10, 30


@dataclass(frozen=True, slots=True)
class Done:
    """What somebody changed at once; ``who`` is None where they are not here any more."""

    batch: UUID
    at: datetime
    who: str | None
    courses: int
    fields: Sequence[str]


@dataclass(frozen=True, slots=True)
class Step:
    """One field of a course, before and after."""

    at: datetime
    who: str | None
    field: str
    before: Any
    after: Any
    batch: UUID


def lately(session: Session, site_id: UUID, most: int = MOST) -> list[Done]:
    """Return the last changes of a site's courses, newest first; four queries at most."""
    at = func.max(CourseChange.at)
    rows = session.execute(
        select(CourseChange.batch, at, func.count(func.distinct(CourseChange.course_id)))
        .where(CourseChange.site_id == site_id)
        .group_by(CourseChange.batch)
        .order_by(at.desc())
        .limit(most)
    ).all()
    told = session.execute(
        select(CourseChange.batch, CourseChange.field, CourseChange.by)
        .where(CourseChange.site_id == site_id, CourseChange.batch.in_([row[0] for row in rows]))
        .distinct()
    ).all()
    fields: dict[UUID, list[str]] = {}
    actors: dict[UUID, str] = {}
    for batch, field, by in told:
        fields.setdefault(batch, []).append(field)
        actors[batch] = by
    names = _names(session, site_id, actors.values())
    return [
        Done(batch, when, names.get(actors[batch]), courses, sorted(fields[batch]))
        for batch, when, courses in rows
    ]


def of_course(session: Session, site_id: UUID, course_id: UUID) -> list[Step]:
    """Return what was changed of a course, newest first."""
    rows = course_edits.changes_of(session, site_id, course_id, MOST_OF_A_COURSE)
    names = _names(session, site_id, {row.by for row in rows})
    return [
        Step(
            row.at,
            names.get(row.by),
            row.field,
            row.before[VALUE],
            row.after[VALUE],
            row.batch,
        )
        for row in rows
    ]


def _names(session: Session, site_id: UUID, actors: Any) -> Mapping[str, str]:
    """Return who acted, by what the log calls them; what is no person is called so itself."""
    people, others = set(), set()
    for actor in set(actors):
        try:
            people.add(UUID(actor))
        except ValueError:
            others.add(actor)
    found = {actor: actor for actor in others}
    if others:
        programs = tokens.names(session, site_id)
        found |= {actor: programs[actor] for actor in others & programs.keys()}
    known = directory.names(session, site_id, people)
    return found | {str(person_id): name for person_id, name in known.items()}
