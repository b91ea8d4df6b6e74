"""The admin's register of triggers: what happens to roles and skills, and whom that turns."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, g, make_response, render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext

from connectors.names import plain
from lti_plugin.edge import visits
from lti_plugin.errors import BadInput, BadRequest
from lti_plugin.extensions import db
from lti_plugin.pages import places, sheets, wording
from lti_plugin.pages.admin import role_forms, rolewords
from lti_plugin.pages.admin.told import Told, refused
from lti_plugin.pages.sheets import Cell
from lti_plugin.services import effects, role_list, triggers
from lti_plugin.services.effects import Effect
from lti_plugin.services.triggers import Said
from lti_plugin.store import roles, skills
from lti_plugin.store.base import now
from lti_plugin.store.roles import RoleTrigger
from recommender.skills.roles import REDUNDANCY

blueprint = Blueprint("admin_triggers", __name__, url_prefix="/admin/roles/triggers")
CLOSED = "closed"


@blueprint.route("", methods=["GET", "POST"])
@visits.require("admin")
def show() -> Response:
    """Show the register; what is closed is shown on demand."""
    return _page()


@blueprint.post("/keep")
@visits.require("admin")
def keep() -> Response:
    """Enter a trigger, or change the one that the form names, and say whom it turns."""
    named = request.form.get("trigger", "")
    trigger_id = _id() if named else None

    def act() -> UUID:
        said = _said()
        with visits.writing() as session:
            place = (session, g.visit.site_id)
            if trigger_id is None:
                return triggers.add(*place, said, visits.actor()).id
            return triggers.change(*place, trigger_id, said, visits.actor()).id

    return _done(act, _("It is kept."), named)


@blueprint.post("/close")
@visits.require("admin")
def close() -> Response:
    """Close a trigger, or open it again."""
    trigger_id, again = _id(), bool(request.form.get("again"))

    def act() -> UUID:
        with visits.writing() as session:
            place = (session, g.visit.site_id, trigger_id)
            return triggers.close(*place, visits.actor(), again=again).id

    text = _("It is open again.") if again else _("It is closed and counts no more.")
    return _done(act, text, "")


@blueprint.post("/csv")
@visits.require("admin")
def export() -> Response:
    """Give the whole register out as a table."""
    found = roles.triggers(db.session, g.visit.site_id)
    names, known = _names(), _effects(found)
    head = ("type", "role", "skill", "date", "source", "note", "entered", "closed")
    rows = [[*_cells(row, names), *_counts(known.get(row.id))] for row in found]
    return sheets.download("triggers.csv", (*head, "holders", "suggestions_changed"), rows)


def _cells(row: RoleTrigger, names: Mapping[UUID | None, str]) -> list[Cell]:
    closed = row.closed_at.date().isoformat() if row.closed_at else None
    return [
        *(row.kind, names.get(row.role_id, ""), names.get(row.skill_id, "")),
        *(row.on.isoformat() if row.on else None, row.source, row.note),
        *(row.created_at.date().isoformat(), closed),
    ]


def _counts(effect: Effect | None) -> list[Cell]:
    return [None, None] if effect is None else [effect.holders, effect.turned]


def _id() -> UUID:
    try:
        return UUID(request.form.get("trigger", ""))
    except ValueError:
        raise BadRequest(_("This button is not known here.")) from None


def _said() -> Said:
    form, site_id = request.form, g.visit.site_id
    role, skill = form.get("role", "").strip(), form.get("skill", "").strip()
    found = roles.named(db.session, site_id, role) if role else None
    meant = skills.by_any_name(db.session, site_id).get(plain(skill)) if skill else None
    if role and found is None:
        raise BadInput(_("There is no role of this name here."), hint=role[:100])
    if skill and meant is None:
        raise BadInput(_("There is no skill of this name here."), hint=skill[:100])
    return Said(
        kind=form.get("kind", ""),
        role_id=found.id if found else None,
        skill_id=meant.id if meant else None,
        on=role_forms.day(form.get("on", "")),
        note=form.get("note", ""),
        source=form.get("source", ""),
    )


def _done(act: Callable[[], UUID], text: str, named: str) -> Response:
    try:
        made = act()
    except BadInput as error:
        return refused(lambda told: _page(told, open_=named or "new", typed=request.form), error)
    effect = _effects([roles.trigger(db.session, g.visit.site_id, made)]).get(made)
    return _page(Told(f"{text} {rolewords.effect(effect)}".strip()))


def _effects(found: Any) -> dict[UUID, Effect]:
    return effects.of_triggers(db.session, g.visit.site_id, found, now().date())


def _names() -> dict[UUID | None, str]:
    """Return what roles and skills are called, by their ids."""
    site_id = g.visit.site_id
    called = rolewords.named(db.session, site_id)
    found: dict[UUID | None, str] = {id: called[id] for id in called}
    return found | {each.id: each.name for each in skills.of_site(db.session, site_id)}


def _page(
    told: Told | None = None, *, open_: str = "", typed: Mapping[str, str] | None = None
) -> Response:
    site_id, closed = g.visit.site_id, CLOSED in request.values
    places.reads_at("admin_triggers.show", **({CLOSED: "1"} if closed else {}))
    every = roles.triggers(db.session, site_id)
    alive = [row for row in every if row.closed_at is None]
    shown, names, known = every if closed else alive, _names(), _effects(alive)
    items = [_item(row, names, known.get(row.id)) for row in reversed(shown)]
    deaf = _without_outlook(alive)
    for item, row in zip(items, reversed(shown), strict=True):
        item["deaf"] = row.kind == REDUNDANCY and row.role_id in deaf
    for item in items:
        if typed is not None and item["id"] == open_:
            item["form"] = dict(typed)
    return make_response(
        render_template(
            "admin/triggers.html",
            told=told,
            answer=_answer(alive, known),
            items=items,
            open=open_,
            new=dict(typed) if typed is not None and open_ == "new" else {},
            closed=closed,
            hidden=len(every) - len(alive),
            kinds=rolewords.KINDS,
            rules=rolewords.RULES,
            roles=[each.name for each in roles.titles(db.session, site_id)],
            skills=[each.name for each in skills.of_site(db.session, site_id)],
        )
    )


def _without_outlook(alive: Sequence[RoleTrigger]) -> set[UUID]:
    """Return the roles of these whose outlook no rule goes by: unsigned, or out of date."""
    today, ids = now().date(), {row.role_id for row in alive if row.role_id is not None}
    return {
        row.id
        for row in roles.of_ids(db.session, g.visit.site_id, ids)
        if row.outlook_signed_on is None or role_list.is_outdated(row, today)
    }


def _item(
    row: RoleTrigger, names: Mapping[UUID | None, str], effect: Effect | None
) -> dict[str, Any]:
    role, skill = names.get(row.role_id, ""), names.get(row.skill_id, "")
    return {
        "id": str(row.id),
        "kind": str(rolewords.KINDS[row.kind]),
        "about": role or _("every role that asks for %(skill)s", skill=skill),
        "day": wording.day(row.on) if row.on else _("at once"),
        "source": row.source,
        "note": row.note,
        "entered": wording.day(row.created_at),
        "closed": wording.day(row.closed_at) if row.closed_at else "",
        "effect": rolewords.effect(effect),
        "form": {
            "kind": row.kind,
            "role": role,
            "skill": skill,
            "on": row.on or "",
            "source": row.source,
            "note": row.note,
        },
    }


def _answer(alive: list[RoleTrigger], known: Mapping[UUID, Effect]) -> str:
    if not alive:
        return _("No trigger is open.")
    turned = sum(each.turned > 0 for each in known.values())
    if not turned:
        return ngettext(
            "%(num)d trigger is open; it changes nobody’s suggestion.",
            "%(num)d triggers are open; they change nobody’s suggestion.",
            len(alive),
        )
    return ngettext(
        "%(turned)d of %(num)d open trigger changes what people are suggested.",
        "%(turned)d of %(num)d open triggers change what people are suggested.",
        len(alive),
        turned=turned,
    )
