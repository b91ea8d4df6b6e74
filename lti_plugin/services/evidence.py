"""What speaks for people's skills: rows of the ledger, completed courses and their present role."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from lti_plugin.errors import BadInput, NotFound
from lti_plugin.services import lessons
from lti_plugin.store import evidence as rows
from lti_plugin.store import people, skills
from lti_plugin.store.base import now
from lti_plugin.store.courses import Course
from lti_plugin.store.evidence import EvidenceRow
from lti_plugin.store.participation import Completion
from lti_plugin.store.prepared import prepared
from lti_plugin.store.skills import CourseSkill, Skill
from recommender.skills.evidence import COMPLETION, ERRORS, ROLE, SELF, Evidence
from recommender.skills.levels import HIGHEST, LOWEST
from recommender.skills.roles import Requirement

DERIVED = frozenset({COMPLETION, ROLE})


@dataclass(frozen=True, slots=True)
class Said:
    """Something that speaks for a skill; the newest word of a source may replace older ones."""

    skill_id: UUID
    level: float
    source: str
    on: date | None = None
    expires: date | None = None
    url: str | None = None
    note: str = ""
    key: str | None = None


def of_people(
    session: Session, site_id: UUID, person_ids: Collection[UUID], scale: Mapping[str, float]
) -> dict[UUID, list[Evidence]]:
    """Return what speaks for each of these people's skills, by the skills' names; two queries.

    ``scale`` are the site's own words for levels. A completion without a known date has none here
    either.
    """
    found: dict[UUID, list[Evidence]] = defaultdict(list)
    stored = session.execute(*_stored(site_id, person_ids))
    for row, name in stored:
        found[row.person_id].append(
            Evidence(
                name,
                row.level,
                row.source,
                row.on,
                row.weight,
                row.expires,
                str(row.id),
                row.first_seen,
            )
        )
    for person_id, each in _completed(session, site_id, person_ids, scale):
        found[person_id].append(each)
    return found


def _completed(
    session: Session, site_id: UUID, person_ids: Collection[UUID], scale: Mapping[str, float]
) -> list[tuple[UUID, Evidence]]:
    """Return what completed courses teach, as they are linked to skills today."""
    found = []
    rows = session.execute(*_lessons(site_id, person_ids))
    for person_id, course_id, completed_at, outcome, entry, level, name in rows:
        reached, _ = lessons.levels(outcome, entry, level, scale)
        day = completed_at.date() if completed_at else None
        found.append((person_id, Evidence(name, reached, COMPLETION, day, id=str(course_id))))
    return found


@prepared
def _stored(site_id: Any, person_ids: Any) -> Select[EvidenceRow, str]:
    return (
        select(EvidenceRow, Skill.name)
        .join(Skill, Skill.id == EvidenceRow.skill_id)
        .where(EvidenceRow.site_id == site_id, EvidenceRow.person_id.in_(person_ids))
        .order_by(EvidenceRow.created_at, EvidenceRow.id)
    )


@prepared
def _lessons(
    site_id: Any, person_ids: Any
) -> Select[UUID, UUID, datetime | None, float | None, float | None, str | None, str]:
    return (
        select(
            Completion.person_id,
            Completion.course_id,
            Completion.completed_at,
            CourseSkill.outcome,
            CourseSkill.entry,
            Course.level,
            Skill.name,
        )
        .join(CourseSkill, CourseSkill.course_id == Completion.course_id)
        .join(Skill, Skill.id == CourseSkill.skill_id)
        .join(Course, Course.id == Completion.course_id)
        .where(
            Completion.site_id == site_id,
            Completion.person_id.in_(person_ids),
            Completion.withdrawn_at.is_(None),
        )
        .order_by(Completion.completed_at, Completion.course_id, Skill.name)
    )


def assumed(profile: Mapping[str, Requirement], today: date) -> list[Evidence]:
    """Return what a role lets us assume of somebody who has it: that they do what it asks for."""
    return [Evidence(skill, line.level, ROLE, today) for skill, line in profile.items()]


def add(session: Session, site_id: UUID, person_id: UUID, said: Said, by: str) -> EvidenceRow:
    """Write a row; one that stands for the same at its source is replaced.

    Raises
    ------
    BadInput
        When the level is none, or what is said is not for writing.
    NotFound
        When there is no such skill or person.
    """
    row = _row(site_id, person_id, said, by)
    people.get(session, site_id, person_id)
    skills.get(session, site_id, said.skill_id)
    if said.key is not None:
        known = rows.with_key(session, site_id, person_id, said.key)
        if known is not None:
            session.delete(known)
            session.flush()
    session.add(row)
    session.flush()
    return row


def _row(site_id: UUID, person_id: UUID, said: Said, by: str) -> EvidenceRow:
    if said.source not in ERRORS.keys() - DERIVED:
        raise BadInput(f"There is no evidence of the kind {said.source!r}.")
    if not LOWEST <= said.level <= HIGHEST:
        raise BadInput("A level is a number from 0 to 5.")
    return EvidenceRow(
        site_id=site_id,
        person_id=person_id,
        skill_id=said.skill_id,
        level=said.level,
        source=said.source,
        on=said.on or now().date(),
        expires=said.expires,
        url=said.url,
        note=said.note,
        key=said.key,
        by=by,
    )


def rate_oneself(
    session: Session, site_id: UUID, person_id: UUID, levels: Mapping[UUID, float]
) -> Sequence[EvidenceRow]:
    """Keep how somebody rates themselves in some skills; as many queries for many as for few.

    Raises
    ------
    BadInput, NotFound
        As :func:`add` does; nothing is kept then.
    """
    made = [
        _row(site_id, person_id, Said(skill_id, level, SELF), by=str(person_id))
        for skill_id, level in levels.items()
    ]
    people.get(session, site_id, person_id)
    if levels.keys() - skills.of_ids(session, site_id, levels.keys()).keys():
        raise NotFound("There is no such skill here.")
    session.add_all(made)
    session.flush()
    return made


def take_back(session: Session, site_id: UUID, person_id: UUID, row_id: UUID, by: str) -> None:
    """Delete a row that this actor wrote.

    Raises
    ------
    NotFound
        When there is none, or somebody else wrote it.
    """
    row = session.get(EvidenceRow, row_id)
    if row is None or (row.site_id, row.person_id, row.by) != (site_id, person_id, by):
        raise NotFound("There is nothing of yours here to take back.")
    session.delete(row)
