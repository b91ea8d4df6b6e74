"""The admin's page on which something outside Moodle is put into the catalogue."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from flask import Blueprint, Response, g, make_response, render_template, request
from flask_babel import gettext as _

from lti_plugin.edge import visits
from lti_plugin.errors import BadInput
from lti_plugin.pages import wording
from lti_plugin.pages.admin import course, course_forms
from lti_plugin.pages.admin.told import Told, refused
from lti_plugin.services import assignments, naming, outside
from lti_plugin.services.editing import Wish

blueprint = Blueprint("outside", __name__, url_prefix="/admin/catalogue/new")
FIELDS = ("title", "summary", "mode", "duration_minutes", "cost", "language")


@blueprint.route("", methods=["GET", "POST"])
@visits.require("admin")
def show() -> Response:
    """Show the form."""
    return _page()


@blueprint.post("/add")
@visits.require("admin")
def add() -> Response:
    """Put it into the catalogue, and show it."""
    try:
        values = course_forms.values(dict.fromkeys(FIELDS, ""))
        with visits.writing() as session:
            taught: dict[UUID, Sequence[float | None]] = {}
            if request.form.get("skill", "").strip():
                skill = naming.skill(session, g.visit.site_id, request.form["skill"])
                taught[skill.id] = (course_forms.level("outcome"), course_forms.level("entry"))
            place = session, g.visit.site_id
            made = outside.add(*place, values, Wish(taught=taught), visits.actor()).id
    except BadInput as error:
        return refused(_page, error)
    return course.page(made, Told(_("It is in the catalogue. Say here what else it teaches.")))


def _page(told: Told | None = None) -> Response:
    return make_response(
        render_template(
            "admin/outside.html",
            told=told,
            modes=assignments.MODES,
            levels=wording.LEVELS,
            typed=request.form if told else {},
        )
    )
