"""The admin's page about the talent pipeline: how many could fill each role, and how soon."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flask import Blueprint, Response, g, make_response, render_template
from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy
from flask_babel import ngettext

from lti_plugin.edge import visits
from lti_plugin.extensions import db
from lti_plugin.pages import sheets
from lti_plugin.pages.sheets import Cell
from lti_plugin.services import pipeline
from lti_plugin.services.pipeline import Flow
from lti_plugin.store.base import now
from recommender.skills.pipeline import (
    BUCKETS,
    LATER,
    LEAST_TOLD,
    NO_COURSE,
    READY,
    SIX,
    THREE,
    TWELVE,
    UNKNOWN,
)

blueprint = Blueprint("admin_pipeline", __name__, url_prefix="/admin/roles/pipeline")
HEADS = {
    READY: lazy("Ready now"),
    THREE: lazy("In 3 months"),
    SIX: lazy("In 6 months"),
    TWELVE: lazy("In 12 months"),
    LATER: lazy("Later"),
    NO_COURSE: lazy("Courses lack"),
    UNKNOWN: lazy("Not assessed"),
}


@blueprint.route("", methods=["GET", "POST"])
@visits.require("admin")
def show() -> Response:
    """Show every role that anybody aims at."""
    found = _found()
    return make_response(
        render_template(
            "admin/pipeline.html",
            answer=_answer(found),
            told=[each for each in found if each.people is not None],
            few=[each.role for each in found if each.people is None],
            heads=HEADS,
            least=LEAST_TOLD,
        )
    )


@blueprint.post("/csv")
@visits.require("admin")
def export() -> Response:
    """Give the counts out as a table."""
    head = ("role", "people", *(name.replace(" ", "_") for name in BUCKETS))
    return sheets.download("pipeline.csv", head, _rows(_found()))


def _rows(found: Sequence[Flow]) -> Iterator[list[Cell]]:
    for each in found:
        buckets = each.buckets or {}
        yield [each.role, each.people, *(buckets.get(name) for name in BUCKETS)]


def _found() -> Sequence[Flow]:
    return pipeline.of_site(db.session, g.visit.site_id, now().date())


def _answer(found: Sequence[Flow]) -> str:
    if not found:
        return _("Nobody aims at another role yet.")
    ready = sum(each.buckets[READY] for each in found if each.buckets)
    return ngettext(
        "%(num)d person is ready for the role that they aim at.",
        "%(num)d people are ready for the roles that they aim at.",
        ready,
    )
