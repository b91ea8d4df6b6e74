"""The tray: what runs in the background for a site, on each of its admins' pages."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Flask, Response, g, make_response, render_template
from sqlalchemy.exc import OperationalError

from lti_plugin.edge import visits
from lti_plugin.extensions import db
from lti_plugin.lti.roles import ADMIN
from lti_plugin.pages import failurewords, wording
from lti_plugin.pages.admin import jobwords
from lti_plugin.services import work
from lti_plugin.store.jobs import FAILED, RUNNING

blueprint = Blueprint("tray", __name__, url_prefix="/admin")


def bind(app: Flask) -> None:
    """Give the templates of ``app`` what runs at the present visit's site."""
    app.jinja_env.globals["tray"] = entries


def entries() -> list[dict[str, Any]]:
    """Return what waits, runs, or has just ended.

    A page that tells of a broken database has a tray as well: an empty one.
    """
    visit = g.get("visit")
    if visit is None or visit.audience != ADMIN or visit.claims.get("placing"):
        return []
    try:
        found = work.under_way(db.session, visit.site_id)
    except OperationalError:
        return []
    return [_told(each) for each in found]


@blueprint.post("/tray")
@visits.require("admin")
def show() -> Response:
    """Give the tray alone, for the page's script."""
    return make_response(render_template("admin/tray.html"))


def _told(each: work.Work) -> dict[str, Any]:
    return {
        "kind": str(wording.KINDS.get(each.job.kind, each.job.kind)),
        "text": " ".join(part for part in (jobwords.headline(each), _todo(each)) if part),
        "running": each.job.status == RUNNING,
        "percent": None if each.share is None else round(100 * each.share),
        "wrong": each.job.status == FAILED or each.waiting,
    }


def _todo(each: work.Work) -> str:
    return jobwords.todo(each) if each.waiting else failurewords.told(each.job.error)
