"""What an L&D admin can set for a site, and what that would do to lists."""

from __future__ import annotations

from typing import Any

from flask import current_app, g

from lti_plugin.api import reader
from lti_plugin.api.resource import Resource
from lti_plugin.api.schemas import settings as schemas
from lti_plugin.edge import visits
from lti_plugin.errors import NotFound
from lti_plugin.extensions import db
from lti_plugin.services import preview, site_settings, steering, tokens
from lti_plugin.services.site_settings import SECTIONS, SETTINGS
from lti_plugin.store import sites

resource = Resource("settings", "What an L&D admin can set for a site.")


@resource.answers(
    "GET", "/settings", schemas.Settings, also=(400, 403), person=False, scope=tokens.READ_SETTINGS
)
def list_settings() -> dict[str, Any]:
    """List every setting with its value, its default and what it may be; for L&D admins."""
    reader.admins_only()
    return _told()


@resource.answers(
    "PATCH",
    "/settings",
    schemas.Settings,
    body=schemas.SettingsSaid,
    also=(400, 403, 415, 422),
    person=False,
    scope=tokens.WRITE_SETTINGS,
)
def change_settings(said: dict[str, Any]) -> dict[str, Any]:
    """Set some settings, all of them or none; they count at once. For L&D admins."""
    reader.admins_only()
    with visits.writing() as session:
        steering.keep(session, g.visit.site_id, said["values"], visits.actor())
    return _told()


@resource.answers(
    "DELETE",
    "/settings/<string:section>",
    schemas.Settings,
    also=(403, 404),
    person=False,
    scope=tokens.WRITE_SETTINGS,
)
def reset_settings(section: str) -> dict[str, Any]:
    """Put a section back to its defaults; for L&D admins."""
    reader.admins_only()
    if section not in SECTIONS:
        raise NotFound("There is no such section.")
    with visits.writing() as session:
        steering.reset(session, g.visit.site_id, section, visits.actor())
    return _told()


@resource.answers(
    "POST",
    "/settings/preview",
    schemas.Preview,
    body=schemas.WantedPreview,
    also=(400, 403, 415, 422),
    person=False,
)
def preview_settings(wanted: dict[str, Any]) -> dict[str, Any]:
    """Give three people's lists now and under other settings of the ranking; nothing is kept."""
    reader.admins_only()
    shelf = current_app.extensions["shelf"]
    place = wanted["department"], wanted["role"]
    return {
        "people": preview.of_lists(db.session, shelf, g.visit.site_id, wanted["values"], *place)
    }


def _told() -> dict[str, Any]:
    values = site_settings.values(sites.get(db.session, g.visit.site_id))
    return {
        "settings": [
            {
                "key": key,
                "section": each.section,
                "value": values[key],
                "usual": each.usual,
                "low": None if each.options else each.low,
                "high": None if each.options else each.high,
                "options": each.options,
            }
            for key, each in SETTINGS.items()
        ]
    }
