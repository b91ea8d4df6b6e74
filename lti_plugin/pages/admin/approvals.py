"""The inbox of the L&D team: requests of every kind, and what else waits for it."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, current_app, g, make_response, render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext

from lti_plugin.edge import visits
from lti_plugin.errors import BadInput, BadRequest
from lti_plugin.extensions import db
from lti_plugin.pages import assigned, problems, sheets
from lti_plugin.pages.admin import peoplewords, requestwords
from lti_plugin.pages.manager import budgetwords
from lti_plugin.services import assignments, budgets, decisions, inbox, inbox_list, making
from lti_plugin.store import budgets as stored
from lti_plugin.store import requests as asked
from lti_plugin.store.assignments import ASKED
from lti_plugin.store.requests import KINDS, STATES, WAITING

blueprint = Blueprint("approvals", __name__, url_prefix="/admin/requests")
MOST_ROWS = 20_000
HEAD = ("asked_at", "kind", "person", "about", "text", "state", "answer", "settled_at", "by")


@blueprint.route("", methods=["GET", "POST"])
@visits.require("admin")
def show() -> Response:
    """Show what waits, the oldest first; filters may stand in the address."""
    return _page()


@blueprint.post("/csv")
@visits.require("admin")
def export() -> Response:
    """Give the requests out as a table, with the same filters."""
    kind, state = _filters()
    found = asked.some(db.session, g.visit.site_id, kind, state, MOST_ROWS, 0)
    names = inbox_list.names(db.session, g.visit.site_id, found)
    rows = (
        [
            row.created_at.isoformat(timespec="seconds"),
            row.kind,
            names.get(row.person_id, ""),
            requestwords.about(row, names),
            row.text,
            row.state,
            row.answer,
            row.settled_at.isoformat(timespec="seconds") if row.settled_at else None,
            row.settled_by,
        ]
        for row in found
    )
    return sheets.download("requests.csv", HEAD, rows)


@blueprint.post("/answer")
@visits.require("admin")
def answer() -> Response:
    """Accept or refuse a request of the inbox."""
    word, note = request.form.get("word", ""), request.form.get("note", "")
    if word not in {assigned.APPROVE, assigned.DECLINE}:
        raise BadRequest(_("This button is not known here."))
    try:
        wanted = UUID(request.form.get("request", ""))
    except ValueError:
        raise BadRequest(_("This button is not known here.")) from None
    accepted = word == assigned.APPROVE
    vault = current_app.extensions["vault"]
    try:
        with visits.writing() as session:
            place = (session, vault, g.visit.site_id, wanted, visits.actor())
            kept = decisions.decide(*place, accepted=accepted, answer=note)
    except BadInput as error:
        return problems.on_page(_page, error)
    if kept is None:
        return _page(done=_("Accepted: everything about them is erased."))
    made = kept.details.get(making.RESULT, "") if accepted else ""
    said = _("Accepted.") if accepted else _("Refused; they read your reason.")
    return _page(done=said, made=made)


@blueprint.post("/decide")
@visits.require("admin")
def decide() -> Response:
    """Settle an assignment of somebody whom nobody leads."""
    try:
        said = assigned.decided(admin=True)
    except BadInput as error:
        return problems.on_page(_page, error)
    return _page(done=said)


@blueprint.post("/grant")
@visits.require("admin")
def grant() -> Response:
    """Grant or decline more budget."""
    word, note = request.form.get("word", ""), request.form.get("note", "")
    if word not in {assigned.APPROVE, assigned.DECLINE}:
        raise BadRequest(_("This button is not known here."))
    wish, approved = budgetwords.read_id("request"), word == assigned.APPROVE
    try:
        with visits.writing() as session:
            place = (session, g.visit.site_id, wish, g.visit.person_id)
            budgets.settle(*place, approved=approved, answer=note)
    except BadInput as error:
        return problems.on_page(_page, error)
    return _page(done=_("Granted.") if approved else _("Declined; they read your reason."))


def _filters() -> tuple[str, str]:
    kind, state = request.values.get("kind", ""), request.values.get("state", WAITING)
    if kind not in {"", *KINDS} or state not in {"", *STATES}:
        raise BadRequest(_("This filter is not known here."))
    return kind, state


def _page(*, done: str = "", wrong: str = "", made: str = "") -> Response:
    """Show the inbox; ``made`` is the group that was just asked of Moodle."""
    place = (db.session, g.visit.site_id)
    kind, state = _filters()
    found = inbox_list.page(*place, kind, state, peoplewords.page_number())
    g.kept = {"kind": kind, "state": state} if (kind, state) != ("", WAITING) else {}
    rows = assignments.for_admins(*place, g.visit.person_id)
    wishes = stored.requests(*place)
    waiting = sum(row.state == ASKED for row in rows) + len(wishes)
    return make_response(
        render_template(
            "admin/approvals.html",
            answer=_answer(waiting + asked.count(*place, "", WAITING)),
            found=found,
            requests=requestwords.told(found),
            kind=kind,
            state=state,
            words=requestwords,
            most=inbox.LONGEST,
            rows=assigned.told(*place, rows),
            wishes=budgetwords.wishes(db.session, wishes),
            done=done,
            made=made,
            wrong=wrong,
        )
    )


def _answer(waiting: int) -> str:
    if not waiting:
        return _("Nothing waits for the L&D team.")
    return ngettext(
        "%(num)d request waits for the L&D team.",
        "%(num)d requests wait for the L&D team.",
        waiting,
    )
