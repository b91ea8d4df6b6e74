"""The admin's page of tokens for other programs: made, shown once, listed, revoked."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, g, make_response, render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy
from flask_babel import ngettext

from lti_plugin.edge import visits
from lti_plugin.errors import BadInput, BadRequest
from lti_plugin.extensions import db
from lti_plugin.pages import problems, sheets, wording
from lti_plugin.services import directory, holdings, tokens
from lti_plugin.store import tokens as rows
from lti_plugin.store.base import now
from lti_plugin.store.tokens import ApiToken

blueprint = Blueprint("admin_tokens", __name__, url_prefix="/admin/people/tokens")
SCOPES = {
    tokens.READ_CATALOGUE: lazy("read the catalogue and its rules"),
    tokens.WRITE_CATALOGUE: lazy("change the catalogue: courses, their skills, pins, rules"),
    tokens.READ_ROLES: lazy("read roles, skills and objectives"),
    tokens.WRITE_ROLES: lazy("write roles, but sign none"),
    tokens.WRITE_OBJECTIVES: lazy("write objectives"),
    tokens.READ_FUTURE: lazy("read triggers, scenarios, budgets, the pipeline, build or buy"),
    tokens.WRITE_FUTURE: lazy(
        "write triggers, scenarios, what hiring takes and what training returns"
    ),
    tokens.READ_PEOPLE: lazy("read the list of people"),
    tokens.WRITE_PEOPLE: lazy("correct people’s records, and send files of people"),
    tokens.READ_LEVELS: lazy("read what others say of each person’s skills"),
    tokens.READ_AUDIT: lazy("read the skills audit and whom learning reaches"),
    tokens.READ_BADGES: lazy("read what badges are awarded for, and how many"),
    tokens.READ_MODEL: lazy("read how the model does"),
    tokens.WRITE_MODEL: lazy("put another model in use, and weigh popularity"),
    tokens.READ_REQUESTS: lazy("read the inbox"),
    tokens.WRITE_REQUESTS: lazy("answer requests, but delete nothing"),
    tokens.READ_LOG: lazy("read the log of changes"),
    tokens.READ_SETTINGS: lazy("read the settings"),
    tokens.WRITE_SETTINGS: lazy("change the settings"),
    tokens.READ_JOBS: lazy("read the history of updates and trainings"),
    tokens.WRITE_JOBS: lazy("start and cancel updates and trainings"),
    tokens.READ_SITE: lazy("read how Moodle is connected, without its token"),
    tokens.WRITE_SITE: lazy("check Moodle and set how it is read, but not its address and token"),
}
STATES = {
    "good": lazy("in use"),
    "ended": lazy("past its last day"),
    "revoked": lazy("revoked"),
}
DAYS = (30, 90, 180, 365)
USUAL = 90
HEAD = ("name", "begins_with", "scopes", "made_at", "made_by", "expires_at", "used_at", "state")


@blueprint.route("", methods=["GET", "POST"])
@visits.require("admin")
def show() -> Response:
    """Show the tokens of the site, without any secret."""
    return _page()


@blueprint.post("/make")
@visits.require("admin")
def make() -> Response:
    """Make a token and show its secret, this once."""
    days = request.form.get("days", "")
    try:
        with visits.writing() as session:
            row, secret = tokens.make(
                session,
                g.visit.site_id,
                request.form.get("name", ""),
                request.form.getlist("scope"),
                int(days) if days.isascii() and days.isdecimal() and len(days) < 5 else 0,
                visits.actor(),
            )
            name = row.name
    except BadInput as error:
        return problems.on_page(_page, error)
    return _page(done=_("“%(name)s” is made.", name=name), secret=secret)


@blueprint.post("/revoke")
@visits.require("admin")
def revoke() -> Response:
    """Make a token worthless at once."""
    try:
        token_id = UUID(request.form.get("token", ""))
    except ValueError:
        raise BadRequest(_("This button is not known here.")) from None
    with visits.writing() as session:
        name = tokens.revoke(session, g.visit.site_id, token_id, visits.actor()).name
    return _page(done=_("“%(name)s” is revoked.", name=name))


@blueprint.post("/csv")
@visits.require("admin")
def export() -> Response:
    """Give the list out as a table; no secret stands in it."""
    names, at = _makers(rows.of_site(db.session, g.visit.site_id)), now()
    table = (
        [
            row.name,
            row.shown,
            " ".join(row.scopes),
            row.created_at.isoformat(timespec="seconds"),
            names.get(row.made_by, row.made_by),
            row.expires_at.isoformat(timespec="seconds"),
            row.used_at.isoformat(timespec="seconds") if row.used_at else None,
            tokens.state(row, at),
        ]
        for row in rows.of_site(db.session, g.visit.site_id)
    )
    return sheets.download("tokens.csv", HEAD, table)


def _page(*, done: str = "", wrong: str = "", secret: str = "") -> Response:
    found, at = rows.of_site(db.session, g.visit.site_id), now()
    names = _makers(found)
    return make_response(
        render_template(
            "admin/tokens.html",
            answer=_answer(sum(row.is_good(at) for row in found)),
            done=done,
            wrong=wrong,
            secret=secret,
            tokens=[_told(row, names) for row in found],
            scopes=SCOPES,
            days=DAYS,
            usual=USUAL,
            typed=request.form if wrong else {},
            chosen=request.form.getlist("scope") if wrong else (),
        )
    )


def _makers(found: Any) -> dict[str, str]:
    """Return the names of those who made these tokens, by what the log calls them."""
    ids = {own for row in found if (own := holdings.as_id(row.made_by)) is not None}
    return {
        str(own): name for own, name in directory.names(db.session, g.visit.site_id, ids).items()
    }


def _told(row: ApiToken, names: dict[str, str]) -> dict[str, Any]:
    return {
        "id": row.id,
        "name": row.name,
        "shown": row.shown,
        "scopes": [str(SCOPES[each]) for each in row.scopes if each in SCOPES],
        "made": wording.day(row.created_at),
        "by": names.get(row.made_by, ""),
        "until": wording.day(row.expires_at),
        "used": wording.when(row.used_at) if row.used_at else _("never"),
        "good": row.is_good(now()),
        "state": STATES[tokens.state(row, now())],
    }


def _answer(good: int) -> str:
    if not good:
        return _("No other program may ask here.")
    return ngettext("%(num)d token is in use.", "%(num)d tokens are in use.", good)
