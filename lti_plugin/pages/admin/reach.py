"""The admin's page about whom learning reaches, by group."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from flask import Blueprint, Response, g, make_response, render_template, request
from flask_babel import format_decimal, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy

from lti_plugin.edge import visits
from lti_plugin.errors import BadInput, BadRequest
from lti_plugin.extensions import db
from lti_plugin.pages import sheets, wording
from lti_plugin.pages.sheets import Cell
from lti_plugin.services import reach
from lti_plugin.services.reach import Reach, Reached
from lti_plugin.services.workforce import EVERYBODY, NONE, OTHERS
from lti_plugin.store.base import now
from recommender.skills.audit import LEAST

blueprint = Blueprint("reach", __name__, url_prefix="/admin/audit/reach")
BY: Mapping[str, Any] = {
    reach.DEPARTMENT: lazy("Department"),
    reach.ROLE: lazy("Role"),
    reach.LANGUAGE: lazy("Language"),
}
COUNTED = ("with_path", "recommended", "learning")


@blueprint.route("", methods=["GET", "POST"])
@visits.require("admin")
def show() -> Response:
    """Show who has a path, was recommended courses and finished any, by group."""
    found = _found()
    return make_response(
        render_template(
            "admin/reach.html",
            answer=_answer(found),
            by=found.by,
            every_by=BY,
            rows=[_row(each) for each in [*found.groups, *([found.whole] if found.whole else [])]],
            least=LEAST,
            shown_days=reach.SHOWN_WITHIN.days,
        )
    )


@blueprint.post("/csv")
@visits.require("admin")
def export() -> Response:
    """Give the table out as a file."""
    head = ("group", "people", *COUNTED, "hours", "hours_each", "unknown_length")
    return sheets.download("reach.csv", head, _rows(_found()))


def _rows(found: Reach) -> Iterator[list[Cell]]:
    for each in found.groups:
        counts = [getattr(each, name) for name in COUNTED]
        hours = [round(each.hours, 1), round(each.hours_each, 2)]
        yield [_name(each), each.people, *counts, *hours, each.no_length]


def _found() -> Reach:
    by = request.values.get("by", reach.DEPARTMENT)
    try:
        return reach.of_site(db.session, g.visit.site_id, by, now())
    except BadInput:
        raise BadRequest(_("This filter is not known here.")) from None


def _answer(found: Reach) -> str:
    whole = found.whole
    if whole is None:
        return _("Nobody is known here yet, so there is nobody to reach.")
    return ngettext(
        "%(path)s of %(num)d person has a path, and %(learning)s finished a course within a year.",
        "%(path)s of %(num)d people have a path, and %(learning)s finished a course within a year.",
        whole.people,
        path=wording.percent(100 * whole.with_path / whole.people),
        learning=wording.percent(100 * whole.learning / whole.people),
    )


def _row(each: Reached) -> dict[str, Any]:
    return {
        "name": _name(each),
        "whole": each.kind == EVERYBODY,
        "people": format_decimal(each.people),
        "shares": [_share(getattr(each, name), each.people) for name in COUNTED],
        "hours": format_decimal(each.hours_each, "0.#"),
        "unknown": each.no_length,
    }


def _share(count: int, people: int) -> dict[str, Any]:
    return {
        "text": wording.percent(100 * count / people),
        "percent": round(100 * count / people),
        "count": _("%(count)s of %(all)s", count=count, all=people),
    }


def _name(each: Reached) -> str:
    names = {NONE: _("not known"), OTHERS: _("Small groups together"), EVERYBODY: _("Everybody")}
    key = wording.language_name(each.key) if each.kind == reach.LANGUAGE else each.key
    return str(names.get(each.kind, key))
