"""The instructor's page: this course's class in counts, and what comes next for its finishers."""

from __future__ import annotations

from flask import Blueprint, Response, g, make_response, render_template

from lti_plugin.edge import visits
from lti_plugin.extensions import db
from lti_plugin.pages import activity
from lti_plugin.services import classes, freshness

blueprint = Blueprint("instructor", __name__, url_prefix="/teach")


@blueprint.route("/", methods=["GET", "POST"])
@visits.require(*visits.TEACHING)
def course() -> Response:
    """Show the class of the course from which this visit came."""
    visit = g.visit
    here = activity.course_itself(db.session)
    found = classes.of_course(db.session, here) if here else None
    return make_response(
        render_template(
            "instructor/course.html",
            found=found,
            title=found.course.title if found else visit.context_title,
            freshness=freshness.of_site(db.session, visit.site_id),
        )
    )
