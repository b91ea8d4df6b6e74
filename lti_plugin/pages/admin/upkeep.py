"""The admin's page about the catalogue: courses tied to nothing, and courses out of date."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, g, make_response, render_template
from flask_babel import gettext as _
from flask_babel import ngettext

from lti_plugin.edge import visits
from lti_plugin.extensions import db
from lti_plugin.pages import sheets, wording
from lti_plugin.pages.sheets import Cell
from lti_plugin.services import site_settings, upkeep
from lti_plugin.services.upkeep import CHANGED, NO_SKILL, REVIEW, SETTINGS, Stale, Untied
from lti_plugin.store import listing, sites
from lti_plugin.store.base import now

blueprint = Blueprint("upkeep", __name__, url_prefix="/admin/catalogue/upkeep")
MOST = 100


@blueprint.route("", methods=["GET", "POST"])
@visits.require("admin")
def show() -> Response:
    """Show both lists."""
    site_id = g.visit.site_id
    loose, old = upkeep.untied(db.session, site_id), upkeep.stale(db.session, site_id, now())
    any_course = listing.any_listed(db.session, site_id)
    return make_response(
        render_template(
            "admin/upkeep.html",
            answer=_answer(any_course, len(loose), sum(not each.weak for each in old)),
            any_course=any_course,
            untied=[_untied(each) for each in loose[:MOST]],
            untied_in_all=len(loose),
            stale=[_stale(each) for each in old[:MOST]],
            stale_in_all=len(old),
            limit=site_settings.reviewed_for(sites.get(db.session, site_id)).days,
        )
    )


@blueprint.post("/csv")
@visits.require("admin")
def export() -> Response:
    """Give both lists out as one table."""
    site_id = g.visit.site_id
    loose, old = upkeep.untied(db.session, site_id), upkeep.stale(db.session, site_id, now())
    rows: list[list[Cell]] = [
        [each.course.title, "untied", each.why, "; ".join(each.skills), None] for each in loose
    ]
    for each in old:
        kind = "stale, weak sign" if each.weak else "stale"
        rows.append([each.course.title, kind, "; ".join(each.why), "", each.days])
    return sheets.download(
        "catalogue-upkeep.csv", ("course", "list", "why", "skills", "days"), rows
    )


def _answer(any_course: bool, loose: int, old: int) -> str:
    if not any_course:
        return _("The course catalogue has not been read yet.")
    if loose and old:
        return _(
            "Tied to nothing: %(loose)d. Out of date: %(old)d.",
            loose=loose,
            old=old,
        )
    if loose:
        return ngettext(
            "%(num)d course is tied to no role and no objective.",
            "%(num)d courses are tied to no role and no objective.",
            loose,
        )
    if old:
        return ngettext("%(num)d course is out of date.", "%(num)d courses are out of date.", old)
    return _("Every course serves a role or an objective, and none is known to be out of date.")


def _untied(each: Untied) -> dict[str, Any]:
    why = _("No skill is known that it teaches.")
    if each.why != NO_SKILL:
        names = wording.joined(list(each.skills))
        why = _("No role and no objective asks for what it teaches: %(skills)s.", skills=names)
    return {"title": each.course.title, "url": each.course.url, "why": why}


def _stale(each: Stale) -> dict[str, Any]:
    course = each.course
    days = ngettext("%(num)d day", "%(num)d days", each.days)
    texts = {
        REVIEW: _("Its last review is %(days)s old.", days=days),
        CHANGED: _("What it teaches has changed since its review."),
        SETTINGS: _("Never reviewed; its settings were last changed %(days)s ago.", days=days),
    }
    return {
        "title": course.title,
        "url": course.url,
        "why": [texts[why] for why in each.why],
        "reviewed": wording.day(course.reviewed_at) if course.reviewed_at else _("never"),
        "weak": each.weak,
    }
