"""The people of the course, as Moodle lists them, and their progress on the path placed here."""

from __future__ import annotations

from flask import Blueprint, Response, g, make_response, render_template
from flask_babel import gettext as _

from lti_plugin.edge import visits
from lti_plugin.errors import BadRequest
from lti_plugin.extensions import db
from lti_plugin.lti.failures import ServiceFailed
from lti_plugin.pages import activity
from lti_plugin.pages.calling import calling, worded
from lti_plugin.services import classrooms
from lti_plugin.services.placements import PATH
from lti_plugin.store import resource_links
from lti_plugin.store.base import now

blueprint = Blueprint("people", __name__, url_prefix="/teach")


@blueprint.route("/people", methods=["GET", "POST"])
@visits.require(*visits.TEACHING)
def of_course() -> Response:
    """Show who is in the course of this launch."""
    return make_response(_page())


@blueprint.post("/people/column")
@visits.require(*visits.TEACHING)
def add_column() -> Response:
    """Give the path that was placed here its column in the gradebook."""
    link = activity.link(db.session)
    if link is None or link.view != PATH or link.line_items_url is None:
        raise BadRequest(_("This activity has no path, or Moodle lets it keep no grades."))
    label = _("Path progress: %(role)s", role=link.role)
    db.session.expunge(link)
    with visits.writing() as session:
        mine = resource_links.begin_column(session, link.id, now())
    if not mine:
        return make_response(_page(done=_("Somebody is adding it at this moment.")))
    address = None
    try:
        with calling() as caller:
            address = classrooms.add_column(caller, link, label)
    except ServiceFailed as error:
        return make_response(_page(problem=error))
    finally:
        with visits.writing() as session:
            resource_links.end_column(session, link.id, address)
    return make_response(_page(done=_("The gradebook has a column for this path now.")))


def _page(problem: ServiceFailed | None = None, done: str = "") -> str:
    """Ask Moodle for the people while no transaction is open, then put ours beside them."""
    link = activity.link(db.session)
    room = None
    if link is not None:
        db.session.expunge(link)
        if link.memberships_url is not None and problem is None:
            try:
                with calling() as caller:
                    members = classrooms.read(caller, link.memberships_url)
                room = classrooms.arrange(db.session, g.visit.site_id, members, link)
            except ServiceFailed as error:
                problem = error
    return render_template(
        "instructor/people.html",
        link=link,
        room=room,
        most=classrooms.MOST_SHOWN,
        title=g.visit.context_title,
        on_path=link is not None and link.view == PATH,
        problem=worded(problem) if problem else None,
        done=done,
    )
