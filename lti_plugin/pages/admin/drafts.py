"""The admin's way from an occupation of a taxonomy to a draft: search, look at it, take it over."""

from __future__ import annotations

from flask import Blueprint, Response, g, make_response, render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext

from lti_plugin.edge import visits
from lti_plugin.errors import BadInput
from lti_plugin.extensions import db
from lti_plugin.pages import places, sheets, wording
from lti_plugin.pages.admin import role
from lti_plugin.pages.admin.told import Told, refused
from lti_plugin.pages.sheets import Cell
from lti_plugin.services import drafts
from lti_plugin.store import taxonomies

blueprint = Blueprint("admin_drafts", __name__, url_prefix="/admin/roles/drafts")
LONGEST_SEARCH, LONGEST_URI = 100, 255


@blueprint.route("", methods=["GET", "POST"])
@visits.require("admin")
def show() -> Response:
    """Show the occupations whose name holds the text."""
    site_id = g.visit.site_id
    text = request.values.get("q", "").replace("\x00", "")[:LONGEST_SEARCH].strip()
    places.reads_at("admin_drafts.show", **({"q": text} if text else {}))
    found = drafts.search(db.session, site_id, text) if text else []
    loaded = [row.name for row in taxonomies.of_site(db.session, site_id)]
    return make_response(
        render_template(
            "admin/drafts.html",
            answer=_answer(len(found), text, bool(loaded)),
            text=text,
            loaded=loaded,
            found=[(each.name, taxonomy, each.uri) for each, taxonomy in found],
        )
    )


@blueprint.post("/look")
@visits.require("admin")
def look() -> Response:
    """Show what a draft of one occupation would hold; nothing is kept."""
    return _look(_uri())


@blueprint.post("/take")
@visits.require("admin")
def take() -> Response:
    """Keep the draft as a role, imported and unreviewed; its page opens."""
    uri = _uri()
    try:
        with visits.writing() as session:
            name = request.form.get("name", "")
            role_id = drafts.draft(session, g.visit.site_id, uri, name, visits.actor()).id
    except BadInput as error:
        return refused(lambda told: _look(uri, told), error)
    return role.page(role_id, Told(_("The draft is taken over. Read it, change it, then sign it.")))


@blueprint.post("/csv")
@visits.require("admin")
def export() -> Response:
    """Give out what a draft would ask for as a table."""
    found = drafts.look(db.session, g.visit.site_id, _uri())
    head = ("occupation", "skill", "level", "importance", "known_here")
    lines: list[list[Cell]] = [[found.name, *line[:3], int(line[3])] for line in found.lines]
    return sheets.download("draft.csv", head, lines)


def _uri() -> str:
    return request.form.get("uri", "").replace("\x00", "")[:LONGEST_URI]


def _look(uri: str, told: Told | None = None) -> Response:
    found = drafts.look(db.session, g.visit.site_id, uri)
    return make_response(
        render_template(
            "admin/draft.html",
            told=told,
            answer=_("%(name)s: this is what a draft would ask for.", name=found.name),
            found=found,
            name=request.form.get("name", found.name),
            lines=[
                (name, wording.level(level), wording.percent(100 * importance), known)
                for name, level, importance, known in found.lines
            ],
        )
    )


def _answer(number: int, text: str, loaded: bool) -> str:
    if not loaded:
        return _("No taxonomy is loaded, so there is nothing to draft from.")
    if not text:
        return _("Search an occupation to draft a role from.")
    if not number:
        return _("No occupation is called that. Try one word of it.")
    return ngettext("%(num)d occupation fits.", "%(num)d occupations fit.", number)
