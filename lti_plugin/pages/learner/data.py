"""The page "My data": what is held about whoever visits, and what they can do about it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, g, make_response, render_template, request, send_file
from flask_babel import format_date, ngettext
from flask_babel import gettext as _

from lti_plugin.edge import visits
from lti_plugin.errors import BadInput, BadRequest
from lti_plugin.extensions import db
from lti_plugin.pages.learner import fields, held
from lti_plugin.pages.learner.holding import Kind
from lti_plugin.pages.learner.options import CONSENTS, OPTIONS, Option
from lti_plugin.services import choices as deciding
from lti_plugin.services import consents as agreeing
from lti_plugin.services import holdings, inbox, portfolio_files, privacy, takeout
from lti_plugin.services import requests as asking
from lti_plugin.services.inbox import Matter
from lti_plugin.store import choices as chosen
from lti_plugin.store import consents as agreed
from lti_plugin.store import requests as asked
from lti_plugin.store.base import now
from lti_plugin.store.requests import EXPORT

blueprint = Blueprint("data", __name__, url_prefix="/learn/data")
OUT, IN = "out", "in"


@dataclass(frozen=True, slots=True)
class Said:
    """What the page says about what was just done, or why it was not; ``undo`` are its fields."""

    text: str
    wrong: bool = False
    hint: str = ""
    undo: dict[str, str] = field(default_factory=dict)


@blueprint.route("", methods=["GET", "POST"])
@visits.require(*visits.EVERYBODY, person=True)
def show() -> Response:
    """Show what is held, kind by kind, with what can be done about it."""
    return _page()


@blueprint.post("/entries")
@visits.require(*visits.EVERYBODY, person=True)
def entries() -> Response:
    """Show the entries of one kind, some at a time; each can be opened and contested."""
    number = request.form.get("page", "1")
    return _entries(_table(), int(number) if number.isdecimal() and len(number) < 7 else 1)


@blueprint.post("/export")
@visits.require(*visits.EVERYBODY, person=True)
def export() -> Response:
    """Give everything out as a file of JSON, with the names of what it refers to by id.

    Whoever has files gets an archive of both.
    """
    with visits.writing() as session:
        privacy.note_export(session, *_me())
        tables = privacy.export(session, *_me())
        names = holdings.names_of(session, g.visit.site_id, holdings.ids_in(tables))
    content = {"exported_at": now(), "names": {str(own): name for own, name in names.items()}}
    text = json.dumps({**content, "held": tables}, indent=2, ensure_ascii=False, default=str)
    if tables["portfolio_files"]:
        archive = takeout.packed(text, portfolio_files.all_of(db.session, *_me()))
        answer = send_file(archive, "application/zip", etag=False, conditional=False)
        name = "my-data.zip"
    else:
        answer, name = Response(text, mimetype="application/json"), takeout.RECORD
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


@blueprint.post("/erase")
@visits.require(*visits.EVERYBODY, person=True)
def erase() -> Response:
    """Say what erasing means, and only then ask the L&D team for it."""
    if request.form.get("sure") != "yes":
        return make_response(render_template("learner/data_erase.html", most=inbox.LONGEST))
    with visits.writing() as session:
        asking.ask_for_erasure(session, *_me(), request.form.get("text", ""))
    return _page(Said(_("Your L&D team has your request. Nothing is erased until they answer.")))


@blueprint.post("/ask")
@visits.require(*visits.EVERYBODY, person=True)
def ask() -> Response:
    """Ask the L&D team to give out what it holds, for whoever does not want to download it."""
    text = request.form.get("text", "")

    def say(session: Any) -> object:
        return inbox.file(session, *_me(), Matter(EXPORT, text))

    problem = _tried(say)
    answer = _page(problem or Said(_("Your L&D team has your request.")))
    answer.status_code = BadInput.status if problem else answer.status_code
    return answer


@blueprint.post("/choice")
@visits.require(*visits.EVERYBODY, person=True)
def choice() -> Response:
    """Opt out of something, or take that back."""
    option = next((o for o in OPTIONS if o.kind == request.form.get("kind")), None)
    act = {OUT: deciding.opt_out, IN: deciding.opt_in}.get(request.form.get("decision", ""))
    if option is None or act is None:
        raise BadRequest(_("This button is not known here."))
    with visits.writing() as session:
        act(session, *_me(), option.kind)
    if act is deciding.opt_in:
        return _page(Said(_("Switched on again: %(name)s.", name=option.name)))
    undo = {"kind": option.kind, "decision": IN}
    return _page(Said(_("Switched off: %(name)s.", name=option.name), undo=undo))


@blueprint.post("/consent")
@visits.require(*visits.EVERYBODY, person=True)
def consent() -> Response:
    """Agree to something, or take that back."""
    asked_for = next((c for c in CONSENTS if c.kind == request.form.get("kind")), None)
    act = {IN: agreeing.give, OUT: agreeing.take_back}.get(request.form.get("decision", ""))
    if asked_for is None or act is None:
        raise BadRequest(_("This button is not known here."))
    with visits.writing() as session:
        act(session, *_me(), asked_for.kind)
    if act is agreeing.give:
        return _page(Said(_("You agreed: %(name)s.", name=asked_for.name)))
    return _page(Said(_("You no longer agree: %(name)s.", name=asked_for.name)))


@blueprint.post("/contest")
@visits.require(*visits.EVERYBODY, person=True)
def contest() -> Response:
    """Tell the L&D team that an entry is wrong."""
    table, row_id = _table(), _id("entry")

    def say(session: Any) -> object:
        return asking.contest(session, *_me(), table, row_id, request.form.get("text", ""))

    problem = _tried(say)
    answer = _entries(table, 1, problem or Said(_("Your L&D team has what you wrote.")))
    answer.status_code = BadInput.status if problem else answer.status_code
    return answer


@blueprint.post("/withdraw")
@visits.require(*visits.EVERYBODY, person=True)
def withdraw() -> Response:
    """Take a request back."""
    with visits.writing() as session:
        asking.withdraw(session, *_me(), _id("request"))
    return _page(Said(_("Your request is taken back.")))


def _me() -> tuple[UUID, UUID]:
    return g.visit.site_id, g.visit.person_id


def _table() -> str:
    table = request.form.get("table", "")
    if table not in held.KINDS:
        raise BadRequest(_("This button is not known here."))
    return table


def _id(name: str) -> UUID:
    try:
        return UUID(request.form.get(name, ""))
    except ValueError:
        raise BadRequest(_("This button is not known here.")) from None


def _tried(act: Callable[[Any], object]) -> Said | None:
    """Do something; return why it could not be done, where what was typed was the reason."""
    try:
        with visits.writing() as session:
            act(session)
    except BadInput as error:
        return Said(_(error.message), wrong=True, hint=_(error.hint) if error.hint else "")
    return None


def _page(said: Said | None = None) -> Response:
    found = holdings.overview(db.session, *_me())
    out = chosen.of_person(db.session, *_me())
    given = agreed.of_person(db.session, *_me())
    wishes = asked.of_person(db.session, *_me())
    return make_response(
        render_template(
            "learner/data.html",
            answer=_answer(found),
            said=said,
            groups=held.GROUPS,
            found=found,
            options=[
                Option(o.kind, o.name, o.text, o.off, out[o.kind].set_at if o.kind in out else None)
                for o in OPTIONS
            ],
            consents=[
                Option(c.kind, c.name, c.text, c.off, given[c.kind].given_at)
                if c.kind in given
                else c
                for c in CONSENTS
            ],
            requests=wishes,
            names=holdings.names_of(
                db.session, g.visit.site_id, [row.about_id for row in wishes if row.about_id]
            ),
            words=fields.CODES,
            kinds=held.KINDS,
            most=inbox.LONGEST,
        )
    )


def _answer(found: dict[str, holdings.Holding]) -> str:
    total = sum(found[table].number for table in held.KINDS)
    # Nothing about a person is kept from before they were known here.
    oldest = found["people"].since
    return ngettext(
        "Fingerpost holds %(num)d entry about you, since %(day)s.",
        "Fingerpost holds %(num)d entries about you, the oldest since %(day)s.",
        total,
        day=format_date(oldest),
    )


def _entries(table: str, number: int, said: Said | None = None) -> Response:
    kind = held.KINDS[table]
    found = holdings.page(db.session, *_me(), table, number)
    return make_response(
        render_template(
            "learner/data_entries.html",
            kind=kind,
            said=said,
            found=found,
            most=inbox.LONGEST,
            entries=[
                {
                    "id": each.id,
                    "at": each.at,
                    "title": _title(kind, each, found),
                    "values": [
                        (fields.LABELS[name], fields.value(name, what, found.names))
                        for name, what in each.values.items()
                    ],
                }
                for each in found.entries
            ],
        )
    )


def _title(kind: Kind, entry: holdings.Entry, found: holdings.Page) -> str:
    told = [
        fields.value(name, entry.values[name], found.names)
        for name in kind.title
        if name in entry.values
    ]
    return " · ".join(told) or str(kind.name)
