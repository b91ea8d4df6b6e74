"""What a whole workforce holds of what it is asked for, kept ready while nothing of it changes."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lti_plugin.services import heard, workforce
from lti_plugin.services.workforce import Workforce
from lti_plugin.store import consents, curation
from lti_plugin.store.base import raw
from lti_plugin.store.consents import Consent
from lti_plugin.store.evidence import EvidenceRow
from lti_plugin.store.jobs import Job
from lti_plugin.store.participation import Completion
from lti_plugin.store.people import Person
from recommender.skills.ledgers import Weighed


@dataclass(frozen=True, slots=True)
class Assessed:
    """A workforce with what others may know is held, by the lines of what it is asked for."""

    staff: Workforce
    held: Weighed


def of_site(session: Session, site_id: UUID, today: date, at: date) -> Assessed:
    """Return everybody with what roles ask for on the day ``at`` and what is held of it today.

    For today it is kept ready.
    """
    if at == today:
        return curation.kept(session, site_id, _today, today, written(session, site_id))
    return _weighed(session, site_id, today, at)


def _today(session: Session, site_id: UUID, today: date) -> Assessed:
    return _weighed(session, site_id, today, today)


def _weighed(session: Session, site_id: UUID, today: date, at: date) -> Assessed:
    staff = workforce.of_site(session, site_id, today, at)
    return Assessed(staff, heard.of_workforce(session, site_id, staff, today, consents.AUDIT))


def written(session: Session, site_id: UUID) -> Hashable:
    """Return values that differ whenever what people hold, or who they are, may differ.

    A row of evidence is never changed outside a job: it is replaced, and what is finished is only
    added to. So their number, the newest of them and the last job tell; of those who agreed that
    their own ratings count too. People are few enough to be looked at one by one.
    """
    own, done = EvidenceRow.site_id == site_id, Completion.site_id == site_id
    agreed = Consent.site_id == site_id
    people = session.execute(
        select(raw(Person.id), Person.role, Person.department)
        .where(Person.site_id == site_id, Person.gone_at.is_(None), Person.active)
        .order_by(Person.id)
    )
    told = (
        select(func.count()).select_from(EvidenceRow).where(own),
        select(raw(func.max(EvidenceRow.created_at))).where(own),
        select(func.count()).select_from(Completion).where(done),
        select(raw(func.max(Job.finished_at))).where(Job.site_id == site_id),
        select(func.count()).select_from(Consent).where(agreed),
        select(raw(func.max(Consent.given_at))).where(agreed),
    )
    counts = session.execute(select(*(each.scalar_subquery() for each in told))).one()
    return tuple(counts), hash(tuple(map(tuple, people)))
