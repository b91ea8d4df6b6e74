"""The steps of connecting that keep something: address and token, the checklist, way and fields."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flask import Response, current_app, g, request
from flask_babel import gettext as _

from connectors.errors import ConnectorError
from connectors.moodle.headers import LABELS
from lti_plugin.edge import visits
from lti_plugin.errors import FingerpostError
from lti_plugin.extensions import db
from lti_plugin.pages import sheets
from lti_plugin.pages.admin.connect_page import Said, page, refused
from lti_plugin.services import (
    account_preset,
    checkups,
    connecting,
    field_maps,
    report_columns,
    role_preset,
)
from lti_plugin.services.connecting import BY_PERSON, CHECK, FIELDS, TOKEN, WAY
from lti_plugin.store import sites

LONGEST_NUMBER = 10


@visits.require("admin")
def give() -> Response:
    """Keep address and token, and look at once what works with them."""
    form = request.form
    address, timezone = form.get("address", "").strip(), form.get("timezone", "").strip()
    settings, vault = current_app.config["FINGERPOST"], current_app.extensions["vault"]
    try:
        with visits.writing() as session:
            connecting.give(
                session,
                settings,
                vault,
                g.visit.site_id,
                address=address,
                token=form.get("token", ""),
                timezone=timezone,
                actor=visits.actor(),
            )
    except (FingerpostError, ConnectorError) as error:
        return refused(TOKEN, error, address=address, timezone=timezone)
    return check()


@visits.require("admin")
def role() -> Response:
    """Give the role of the service account as a file that Moodle reads."""
    answer = Response(role_preset.preset(writing="writing" in request.form), mimetype="text/xml")
    answer.headers["Content-Disposition"] = f'attachment; filename="{role_preset.FILE}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


@visits.require("admin")
def account() -> Response:
    """Give the service account as a file that Moodle reads, with its role and its time zone."""
    site = sites.get(db.session, g.visit.site_id)
    return sheets.download(
        "fingerpost-account.csv", account_preset.HEAD, [account_preset.preset(site)]
    )


@visits.require("admin")
def check() -> Response:
    """Ask Moodle for each thing once; no transaction is open while it is asked."""
    settings, vault = current_app.config["FINGERPOST"], current_app.extensions["vault"]
    site = sites.get(db.session, g.visit.site_id)
    db.session.expunge(site)
    db.session.rollback()
    try:
        found = checkups.look(settings, vault, site)
    except (FingerpostError, ConnectorError) as error:
        return refused(TOKEN if site.token is None else CHECK, error)
    with visits.writing() as session:
        checkups.keep(session, site.id, found)
    return page(Said(CHECK, ""))


@visits.require("admin")
def choose() -> Response:
    """Keep by which way completions are read; a report is looked at at once."""
    form = request.form
    typed = {name: form.get(name, "").strip() for name in ("way", "report", "ratings")}
    try:
        with visits.writing() as session:
            connecting.choose_way(
                session,
                g.visit.site_id,
                typed["way"],
                _number(typed["report"]),
                visits.actor(),
                _number(typed["ratings"]),
            )
    except FingerpostError as error:
        return refused(WAY, error, **typed)
    if typed["way"] == BY_PERSON and not typed["ratings"]:
        return page(Said(WAY, _("Kept: each person is asked about by themselves.")))
    return check()


@visits.require("admin")
def name() -> Response:
    """Keep which column of the report is which, and look at it anew."""
    chosen = {field: request.form[field] for field in LABELS if field in request.form}
    try:
        with visits.writing() as session:
            report_columns.choose(session, g.visit.site_id, chosen, visits.actor())
    except FingerpostError as error:
        return refused(WAY, error)
    return check()


@visits.require("admin")
def pick() -> Response:
    """Keep which custom fields carry what."""
    names = (*field_maps.OF_COURSES, *field_maps.OF_PEOPLE)
    chosen = {name: request.form[name] for name in names if name in request.form}
    try:
        with visits.writing() as session:
            field_maps.choose(session, g.visit.site_id, chosen, visits.actor())
    except FingerpostError as error:
        return refused(FIELDS, error)
    return page(Said(FIELDS, _("Kept: the next update reads these fields.")))


def _number(text: str) -> int | None:
    """Return a report's number; what cannot be one is refused further in, like 0."""
    if not text:
        return None
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= LONGEST_NUMBER else 0


VIEWS: Mapping[str, Callable[..., Response]] = {
    "token": give,
    "role.xml": role,
    "account.csv": account,
    "check": check,
    "way": choose,
    "columns": name,
    "fields": pick,
}
