"""What somebody can finish in the minutes that they have."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, g, make_response, render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext

from lti_plugin.edge import visits
from lti_plugin.errors import BadRequest
from lti_plugin.extensions import db
from lti_plugin.pages import activity
from lti_plugin.services import short
from lti_plugin.services.short import LONGEST, ShortCourses

blueprint = Blueprint("short", __name__, url_prefix="/learn/short")
USUAL = 20


@blueprint.route("", methods=["GET", "POST"])
@visits.require(*visits.EVERYBODY, person=True)
def show() -> Response:
    """Show the courses that fit."""
    here = activity.course(db.session)
    found = short.for_person(
        db.session,
        current_app.extensions["shelf"],
        g.visit.site_id,
        g.visit.person_id,
        _minutes(),
        here=here.id if here else None,
    )
    return make_response(
        render_template(
            "learner/short_list.html" if visits.is_fetch() else "learner/short.html",
            answer=_answer(found),
            found=found,
            most=round(LONGEST),
        )
    )


def _minutes() -> float:
    given = request.values.get("minutes", "").strip() or str(USUAL)
    if not given.isdecimal() or not 0 < int(given) <= LONGEST:
        raise BadRequest(
            _("Give your time as a number of minutes, at most %(most)d.", most=LONGEST)
        )
    return float(given)


def _answer(found: ShortCourses) -> str:
    minutes = round(found.minutes)
    if not found.courses:
        return ngettext(
            "Nothing that is known to fit into %(num)d minute is open to you.",
            "Nothing that is known to fit into %(num)d minutes is open to you.",
            minutes,
        )
    return ngettext("This fits into %(num)d minute.", "This fits into %(num)d minutes.", minutes)
