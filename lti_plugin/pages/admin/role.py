"""The admin's page about one role: what it asks for now and later, and who stands for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from uuid import UUID

from flask import Blueprint, Response, g, make_response, render_template, request
from flask_babel import gettext as _

from lti_plugin.edge import visits
from lti_plugin.errors import BadInput, Conflict, FingerpostError
from lti_plugin.extensions import db
from lti_plugin.pages import places, sheets, waywords, wording
from lti_plugin.pages.admin import role_forms, rolewords, terms
from lti_plugin.pages.admin.told import Told, refused
from lti_plugin.pages.sheets import Cell
from lti_plugin.services import (
    changes,
    position,
    profiles,
    role_editing,
    role_list,
    role_profiles,
    role_removal,
    role_versions,
)
from lti_plugin.store import roles, skills
from lti_plugin.store.base import now
from lti_plugin.store.roles import Role
from recommender.skills.roles import ENDS

blueprint = Blueprint("admin_role", __name__, url_prefix="/admin/roles/<uuid:role_id>")
PROFILE, SIGNATURE, OUTLOOK = "profile", "signature", "outlook"


@blueprint.route("", methods=["GET", "POST"])
@visits.require("admin")
def show(role_id: UUID) -> Response:
    """Show a role."""
    return page(role_id)


@blueprint.post("/keep")
@visits.require("admin")
def keep(role_id: UUID) -> Response:
    """Keep what a role is and asks for, as the form has it."""

    def act() -> None:
        with visits.writing() as session:
            row = roles.get(session, g.visit.site_id, role_id)
            said = role_forms.said(role_editing.as_written(session, row), now().date())
            place = (session, g.visit.site_id, role_id)
            role_editing.change(*place, said, _seen(), visits.actor())

    return _done(role_id, PROFILE, act, _("The role is kept. A changed profile is a draft again."))


@blueprint.post("/sign")
@visits.require("admin")
def sign(role_id: UUID) -> Response:
    """Keep who stands for the profile."""

    def act() -> None:
        with visits.writing() as session:
            place = (session, g.visit.site_id, role_id)
            role_editing.sign(*place, request.form.get("by", ""), _seen(), visits.actor())

    return _done(role_id, SIGNATURE, act, _("The profile is signed."))


@blueprint.post("/outlook")
@visits.require("admin")
def expect(role_id: UUID) -> Response:
    """Keep what is expected of the role, and who stands for it."""

    def act() -> None:
        said, by = role_forms.expected(), request.form.get("by", "")
        with visits.writing() as session:
            place = (session, g.visit.site_id, role_id)
            role_editing.expect(*place, said, by, _seen(), visits.actor())

    return _done(role_id, OUTLOOK, act, _("The outlook is signed; it is good for half a year."))


@blueprint.post("/csv")
@visits.require("admin")
def export(role_id: UUID) -> Response:
    """Give the profile out as a table: each line with the day from which it holds."""
    row = roles.get(db.session, g.visit.site_id, role_id)
    head = ("role", "skill", "level", "importance", "valid_from")
    return sheets.download("role.csv", head, _cells(row))


def _cells(row: Role) -> Iterator[list[Cell]]:
    for each in role_editing.as_written(db.session, row).lines:
        since = each.since.isoformat() if each.since else None
        yield [row.name, each.skill, each.level, each.importance, since]


def _seen() -> str:
    return request.form.get("seen", "")


def _done(role_id: UUID, part: str, act: Callable[[], None], text: str) -> Response:
    """Do something and say so; what was typed stays where it could not be done."""
    try:
        act()
    except (BadInput, Conflict) as error:
        return _refused(role_id, part, error)
    return page(role_id, Told(text))


def _refused(role_id: UUID, part: str, error: FingerpostError) -> Response:
    return refused(lambda told: page(role_id, told, part, request.form), error)


def page(
    role_id: UUID,
    told: Told | None = None,
    part: str = "",
    typed: Mapping[str, str] | None = None,
) -> Response:
    """Return the page of a role; ``part`` is the form that holds what was ``typed``."""
    site_id, today = g.visit.site_id, now().date()
    g.page = "admin_role.show"
    places.reads_at("admin_role.show", role_id=role_id)
    row = roles.get(db.session, site_id, role_id)
    role = profiles.read(db.session, site_id, [row])[role_id]
    horizon = position.horizon_of(today)
    rows = role_profiles.side_by_side(role, today, horizon)
    written = role_editing.as_written(db.session, row)
    form = role_forms.typed() if part == PROFILE else role_forms.filled(written, today)
    return make_response(
        render_template(
            "admin/role.html",
            told=told,
            part=part,
            typed=typed or {},
            answer=_answer(row),
            row=row,
            place=rolewords.place(row),
            seen=role_versions.version(db.session, row),
            state=role_list.state(row),
            profile=rolewords.profile(row),
            rows=[rolewords.beside(each) for each in rows],
            summary=rolewords.summary(rows),
            horizon=wording.day(horizon),
            form=form,
            levels=role_forms.LEVELS,
            names=[each.name for each in skills.of_site(db.session, site_id)],
            outlook=waywords.outlook(row, role, today),
            expected=rolewords.outlook(row),
            signed=rolewords.signed(row, today),
            outlooks=rolewords.OUTLOOKS,
            ends=ENDS,
            triggers=[
                (str(rolewords.KINDS[each.kind]), each.on and wording.day(each.on), each.note)
                for each in role.triggers
            ],
            holders=len(role_list.holders(db.session, site_id).get(role_id, ())),
            takes=rolewords.goes_along(role_removal.takes(db.session, row)),
            changes=changes.about_role(db.session, site_id, row.name),
            terms=terms,
        )
    )


def _answer(row: Role) -> str:
    if row.reviewed_at is not None:
        return _("%(role)s is %(profile)s.", role=row.name, profile=rolewords.profile(row))
    if role_list.state(row) == role_list.UNCONFIRMED:
        return _("%(role)s is imported and unreviewed: read it, then sign it.", role=row.name)
    return _("%(role)s is a draft: nobody has signed it.", role=row.name)
