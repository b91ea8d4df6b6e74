"""What the course teaches, for everybody in it."""

from __future__ import annotations

from flask import Blueprint, Response, g, make_response, render_template

from lti_plugin.extensions import db
from lti_plugin.pages import visits, wording
from lti_plugin.services import course_skills, whereabouts

blueprint = Blueprint("skills", __name__, url_prefix="/learn")


@blueprint.route("/course", methods=["GET", "POST"])
@visits.require(*visits.EVERYBODY)
def of_course() -> Response:
    """Show the skills of the course from which this visit came."""
    visit = g.visit
    found = whereabouts.course_of(db.session, visit.site_id, visit.context_id, visit.custom)
    taught = course_skills.of_course(db.session, found) if found else []
    return make_response(
        render_template(
            "learner/skills.html",
            found=found,
            title=visit.context_title or (found.title if found else ""),
            taught=[
                {
                    "name": each.name,
                    "entry": wording.level(each.entry),
                    "outcome": wording.level(each.outcome),
                    "further": each.further,
                }
                for each in taught
            ],
        )
    )
