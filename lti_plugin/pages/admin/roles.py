"""The admin's list of roles: found by word, state, outlook and holders; a new one begins here."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from flask import Blueprint, Response, g, make_response, render_template, request
from flask_babel import gettext as _

from lti_plugin.edge import visits
from lti_plugin.errors import BadInput, BadRequest, Conflict
from lti_plugin.extensions import db
from lti_plugin.pages import places, sheets, wording
from lti_plugin.pages.admin import role, rolewords
from lti_plugin.pages.admin.scenario import read_id
from lti_plugin.pages.admin.told import Told, refused
from lti_plugin.pages.sheets import Cell
from lti_plugin.services import role_editing, role_list, role_removal
from lti_plugin.services.role_editing import Said
from lti_plugin.services.role_list import Listed, Wanted
from lti_plugin.store import roles, taxonomies
from lti_plugin.store.base import now
from recommender.skills.roles import OUTLOOKS

blueprint = Blueprint("admin_roles", __name__, url_prefix="/admin/roles")
LONGEST_SEARCH = 100
MOST = 100
FILTERS = ("q", "state", "outlook", "holders", "family")


@blueprint.route("", methods=["GET", "POST"])
@visits.require("admin")
def show() -> Response:
    """Show the roles; filters stand in the address, so that a view can be kept."""
    return _page()


@blueprint.post("/csv")
@visits.require("admin")
def export() -> Response:
    """Give the roles out as a table, with the same filters."""
    head = ("role", "family", "step", "leader", "holders", "skills", "profile", "signed_by")
    more = ("outlook", "ends_on", "planned_share", "source", "outlook_signed_by")
    last = ("outlook_signed_on", "outdated")
    found = role_list.narrowed(_every(), _wanted())
    return sheets.download("roles.csv", (*head, *more, *last), map(_cells, found))


@blueprint.post("/add")
@visits.require("admin")
def add() -> Response:
    """Begin a role with its name; its page opens, to write the rest."""
    try:
        with visits.writing() as session:
            said = Said(request.form.get("name", ""), request.form.get("family", ""))
            made = role_editing.add(session, g.visit.site_id, said, visits.actor()).id
    except BadInput as error:
        return refused(_page, error)
    return role.page(made, Told(_("It is kept as a draft. Write what it asks for.")))


@blueprint.post("/<uuid:role_id>/remove")
@visits.require("admin")
def remove(role_id: UUID) -> Response:
    """Take a role away, as it was read; its page asks first, and the list can bring it back."""
    seen = request.form.get("seen", "")
    try:
        with visits.writing() as session:
            place = (session, g.visit.site_id, role_id)
            name = role_removal.remove(*place, seen, visits.actor()).name
    except Conflict as error:
        return refused(lambda told: role.page(role_id, told, "removal"), error)
    return _page(Told(_("“%(name)s” is removed.", name=name)), undo=role_id)


@blueprint.post("/restore")
@visits.require("admin")
def restore() -> Response:
    """Bring a role back as it was, and show it."""
    role_id = read_id("role")
    with visits.writing() as session:
        role_removal.restore(session, g.visit.site_id, role_id, visits.actor())
    return role.page(role_id, Told(_("The role is back, with all that was about it.")))


def _every() -> list[Listed]:
    return role_list.of_site(db.session, g.visit.site_id, now().date())


def _wanted() -> Wanted:
    given = {name: request.values.get(name, "") for name in FILTERS}
    outlooks = {"", *OUTLOOKS, role_list.UNSIGNED, role_list.OUTDATED}
    if (
        given["state"] not in {"", *role_list.STATES}
        or given["outlook"] not in outlooks
        or given["holders"] not in {"", *rolewords.HOLDERS}
    ):
        raise BadRequest(_("This filter is not known here."))
    return Wanted(given.pop("q")[:LONGEST_SEARCH], **given)


def _page(told: Told | None = None, undo: UUID | None = None) -> Response:
    wanted, every = _wanted(), _every()
    kept = {name: text for name in FILTERS if (text := getattr(wanted, name))}
    places.reads_at("admin_roles.show", **kept)
    found = role_list.narrowed(every, wanted)
    shown = found if "all" in request.values else found[:MOST]
    drafts = sum(each.role.reviewed_at is None for each in every)
    stale = sum(each.role.outlook_signed_on is None or each.outdated for each in every)
    return make_response(
        render_template(
            "admin/roles.html",
            told=told,
            undo=undo,
            removed=[
                {"id": row.id, "name": row.name, "day": wording.day(row.removed_at)}
                for row in roles.removed(db.session, g.visit.site_id)
                if row.removed_at is not None
            ],
            answer=rolewords.found(len(found), len(every), drafts, stale),
            wanted=wanted,
            lines=[rolewords.line(each) for each in shown],
            number=len(found),
            every=len(every),
            families=sorted({each.role.family for each in every if each.role.family}),
            states=rolewords.STATES,
            outlooks={**rolewords.OUTLOOKS, **rolewords.MORE_OUTLOOKS},
            holders=rolewords.HOLDERS,
            loaded=[row.name for row in taxonomies.of_site(db.session, g.visit.site_id)],
        )
    )


def _cells(each: Listed) -> list[Cell]:
    row = each.role
    return [
        *(row.name, row.family, row.step, int(row.leader), each.holders, each.skills),
        *(each.state, row.reviewed_by, row.outlook, _day(row.ends_on)),
        *(row.planned_share, row.outlook_source, row.outlook_signed_by),
        *(_day(row.outlook_signed_on), int(each.outdated)),
    ]


def _day(value: date | None) -> str | None:
    return value.isoformat() if value else None
