"""What was changed on a site lately, by whom and about whom, with the names of those still here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from lti_plugin.services import directory
from lti_plugin.store import audit
from lti_plugin.store.audit import AuditEntry


@dataclass(frozen=True, slots=True)
class Change:
    """One entry of the audit log.

    ``actor`` is the name of somebody, or what the log calls another actor: ``by_person`` tells
    which. A name is None when the person is not here any more.
    """

    at: datetime
    action: str
    actor: str | None
    by_person: bool
    person: str | None
    details: Mapping[str, Any]


def latest(session: Session, site_id: UUID, most: int = 50) -> list[Change]:
    """Return the last changes of a site, newest first."""
    return _told(session, site_id, audit.latest(session, site_id, most))


def about_role(session: Session, site_id: UUID, role: str, most: int = 20) -> list[Change]:
    """Return the last changes of one role, by its name, newest first."""
    return _told(session, site_id, audit.about(session, site_id, "role", role, most))


def _told(session: Session, site_id: UUID, entries: Sequence[AuditEntry]) -> list[Change]:
    named = {text for each in entries for text in (each.actor, each.details.get("person"))}
    names = directory.names(session, site_id, set(_ids(named)))
    found = []
    for each in entries:
        actor, person = _id(each.actor), _id(each.details.get("person"))
        found.append(
            Change(
                at=each.at,
                action=each.action,
                actor=each.actor if actor is None else names.get(actor),
                by_person=actor is not None,
                person=None if person is None else names.get(person),
                details=each.details,
            )
        )
    return found


def _ids(texts: Iterable[object]) -> Iterable[UUID]:
    return (each for each in map(_id, texts) if each is not None)


def _id(text: object) -> UUID | None:
    try:
        return UUID(str(text))
    except ValueError:
        return None
