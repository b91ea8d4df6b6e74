"""Which state of a role somebody has read, so that nobody writes over what they have not seen."""

from __future__ import annotations

import hashlib
import json
from uuid import UUID

from sqlalchemy.orm import Session

from lti_plugin.errors import Conflict
from lti_plugin.store import roles
from lti_plugin.store.roles import Role


def version(session: Session, role: Role) -> str:
    """Return a word for what a role says now: another one after any change, by whomever."""
    own = [
        *(role.name, role.family, role.step, role.leader, role.leader_weight, role.alternatives),
        *(role.description, role.outlook, role.planned_share, role.outlook_source),
        *map(str, (role.ends_on, role.planned_by, role.outlook_signed_on, role.reviewed_at)),
        role.outlook_signed_by,
    ]
    lines = sorted(
        [str(row.skill_id), row.level, row.importance, str(row.valid_from)]
        for row in roles.requirements(session, role.site_id, [role.id])
    )
    return hashlib.sha256(json.dumps([own, lines]).encode()).hexdigest()[:20]


def unchanged(session: Session, site_id: UUID, role_id: UUID, seen: str) -> Role:
    """Return a role that is as it was read, or raise Conflict."""
    role = roles.get(session, site_id, role_id)
    if version(session, role) != seen:
        raise Conflict(
            "Somebody has changed this role since you opened it.",
            hint="Nothing is lost: compare what stands there now with what you wrote.",
        )
    return role
