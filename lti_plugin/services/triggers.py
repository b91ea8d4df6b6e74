"""The register of what happens to roles and skills, and whose suggestion each entry changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from lti_plugin.errors import BadInput
from lti_plugin.services.texts import fitted
from lti_plugin.store import roles, skills
from lti_plugin.store.audit import AuditEntry
from lti_plugin.store.base import now
from lti_plugin.store.roles import RoleTrigger
from recommender.skills.roles import REDUNDANCY, TRIGGERS

ADDED, CHANGED = "role trigger added", "role trigger changed"
CLOSED, REOPENED = "role trigger closed", "role trigger opened again"
LONGEST_NOTE, LONGEST_SOURCE = 2000, 500


@dataclass(frozen=True, slots=True)
class Said:
    """An entry as somebody writes it: about a role or about a skill, never both.

    Without a day it is of the day on which it is entered.
    """

    kind: str
    role_id: UUID | None = None
    skill_id: UUID | None = None
    on: date | None = None
    note: str = ""
    source: str = ""


def add(session: Session, site_id: UUID, said: Said, actor: str) -> RoleTrigger:
    """Keep that something happens.

    Raises
    ------
    BadInput
        When what is said cannot be kept; it names what is wrong.
    NotFound
        When there is no such role or skill here.
    """
    name = _about(session, site_id, said)
    row = RoleTrigger(site_id=site_id)
    _put(row, said)
    session.add(row)
    session.flush()
    _log(session, row, ADDED, actor, name)
    return row


def change(
    session: Session, site_id: UUID, trigger_id: UUID, said: Said, actor: str
) -> RoleTrigger:
    """Put an entry as it is to be from now on; errors as in :func:`add`."""
    row = roles.trigger(session, site_id, trigger_id)
    name = _about(session, site_id, said)
    _put(row, said)
    if session.is_modified(row):
        _log(session, row, CHANGED, actor, name)
    session.flush()
    return row


def close(
    session: Session, site_id: UUID, trigger_id: UUID, actor: str, *, again: bool = False
) -> RoleTrigger:
    """Close an entry, so that it counts no more; with ``again`` open it again."""
    row = roles.trigger(session, site_id, trigger_id)
    if (row.closed_at is None) == again:
        return row
    row.closed_at = None if again else now()
    # Its role may have been removed meanwhile; that is no reason to keep it open.
    name = roles.names(session, site_id)[row.role_id] if row.role_id else ""
    if row.skill_id is not None:
        name = skills.get(session, site_id, row.skill_id).name
    _log(session, row, REOPENED if again else CLOSED, actor, name)
    session.flush()
    return row


def _about(session: Session, site_id: UUID, said: Said) -> str:
    """Return the name of what an entry is about, once all of it can be kept."""
    if said.kind not in TRIGGERS:
        raise BadInput("There is no trigger of this kind.")
    if said.role_id is not None and said.skill_id is None:
        return roles.get(session, site_id, said.role_id).name
    if said.skill_id is None or said.role_id is not None:
        raise BadInput("A trigger is about a role or about a skill; choose one of them.")
    if said.kind == REDUNDANCY:
        raise BadInput("Roles become redundant, not skills; choose the role.")
    return skills.get(session, site_id, said.skill_id).name


def _put(row: RoleTrigger, said: Said) -> None:
    row.kind, row.on = said.kind, said.on
    row.role_id, row.skill_id = said.role_id, said.skill_id
    row.note, row.source = fitted(said.note, LONGEST_NOTE), fitted(said.source, LONGEST_SOURCE)


def _log(session: Session, row: RoleTrigger, action: str, actor: str, name: str) -> None:
    session.add(
        AuditEntry(
            site_id=row.site_id,
            actor=actor,
            action=action,
            details={"role": name, "trigger": row.kind, "on": row.on and row.on.isoformat()},
        )
    )
