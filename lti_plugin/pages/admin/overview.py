"""The admin's first page: how the site is connected, what is there, what runs."""

from __future__ import annotations

from flask import Blueprint, Response, g, make_response, render_template, request
from flask_babel import gettext as _

from lti_plugin.edge import senders, visits
from lti_plugin.errors import BadRequest, NotAllowed
from lti_plugin.extensions import db
from lti_plugin.pages import entrance
from lti_plugin.services import admission, overview
from lti_plugin.store import jobs

blueprint = Blueprint("admin", __name__, url_prefix="/admin")
KINDS = ("sync", "train")


@blueprint.route("/", methods=["GET", "POST"], endpoint="overview")
@visits.require("admin")
def show() -> Response:
    """Show the state of the site."""
    return make_response(_page())


def _page(template: str = "admin/overview.html") -> str:
    return render_template(template, site=overview.of_site(db.session, g.visit.site_id))


@blueprint.post("/jobs")
@visits.require("admin")
def start() -> Response:
    """Start a synchronisation or a training, unless one is waiting or running."""
    kind = request.form.get("kind", "")
    if kind not in KINDS:
        raise BadRequest(_("This button is not known here."))
    with visits.writing() as session:
        jobs.enqueue(session, g.visit.site_id, kind)
    return make_response(_page("admin/state.html" if visits.is_fetch() else "admin/overview.html"))


@blueprint.post("/state")
@visits.require("admin")
def state() -> Response:
    """Give the part of the page that changes while a job runs."""
    return make_response(_page("admin/state.html"))


@blueprint.get("/enter")
def enter() -> str:
    """Receive the holder of a one-time link; its secret stays behind the # until it is posted."""
    return render_template("admin/enter.html")


@blueprint.post("/enter")
def admit() -> Response:
    """Use a one-time link up and open the admin pages; another site may not do it for anybody."""
    if senders.elsewhere():
        raise NotAllowed(_("Open the link itself; another page cannot use it for you."))
    with visits.writing() as session:
        site_id = admission.admit(session, request.form.get("secret", "").strip())
        return entrance.begin_admin(session, site_id)
