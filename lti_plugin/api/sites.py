"""The present site: how it is connected, what works, which custom fields carry what."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import current_app, g

from connectors.moodle.headers import numbered
from lti_plugin.api import reader
from lti_plugin.api.resource import Resource
from lti_plugin.api.schemas import sites as schemas
from lti_plugin.edge import visits
from lti_plugin.extensions import db
from lti_plugin.services import (
    checkups,
    connecting,
    field_maps,
    report_columns,
    role_preset,
    tokens,
)
from lti_plugin.services.connecting import STEPS
from lti_plugin.store import sites

resource = Resource("sites", "The present site: its connection to Moodle; for L&D admins.")
reads = partial(resource.answers, "GET", also=(403,), person=False, scope=tokens.READ_SITE)
CHANGING = (400, 403, 404, 415, 422)
writes = partial(resource.answers, "PUT", also=CHANGING, person=False, scope=tokens.WRITE_SITE)
OF_SITE = (
    "id",
    "name",
    "issuer",
    "webservice_url",
    "timezone",
    "release",
    "report_id",
    "ratings_report_id",
    "synced_at",
)


@reads("/sites/present", schemas.Site)
def get_site() -> dict[str, Any]:
    """Give the site of the visit: how it is connected and which step comes next."""
    reader.admins_only()
    return _site()


@resource.answers(
    "PUT",
    "/sites/present/connection",
    schemas.Site,
    body=schemas.ConnectionSaid,
    also=CHANGING,
    person=False,
)
def put_connection(said: dict[str, str]) -> dict[str, Any]:
    """Keep where the web services are and with which token; what was found before is forgotten."""
    reader.admins_only()
    settings, vault = current_app.config["FINGERPOST"], current_app.extensions["vault"]
    with visits.writing() as session:
        connecting.give(session, settings, vault, g.visit.site_id, actor=visits.actor(), **said)
    return _site()


@writes("/sites/present/way", schemas.Site, body=schemas.WaySaid)
def put_way(said: dict[str, Any]) -> dict[str, Any]:
    """Keep how completions are read, and from which reports."""
    reader.admins_only()
    with visits.writing() as session:
        connecting.choose_way(
            session,
            g.visit.site_id,
            said["way"],
            said["report_id"],
            visits.actor(),
            said["ratings_report_id"],
        )
    return _site()


@resource.for_admins(
    "GET",
    "/sites/present/role",
    schemas.RoleFile,
    query=schemas.WhichRole,
    scope=tokens.READ_SITE,
)
def get_service_role(asked: dict[str, Any]) -> dict[str, str]:
    """Give the role of the service account as a file that Moodle reads."""
    content = role_preset.preset(writing=asked["rights"] == schemas.WRITING)
    return {"name": role_preset.FILE, "content": content.decode()}


@reads("/sites/present/checklist", schemas.Checklist)
def get_checklist() -> dict[str, Any]:
    """Give what the last look at Moodle found."""
    reader.admins_only()
    return _checklist()


@resource.answers(
    "POST",
    "/sites/present/checklist",
    schemas.Checklist,
    also=(400, 403, 503),
    person=False,
    scope=tokens.WRITE_SITE,
)
def check_site() -> dict[str, Any]:
    """Look at Moodle now: each function is called once."""
    reader.admins_only()
    settings, vault = current_app.config["FINGERPOST"], current_app.extensions["vault"]
    site = sites.get(db.session, g.visit.site_id)
    db.session.expunge(site)
    db.session.rollback()
    found = checkups.look(settings, vault, site)
    with visits.writing() as session:
        checkups.keep(session, site.id, found)
    return _checklist()


@reads("/sites/present/mapping", schemas.Mapping)
def get_mapping() -> dict[str, Any]:
    """Give which custom fields carry what, and those that this Moodle has."""
    reader.admins_only()
    return _mapping()


@writes("/sites/present/mapping", schemas.Mapping, body=schemas.FieldsSaid)
def put_mapping(said: dict[str, str]) -> dict[str, Any]:
    """Pick which custom fields carry what; the next update reads them."""
    reader.admins_only()
    with visits.writing() as session:
        field_maps.choose(session, g.visit.site_id, said, visits.actor())
    return _mapping()


@writes("/sites/present/report-columns", schemas.Mapping, body=schemas.ColumnsSaid)
def put_report_columns(said: dict[str, str]) -> dict[str, Any]:
    """Say which column of the report is which; the next update goes by it."""
    reader.admins_only()
    with visits.writing() as session:
        report_columns.choose(session, g.visit.site_id, said, visits.actor())
    return _mapping()


def _site() -> dict[str, Any]:
    guide = connecting.of_site(db.session, g.visit.site_id)
    found = guide.estimates
    return {name: getattr(guide.site, name) for name in OF_SITE} | {
        "has_token": guide.site.token is not None,
        "way": guide.way,
        "steps": [{"name": step, "done": guide.done[step]} for step in STEPS],
        "durations": {
            "report": found.by_report if found else None,
            "person": found.by_person if found else None,
        },
    }


def _checklist() -> dict[str, Any]:
    site = sites.get(db.session, g.visit.site_id)
    checkup = checkups.last(site)
    if checkup is None:
        empty = {"at": None, "good": False, "release": "", "before": None, "upgraded": False}
        return {**empty, "courses": None, "people": None, "lines": []}
    found = checkup.found
    return {
        "at": checkup.at,
        "good": checkup.good,
        "release": found.release,
        "before": checkup.before,
        "upgraded": checkups.is_upgraded(site),
        "courses": found.courses,
        "people": found.people,
        "lines": found.checks,
    }


def _mapping() -> dict[str, Any]:
    site = sites.get(db.session, g.visit.site_id)
    checkup = checkups.last(site)
    headers = checkup.found.headers if checkup else ()
    return {
        "chosen": field_maps.is_chosen(site),
        "map": field_maps.of_site(site),
        "report_columns": report_columns.of_site(site, headers),
        "report_headers": numbered(headers),
        "course_fields": checkup.found.course_fields if checkup else (),
        "person_fields": checkup.found.person_fields if checkup else (),
    }
