"""Deep linking: a teacher chooses what to place in the course, and Moodle places it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, current_app, g, make_response, render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy
from flask_babel import ngettext

from lti_plugin.edge import headers, visits
from lti_plugin.errors import BadRequest
from lti_plugin.extensions import db
from lti_plugin.lti import addresses
from lti_plugin.lti.deep_linking import ContentItem
from lti_plugin.services import paths, placements, placing
from lti_plugin.services.placements import COHORTS, PATH, RECOMMENDATIONS, SKILLS, Placement
from lti_plugin.store import sites

blueprint = Blueprint("placing", __name__, url_prefix="/teach")
MOST = 30
TITLES: Mapping[str, Any] = {
    RECOMMENDATIONS: lazy("Recommendations for me"),
    PATH: lazy("Path to the role %(role)s"),
    SKILLS: lazy("This course’s skills"),
    COHORTS: lazy("Recommended cohorts (teachers only)"),
}
TEXTS: Mapping[str, Any] = {
    RECOMMENDATIONS: lazy("Which courses to take next, and why."),
    PATH: lazy("The courses on the way to this role, and how far you are."),
    SKILLS: lazy("What this course teaches, and which courses take it further."),
    COHORTS: lazy("Who should take what next. Learners cannot open it."),
}


@blueprint.route("/place", methods=["GET", "POST"])
@visits.require(*visits.TEACHING, person=True)
def choose() -> Response:
    """Show what can be placed."""
    settings = placing.settings_of(g.visit.claims)
    if settings is None:
        raise BadRequest(_("Nothing can be placed from here."), hint=_("Begin in Moodle again."))
    return make_response(_page(settings.multiple))


@blueprint.post("/place/send")
@visits.require(*visits.TEACHING, person=True)
def send() -> Response:
    """Hand what was chosen over to Moodle, by way of the browser; or nothing, after "Cancel"."""
    visit = g.visit
    settings = placing.settings_of(visit.claims)
    chosen = [] if "cancel" in request.form else _chosen()
    if settings is not None and "cancel" not in request.form:
        problem = _problem(len(chosen), settings.multiple)
        if problem:
            return make_response(_page(settings.multiple, problem), 400)
    said = (
        ngettext(
            "%(num)d activity comes from Fingerpost.",
            "%(num)d activities come from Fingerpost.",
            len(chosen),
        )
        if chosen
        else _("Nothing was placed.")
    )
    with visits.writing() as session:
        address, token = placing.answer(
            session,
            current_app.extensions["vault"],
            sites.get(session, visit.site_id),
            visit.registration,
            visit.claims,
            chosen,
            visit.person_id,
            said,
        )
    headers.allow("form-action", addresses.origin(address) or "'none'")
    return make_response(render_template("lti/placed.html", address=address, token=token))


def _page(multiple: bool, problem: str = "") -> str:
    return render_template(
        "instructor/placing.html",
        kinds=[
            {"view": view, "title": TITLES[view], "text": TEXTS[view]}
            for view in placements.VIEWS
            if view != PATH
        ],
        path={"title": _("Path to a role"), "text": TEXTS[PATH]},
        roles=paths.roles(db.session, g.visit.site_id),
        multiple=multiple,
        problem=problem,
    )


def _problem(count: int, multiple: bool) -> str:
    """Return why so many things cannot be placed: what can be put right in the form itself."""
    if not count:
        return _("Choose at least one.")
    return _("Moodle takes one thing at a time here.") if count > 1 and not multiple else ""


def _chosen() -> list[ContentItem]:
    """Return the items that the form asks for, each once."""
    views = list(dict.fromkeys(request.form.getlist("view")))
    named = [each.strip() for each in request.form.getlist("role")]
    roles = list(dict.fromkeys(role for role in named if role))
    if any(view not in placements.VIEWS or view == PATH for view in views) or any(
        not placements.is_role(role) for role in roles
    ):
        raise BadRequest(_("This choice is not known here."))
    if len(views) + len(roles) > MOST:
        raise BadRequest(_("Choose fewer at once."))
    column = "column" in request.form
    return [_item(Placement(view)) for view in views] + [
        _item(Placement(PATH, role), column) for role in roles
    ]


def _item(placement: Placement, column: bool = False) -> ContentItem:
    title = str(TITLES[placement.view]) % {"role": placement.role}
    settings = current_app.config["FINGERPOST"]
    return placement.as_item(
        title,
        str(TEXTS[placement.view]),
        addresses.redirect_uri(settings),
        _("Path progress: %(role)s", role=placement.role) if column else "",
    )
