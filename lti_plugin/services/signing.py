"""Who stands for a role's profile and for what is expected of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from lti_plugin.errors import BadInput, NotFound
from lti_plugin.store import roles
from lti_plugin.store.audit import AuditEntry
from lti_plugin.store.base import now
from lti_plugin.store.roles import Role
from recommender.skills.roles import OUTLOOKS

LONGEST = 500


@dataclass(frozen=True, slots=True)
class Expected:
    """What is expected of a role; ``planned_share`` is the planned headcount over today's."""

    kind: str
    ends_on: date | None = None
    planned_share: float | None = None
    planned_by: date | None = None
    source: str = ""


def find(session: Session, site_id: UUID, name: str) -> Role:
    """Return the role of this name.

    Raises
    ------
    NotFound
        When there is none.
    """
    role = roles.named(session, site_id, name)
    if role is None:
        raise NotFound(f"There is no role {name!r}.", hint="See `fingerpost roles list`.")
    return role


def sign_profile(session: Session, role: Role, by: str, actor: str) -> None:
    """Keep that somebody has read a role's profile and stands for it; it is no draft any more."""
    role.reviewed_at, role.reviewed_by = now(), _name(by)
    role.unconfirmed = False
    _log(session, role, actor, "role profile signed", {"by": role.reviewed_by})


def sign_outlook(session: Session, role: Role, said: Expected, by: str, actor: str) -> None:
    """Keep what is expected of a role, and who stands for it; good for half a year.

    Raises
    ------
    BadInput
        When what is said cannot be.
    """
    if said.kind not in OUTLOOKS:
        raise BadInput(f"An outlook is one of {', '.join(OUTLOOKS)}.")
    if said.planned_share is not None and not 0 <= said.planned_share <= 10:
        raise BadInput("The planned headcount is a share of today's, such as 0.6.")
    if said.kind == "ends" and said.ends_on is None:
        raise BadInput("Say from which day the role is gone.")
    role.outlook = said.kind
    role.ends_on, role.planned_share = said.ends_on, said.planned_share
    role.planned_by, role.outlook_source = said.planned_by, said.source[:LONGEST]
    role.outlook_signed_on, role.outlook_signed_by = now().date(), _name(by)
    _log(session, role, actor, "role outlook signed", {"outlook": said.kind, "by": by})


def _name(by: str) -> str:
    """Return who signs; without a name nobody stands for anything."""
    if not by.strip():
        raise BadInput("Say who signs.")
    return by.strip()[:255]


def _log(session: Session, role: Role, actor: str, action: str, details: dict[str, str]) -> None:
    session.add(
        AuditEntry(
            site_id=role.site_id, actor=actor, action=action, details={"role": role.name} | details
        )
    )
