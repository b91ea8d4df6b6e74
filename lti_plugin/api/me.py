"""Who is asking, and the role that they aim at."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import g
from flask_babel import get_locale
from sqlalchemy.orm import Session

from lti_plugin.api import reader, told
from lti_plugin.api.resource import Resource
from lti_plugin.api.schemas import me as schemas
from lti_plugin.edge import visits
from lti_plugin.extensions import db
from lti_plugin.services import aiming
from lti_plugin.store import sites

resource = Resource("me", "Who is asking, and what they aim at.")
NOBODY: dict[str, Any] = {"person": None, "role": None, "aim": {"role": None, "chosen_by": None}}


@resource.answers("GET", "/me", schemas.Me, person=False)
def get_me() -> dict[str, Any]:
    """Tell who is asking, as what, and what they aim at."""
    return _me(db.session)


@resource.answers("PUT", "/me/aim", schemas.Me, body=schemas.AimChoice, also=(400, 404, 415, 422))
def put_aim(choice: dict[str, UUID | None]) -> dict[str, Any]:
    """Choose the role to aim at, or to aim at none."""
    with visits.writing() as session:
        aiming.choose(session, g.visit.site_id, g.visit.person_id, choice["role_id"])
    return _me(db.session)


def _me(session: Session) -> dict[str, Any]:
    site = sites.get(session, g.visit.site_id)
    return {
        **(NOBODY if g.visit.person_id is None else _somebody(session)),
        "audience": g.visit.audience,
        "language": str(get_locale()),
        "site": {"id": site.id, "name": site.name},
        "timezone": site.timezone,
    }


def _somebody(session: Session) -> dict[str, Any]:
    at = reader.standing(session, None)
    person = at.person
    return {
        "person": {
            "id": person.id,
            "name": person.name,
            "title": at.title,
            "department": person.department,
        },
        "role": told.role_ref(at, at.role),
        "aim": {"role": told.role_ref(at, at.aim), "chosen_by": at.aim_by},
    }
