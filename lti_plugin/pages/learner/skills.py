"""What the course teaches, for everybody in it."""

from __future__ import annotations

from flask import Blueprint, Response, g, make_response, render_template

from lti_plugin.edge import visits
from lti_plugin.extensions import db
from lti_plugin.pages import activity, wording
from lti_plugin.services import course_skills

blueprint = Blueprint("skills", __name__, url_prefix="/learn")


@blueprint.route("/course", methods=["GET", "POST"])
@visits.require(*visits.EVERYBODY)
def of_course() -> Response:
    """Show the skills of the course from which this visit came."""
    found = activity.course(db.session)
    taught = course_skills.of_course(db.session, found) if found else []
    return make_response(
        render_template(
            "learner/skills.html",
            found=found,
            title=g.visit.context_title or (found.title if found else ""),
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
