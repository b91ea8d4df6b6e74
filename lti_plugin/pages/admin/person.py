"""The admin's page of one person: what is on record, corrections, what they are here, leaving."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, current_app, g, make_response, render_template, request
from flask_babel import gettext as _

from lti_plugin.edge import visits
from lti_plugin.errors import BadRequest, FingerpostError
from lti_plugin.extensions import db
from lti_plugin.pages import problems, sheets, wording
from lti_plugin.pages.admin import people, peoplewords, requestwords, terms
from lti_plugin.services import changes, corrections, people_card, people_list, standing
from lti_plugin.services.changes import Wanted
from lti_plugin.services.people_card import Card
from lti_plugin.store import corrections as fields
from lti_plugin.store.base import now
from lti_plugin.store.corrections import ACTIVE, FIELDS

blueprint = Blueprint("admin_person", __name__, url_prefix="/admin/people/<uuid:person_id>")
DECISIONS = {"on": True, "off": False, "clear": None}
TYPED = tuple(field for field in FIELDS if field != ACTIVE)
MOST_LOGGED = 10


@blueprint.route("", methods=["GET", "POST"])
@visits.require("admin")
def show(person_id: UUID) -> Response:
    """Show what an admin may see of a person."""
    return _page(person_id)


@blueprint.post("/correct")
@visits.require("admin")
def correct(person_id: UUID) -> Response:
    """Let the record be as the form says; what the form does not have stays."""
    given = {field: request.form[field] for field in FIELDS if field in request.form}

    def act(session: Any) -> str:
        place = (session, g.visit.site_id, person_id)
        changed = corrections.correct(*place, given, visits.actor())
        if not changed:
            return _("Nothing was different.")
        return _("It is kept, and no update overwrites it.")

    return _tried(person_id, act)


@blueprint.post("/release")
@visits.require("admin")
def release(person_id: UUID) -> Response:
    """Leave a field to the source again."""

    def act(session: Any) -> str:
        field = request.form.get("field", "")
        corrections.release(session, g.visit.site_id, person_id, field, visits.actor())
        return _("It is as the source says again.")

    return _tried(person_id, act)


@blueprint.post("/standing")
@visits.require("admin")
def stand(person_id: UUID) -> Response:
    """Make somebody an L&D admin, or not one, or leave it to their launches."""
    if request.form.get("decision") not in DECISIONS:
        raise BadRequest(_("This button is not known here."))
    decision = DECISIONS[request.form["decision"]]

    def act(session: Any) -> str:
        standing.decide(session, g.visit.site_id, person_id, decision, g.visit.person_id)
        return _("It holds from now on.")

    return _tried(person_id, act)


@blueprint.post("/export")
@visits.require("admin")
def export(person_id: UUID) -> Response:
    """Give out what an admin may give out; the rest only the person themselves downloads."""
    with visits.writing() as session:
        held = people_card.give_out(session, g.visit.site_id, person_id, visits.actor())
    text = json.dumps(
        {"exported_at": now(), "held": held}, indent=2, ensure_ascii=False, default=str
    )
    answer = Response(text, mimetype="application/json")
    answer.headers["Content-Disposition"] = 'attachment; filename="record.json"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


@blueprint.post("/export/csv")
@visits.require("admin")
def export_table(person_id: UUID) -> Response:
    """Give out the same as a table: a row for each field of each entry."""
    with visits.writing() as session:
        held = people_card.give_out(session, g.visit.site_id, person_id, visits.actor())
    rows = (
        (table, number, field, None if value is None else str(value))
        for table, entries in held.items()
        for number, entry in enumerate(entries, start=1)
        for field, value in entry.items()
    )
    return sheets.download("record.csv", ("about", "entry", "field", "value"), rows)


@people.blueprint.post("/erase")
@visits.require("admin")
def erase() -> Response:
    """Erase a person; the page has said what that means and the box is ticked."""
    try:
        person_id = UUID(request.form.get("person", ""))
    except ValueError:
        raise BadRequest(_("This button is not known here.")) from None
    if request.form.get("sure") != "yes":
        return _page(person_id, wrong=_("Tick that you are sure; nothing was erased."))
    vault = current_app.extensions["vault"]
    try:
        with visits.writing() as session:
            place = (session, vault, g.visit.site_id, person_id)
            name = people_card.erase(*place, visits.actor())
    except FingerpostError as error:
        if error.status == 404:
            raise
        return _refused(person_id, error)
    return people.page(done=_("%(name)s is erased, and no update brings them back.", name=name))


def _tried(person_id: UUID, act: Callable[[Any], str]) -> Response:
    """Do something about a person and say so, or why it could not be done."""
    try:
        with visits.writing() as session:
            said = act(session)
    except FingerpostError as error:
        if error.status == 404:
            raise
        return _refused(person_id, error)
    return _page(person_id, done=said)


def _refused(person_id: UUID, error: FingerpostError) -> Response:
    response = _page(person_id, wrong=problems.told(error), typed=True)
    response.status_code = error.status
    return response


def _page(person_id: UUID, *, done: str = "", wrong: str = "", typed: bool = False) -> Response:
    site_id = g.visit.site_id
    card = people_card.of_person(db.session, site_id, person_id)
    roles, departments = people_list.choices(db.session, site_id)
    log = changes.page(db.session, site_id, Wanted(person=person_id)).changes
    form = {field: fields.text_of(getattr(card.person, field)) or "" for field in TYPED}
    if typed:
        form |= {field: request.form[field] for field in TYPED if field in request.form}
    return make_response(
        render_template(
            "admin/person.html",
            done=done,
            wrong=wrong,
            answer=_answer(card),
            card=card,
            person=card.person,
            mine=g.visit.person_id == person_id,
            record=[_field(card, field) for field in FIELDS],
            form=form,
            roles=roles,
            departments=departments,
            requests=[requestwords.brief(each) for each in card.requests],
            log=log[:MOST_LOGGED],
            words=peoplewords,
            terms=terms,
        )
    )


def _answer(card: Card) -> str:
    person = card.person
    parts = [peoplewords.what(person), *(each for each in (person.role, person.department) if each)]
    return f"{person.name}: {' · '.join(parts)}"


def _field(card: Card, field: str) -> dict[str, Any]:
    """Return one line of the record: what counts, and beside a correction what the source says."""
    row = card.corrected.get(field)
    value = card.active if field == ACTIVE else getattr(card.person, field)
    told: dict[str, Any] = {
        "field": field,
        "name": peoplewords.FIELDS[field],
        "value": _word(value),
    }
    if field == fields.MANAGER and card.leader:
        told["value"] = f"{card.leader[1]} ({value})"
    if row is not None:
        by = next((name for own, name in card.correctors.items() if str(own) == row.set_by), "")
        told["source"] = _word(fields.value_of(field, row.source))
        told["since"] = wording.day(row.set_at)
        told["by"] = by or row.set_by
    return told


def _word(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(wording.day(value)) if hasattr(value, "year") else value or "–"
