"""Keeps how Moodle rates people in competencies as evidence of their skills."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, delete, func, select
from sqlalchemy.orm import Session

from connectors.records import CompetencyRating
from lti_plugin.services.scales import Scales
from lti_plugin.store import people
from lti_plugin.store.base import quietly
from lti_plugin.store.competencies import Competency
from lti_plugin.store.evidence import EvidenceRow
from lti_plugin.store.people import PersonId
from recommender.skills.evidence import RATING

MOODLE = "moodle"  # whose word these rows are
Rows = Select[Any]  # of the ids of evidence
KEY = "moodle:competency:{}"


@dataclass
class Kept:
    """What writing came to: the rows that stand for ratings, and what became of them."""

    ids: list[UUID] = field(default_factory=list)
    added: int = 0
    changed: int = 0
    same: int = 0
    unmatched: int = 0
    unclear: set[str] = field(default_factory=set)


def write(
    session: Session,
    site_id: UUID,
    records: Sequence[CompetencyRating],
    who: Mapping[str, UUID],
    what: Mapping[str, Competency],
    scales: Scales,
    today: date,
) -> Kept:
    """Write ratings; a row that says the same already stays as it is.

    ``who`` and ``what`` are people and competencies by Moodle's ids. The source gives no dates, so
    a rating is from the day on which it was first seen; it keeps that day when only the meaning of
    its word changes. A word without a level is no evidence, and told.
    """
    kept = Kept()
    wanted: dict[tuple[UUID, str], tuple[UUID, float, str]] = {}
    for each in records:
        person_id, competency = who.get(each.learner_id), what.get(each.competency_id)
        if person_id is None or competency is None:
            kept.unmatched += 1
            continue
        level = scales.level(competency.scale_id, each.word, each.proficient)
        if level is None:
            kept.unclear.add(each.word)
            continue
        place = person_id, KEY.format(each.competency_id)
        wanted[place] = competency.skill_id, level, each.word
    present = _present(session, site_id, {person_id for person_id, _ in wanted})
    for place, (skill_id, level, word) in wanted.items():
        row = present.get(place)
        if row is not None and (row.skill_id, row.level, row.note) == (skill_id, level, word):
            kept.same += 1
            kept.ids.append(row.id)
            continue
        before = row if row is not None and row.note == word else None
        fresh = EvidenceRow(
            site_id=site_id,
            person_id=place[0],
            key=place[1],
            skill_id=skill_id,
            level=level,
            source=RATING,
            on=before.on if before else today,
            first_seen=before.first_seen if before else True,
            note=word,
            by=MOODLE,
        )
        if row is None:
            kept.added += 1
        else:
            kept.changed += 1
            session.delete(row)
            session.flush()
        session.add(fresh)
        session.flush()
        kept.ids.append(fresh.id)
    return kept


def undated(session: Session, site_id: UUID, most: int) -> list[tuple[UUID, str, str]]:
    """Return ratings without a day of their own, the newest first.

    Each with the ids that Moodle has for the person and for the competency.
    """
    found = session.execute(
        select(EvidenceRow.id, PersonId.value, EvidenceRow.key)
        .join(PersonId, PersonId.person_id == EvidenceRow.person_id)
        .where(
            EvidenceRow.id.in_(every(site_id)),
            EvidenceRow.first_seen,
            PersonId.site_id == site_id,
            PersonId.kind == people.MOODLE,
        )
        .order_by(EvidenceRow.created_at.desc(), EvidenceRow.id)
        .limit(most)
    )
    return [(id_, person, (key or "").rpartition(":")[2]) for id_, person, key in found]


def give_days(session: Session, days: Mapping[UUID, date]) -> int:
    """Put the day of a rating in the place of the one on which it was first seen."""
    for row in session.scalars(select(EvidenceRow).where(EvidenceRow.id.in_(days.keys()))):
        row.on, row.first_seen = days[row.id], False
    return len(days)


def every(site_id: UUID) -> Rows:
    """Select the ids of a site's rows that stand for ratings in Moodle."""
    return select(EvidenceRow.id).where(
        EvidenceRow.site_id == site_id, EvidenceRow.by == MOODLE, EvidenceRow.source == RATING
    )


def withdraw(session: Session, rows: Rows) -> int:
    """Delete these rows; return how many there were."""
    number = session.scalar(select(func.count()).select_from(rows.subquery())) or 0
    if number:
        session.execute(quietly(delete(EvidenceRow).where(EvidenceRow.id.in_(rows))))
    return number


def _present(
    session: Session, site_id: UUID, person_ids: Collection[UUID]
) -> dict[tuple[UUID, str], EvidenceRow]:
    rows = session.scalars(
        select(EvidenceRow).where(
            EvidenceRow.id.in_(every(site_id)), EvidenceRow.person_id.in_(person_ids)
        )
    )
    return {(row.person_id, row.key or ""): row for row in rows}
