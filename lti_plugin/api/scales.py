"""What the words of Moodle's scales mean on the scale of 0-5, and saying otherwise."""

from __future__ import annotations

from typing import Any

from flask import g
from sqlalchemy.orm import Session

from lti_plugin.api.resource import Resource
from lti_plugin.api.schemas import scales as schemas
from lti_plugin.edge import visits
from lti_plugin.extensions import db
from lti_plugin.services import scales, tokens
from lti_plugin.store import sites

resource = Resource("scales", "What the words of Moodle's scales mean.")


@resource.for_admins("GET", "/scales", schemas.Scales, scope=tokens.READ_SETTINGS)
def list_scales() -> dict[str, Any]:
    """List the scales that ratings were read in, each word with its level; for L&D admins."""
    return _told(db.session)


@resource.for_admins(
    "PUT", "/scales", schemas.Scales, body=schemas.MeaningSaid, scope=tokens.WRITE_SETTINGS
)
def set_meaning(said: dict[str, Any]) -> dict[str, Any]:
    """Say what a word means; the next update from Moodle counts ratings by it."""
    with visits.writing() as session:
        scales.set_level(session, g.visit.site_id, **said, actor=visits.actor())
        return _told(session)


def _told(session: Session) -> dict[str, Any]:
    maps = scales.Scales(sites.get(session, g.visit.site_id).fields).maps
    return {
        "items": [
            {
                "scale": name,
                "words": [
                    {"word": word, "level": level}
                    for word, level in sorted(words.items(), key=lambda each: (each[1], each[0]))
                ],
            }
            for name, words in sorted(maps.items())
        ]
    }
