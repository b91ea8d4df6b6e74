"""Agreeing to something that is done with one's data, and taking that back."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from lti_plugin.errors import BadInput
from lti_plugin.store import consents, people
from lti_plugin.store.audit import AuditEntry
from lti_plugin.store.consents import KINDS, Consent

GIVEN, TAKEN_BACK = "agreed", "no longer agreed"


def give(session: Session, site_id: UUID, person_id: UUID, kind: str) -> None:
    """Keep that a person agrees; said again, it changes nothing.

    Raises
    ------
    BadInput
        When there is nothing of this kind to agree to.
    """
    _check(session, site_id, person_id, kind)
    if kind not in consents.of_person(session, site_id, person_id):
        session.add(Consent(site_id=site_id, person_id=person_id, kind=kind))
        _log(session, site_id, person_id, GIVEN, kind)


def take_back(session: Session, site_id: UUID, person_id: UUID, kind: str) -> None:
    """Take it back; it holds from the next page that anybody opens.

    Raises
    ------
    BadInput
        When there is nothing of this kind to agree to.
    """
    _check(session, site_id, person_id, kind)
    row = consents.of_person(session, site_id, person_id).get(kind)
    if row is not None:
        session.delete(row)
        _log(session, site_id, person_id, TAKEN_BACK, kind)


def _check(session: Session, site_id: UUID, person_id: UUID, kind: str) -> None:
    people.get(session, site_id, person_id)
    if kind not in KINDS:
        raise BadInput("There is nothing of this kind to agree to.")


def _log(session: Session, site_id: UUID, person_id: UUID, action: str, kind: str) -> None:
    details = {"person": str(person_id), "kind": kind}
    session.add(AuditEntry(site_id=site_id, actor=str(person_id), action=action, details=details))
