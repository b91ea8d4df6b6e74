"""Opting out of what is done with one's data, and taking that back."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.orm import Session

from lti_plugin.errors import BadInput
from lti_plugin.store import choices, cohorts, people
from lti_plugin.store.audit import AuditEntry
from lti_plugin.store.base import quietly
from lti_plugin.store.choices import COHORTS, KINDS, Choice
from lti_plugin.store.models import Scored

OUT, IN = "opted out", "opted in again"


def opt_out(session: Session, site_id: UUID, person_id: UUID, kind: str) -> None:
    """Keep that a person opts out; said again, it changes nothing.

    From now on their list, or the cohorts, leave it out; the model does from its next training on.

    Raises
    ------
    BadInput
        When there is nothing of this kind to opt out of.
    """
    _check(session, site_id, person_id, kind)
    if choices.has(session, site_id, person_id, kind):
        return
    session.add(Choice(site_id=site_id, person_id=person_id, kind=kind))
    if kind == COHORTS:
        # What cohorts are made of; without it this person is in none, before any job has run.
        session.execute(
            quietly(delete(Scored).where(Scored.site_id == site_id, Scored.person_id == person_id))
        )
        cohorts.forget(session, site_id, person_id)
    _log(session, site_id, person_id, OUT, kind)


def opt_in(session: Session, site_id: UUID, person_id: UUID, kind: str) -> None:
    """Take an opting out back; where there was none, nothing changes.

    Raises
    ------
    BadInput
        When there is nothing of this kind to opt out of.
    """
    _check(session, site_id, person_id, kind)
    row = choices.of_person(session, site_id, person_id).get(kind)
    if row is not None:
        session.delete(row)
        _log(session, site_id, person_id, IN, kind)


def _check(session: Session, site_id: UUID, person_id: UUID, kind: str) -> None:
    people.get(session, site_id, person_id)
    if kind not in KINDS:
        raise BadInput("There is nothing of this kind to opt out of.")


def _log(session: Session, site_id: UUID, person_id: UUID, action: str, kind: str) -> None:
    details = {"person": str(person_id), "kind": kind}
    session.add(AuditEntry(site_id=site_id, actor=str(person_id), action=action, details=details))
