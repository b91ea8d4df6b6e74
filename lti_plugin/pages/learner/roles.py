"""The role explorer: the site's roles to look around in, and what each would ask of the reader."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, current_app, g, make_response, render_template, request
from flask_babel import gettext as _

from lti_plugin.edge import visits
from lti_plugin.errors import BadInput, BadRequest
from lti_plugin.extensions import db
from lti_plugin.pages import changewords, problems, waywords, wording
from lti_plugin.pages.learner import planning, rolewords, standings
from lti_plugin.services import explorer, plans, position, role_removal, strengths
from lti_plugin.services.explorer import Opened
from lti_plugin.services.plans import Planned
from lti_plugin.services.position import Position
from lti_plugin.store import aims, people, roles
from lti_plugin.store.base import now

blueprint = Blueprint("roles", __name__, url_prefix="/learn/roles")
LONGEST_SEARCH = 100


@blueprint.route("", methods=["GET", "POST"])
@visits.require(*visits.EVERYBODY, person=True)
def show() -> Response:
    """Show the roles by family, or those that were searched for."""
    site_id = g.visit.site_id
    at = _position()
    text = request.form.get("q", "")[:LONGEST_SEARCH].strip()
    family = request.form.get("family", "")
    all_roles = roles.of_site(db.session, site_id)
    found = explorer.browse(all_roles, text, family)
    return make_response(
        render_template(
            "learner/rolelist.html" if visits.is_fetch() else "learner/roles.html",
            answer=rolewords.found(sum(len(each.roles) for each in found), text, family),
            text=text,
            family=family,
            families=explorer.families(all_roles),
            found=found,
            narrowed=bool(text or family),
            own=at.role.name if at.role else None,
            aim=at.aim.name if at.aim else None,
            missed=role_removal.missed(db.session, at.person),
            openings=[
                {
                    "role": each.role,
                    "strengths": wording.joined(list(each.strengths)),
                    "share": wording.percent(100 * each.share),
                }
                for each in strengths.openings(db.session, at)
            ],
        )
    )


@blueprint.route("/<uuid:role_id>", methods=["GET", "POST"])
@visits.require(*visits.EVERYBODY, person=True)
def open_role(role_id: UUID) -> Response:
    """Show one role and how far the reader is from it."""
    return _role(role_id)


@blueprint.post("/<uuid:role_id>/aim")
@visits.require(*visits.EVERYBODY, person=True)
def aim(role_id: UUID) -> Response:
    """Keep this role as the one that somebody aims at."""
    site_id = g.visit.site_id
    row = roles.get(db.session, site_id, role_id)
    at = _position()
    if at.role is not None and at.role.name == row.name:
        raise BadRequest(
            _("“%(role)s” is the role that you have.", role=row.name),
            hint=_("Choose another one to aim at."),
        )
    with visits.writing() as session:
        aims.aim_at(session, site_id, g.visit.person_id, role_id)
    return _role(role_id, aimed=True)


def _position() -> Position:
    person = people.get(db.session, g.visit.site_id, g.visit.person_id)
    return position.of_person(db.session, g.visit.site_id, person, now().date())


def _role(role_id: UUID, aimed: bool = False) -> Response:
    person = people.get(db.session, g.visit.site_id, g.visit.person_id)
    opened = explorer.open_role(db.session, person, role_id, now().date())
    planned, problem = _way_there(opened)
    gap = opened.at.towards
    aim = aims.of_people(db.session, person.site_id, [person.id]).get(person.id)
    return make_response(
        render_template(
            "learner/onerole.html" if visits.is_fetch() else "learner/role.html",
            answer=rolewords.answer(opened),
            role=opened.row,
            opened=opened,
            aimed=aimed,
            is_aim=aim is not None and aim.role_id == role_id,
            assessed=wording.percent(100 * gap.assessed_share) if gap else None,
            from_own=_from_own(opened),
            rows=[
                standings.row(skill, each)
                | {"matters": rolewords.importance(each.required.importance)}
                for skill, each in opened.standings
            ],
            horizon=wording.day(opened.at.horizon),
            changes=changewords.changed(opened.changing),
            outlook=waywords.outlook(opened.row, opened.role, now().date()),
            reviewed=wording.day(opened.row.reviewed_at) if opened.row.reviewed_at else None,
            near=[
                {
                    "role": row,
                    "growing": each.growing,
                    "told": _(
                        "it covers %(share)s of that", share=wording.percent(100 * (1 - each.gap))
                    ),
                }
                for row, each in opened.near
            ],
            planned=planning.told(planned) if planned and planned.plan.steps else None,
            no_way=_no_way(planned, problem),
        )
    )


def _from_own(opened: Opened) -> dict[str, Any] | None:
    """Return how far the present role is from this one, while too little else is known."""
    known = opened.coverage is not None
    if known or opened.is_own or opened.from_own is None or opened.at.role is None:
        return None
    return {
        "role": opened.at.role.name,
        "share": wording.percent(100 * (1 - opened.from_own.gap)),
        "readiness": waywords.READINESS[opened.from_own.readiness],
    }


def _way_there(opened: Opened) -> tuple[Planned | None, str]:
    """Return the shortest path to all of it that courses here teach; else why there is none."""
    try:
        planned = plans.for_person(
            db.session,
            current_app.extensions["shelf"],
            g.visit.site_id,
            g.visit.person_id,
            g.visit.timezone,
            hours=plans.MOST_HOURS,
            towards=opened.row.name,
            with_curve=False,
        )
    except BadInput as error:
        return None, problems.worded(error.message)
    return planned, ""


def _no_way(planned: Planned | None, problem: str) -> str:
    if problem or (planned is not None and planned.plan.steps):
        return problem
    if planned is None:
        return _("It is not known what this role asks for, so no path leads there.")
    if planned.plan.unmet:
        return _("No course here leads further towards this role.")
    return _("Nothing is left to learn for it, as far as is known.")
