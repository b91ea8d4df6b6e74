"""What is held about a person: given out to them by an L&D admin, and erased when they ask."""

from __future__ import annotations

import json
from datetime import date
from typing import Any
from uuid import UUID

from flask import Response, current_app, g

from lti_plugin.api.resource import Resource
from lti_plugin.api.schemas import records as schemas
from lti_plugin.edge import visits
from lti_plugin.services import people_card
from lti_plugin.store.base import now

resource = Resource("records", "What is held about a person: given out, and erased.")


@resource.for_admins("POST", "/people/<uuid:person_id>/record", schemas.PersonRecord)
def give_out_record(person_id: UUID) -> dict[str, Any]:
    """Give out what an L&D admin may give out of a person, which the log keeps.

    What they say of themselves, aim at or have learned only they download.
    """
    with visits.writing() as session:
        held = people_card.give_out(session, g.visit.site_id, person_id, visits.actor())
    return {"exported_at": now(), "held": json.loads(json.dumps(held, default=_text))}


@resource.for_admins("DELETE", "/people/<uuid:person_id>", None, query=schemas.Sure, status=204)
def erase_person(_sure: dict[str, Any], person_id: UUID) -> Response:
    """Erase a person with all that belongs to them; it cannot be undone, and not about oneself."""
    vault = current_app.extensions["vault"]
    with visits.writing() as session:
        people_card.erase(session, vault, g.visit.site_id, person_id, visits.actor())
    return Response(status=204)


def _text(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)
