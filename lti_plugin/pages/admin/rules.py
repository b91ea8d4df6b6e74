"""The admin's page about which courses are in the catalogue: rules for categories, tags, all."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from flask import Blueprint, Response, g, make_response, render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext

from lti_plugin.edge import visits
from lti_plugin.errors import BadInput
from lti_plugin.extensions import db
from lti_plugin.pages import sheets
from lti_plugin.pages.admin import course_forms, coursewords
from lti_plugin.pages.admin.told import Told, refused
from lti_plugin.services import catalogue_rules, directory, holdings, shelf_list
from lti_plugin.services.shelf_list import Wanted
from lti_plugin.store.base import now
from lti_plugin.store.picks import CATEGORY, TAG, CatalogueRule

blueprint = Blueprint("catalogue_rules", __name__, url_prefix="/admin/catalogue/rules")


@blueprint.route("", methods=["GET", "POST"])
@visits.require("admin")
def show() -> Response:
    """Show the rules, with a form to add one."""
    return _page()


@blueprint.post("/put")
@visits.require("admin")
def put() -> Response:
    """Keep a rule; it moves courses at once, and those that come later."""
    form = request.form
    kind = form.get("kind", "")
    value = {CATEGORY: form.get("category", ""), TAG: form.get("tag", "")}.get(kind, "")
    excluded = form.get("excluded") == "yes"
    try:
        with visits.writing() as session:
            place = session, g.visit.site_id
            _row, moved = catalogue_rules.put(
                *place, kind, value, excluded=excluded, actor=visits.actor()
            )
    except BadInput as error:
        return refused(_page, error)
    return _page(Told(_moved(moved)))


@blueprint.post("/remove")
@visits.require("admin")
def remove() -> Response:
    """Forget a rule."""
    with visits.writing() as session:
        rule_id = course_forms.an_id("rule")
        moved = catalogue_rules.remove(session, g.visit.site_id, rule_id, visits.actor())
    return _page(Told(_moved(moved)))


@blueprint.post("/csv")
@visits.require("admin")
def export() -> Response:
    """Give the rules that hold out as a table, with who made each and when."""
    rules = catalogue_rules.of_site(db.session, g.visit.site_id)
    found = list(rules.rows.values())
    names: dict[UUID | None, str] = dict(
        directory.names(db.session, g.visit.site_id, _people(found)).items()
    )
    lines = [
        [
            row.kind,
            rules.folders.label(row.value) if row.kind == CATEGORY else row.value,
            "left out" if row.excluded else "in",
            names.get(holdings.as_id(row.made_by), row.made_by),
            row.made_at.date().isoformat(),
        ]
        for row in found
    ]
    return sheets.download("rules.csv", ("about", "name", "courses", "by", "since"), lines)


def _people(rules: Iterable[CatalogueRule]) -> set[UUID]:
    """Return who made these rules, as far as they are people."""
    return {own for row in rules if (own := holdings.as_id(row.made_by)) is not None}


def _moved(courses: int) -> str:
    if not courses:
        return _("The rules have changed; no course came in or was left out by that.")
    return ngettext(
        "The rules have changed: %(num)d course came in or was left out.",
        "The rules have changed: %(num)d courses came in or were left out.",
        courses,
    )


def _page(told: Told | None = None) -> Response:
    site_id = g.visit.site_id
    rules = catalogue_rules.of_site(db.session, site_id)
    found = shelf_list.of_site(db.session, site_id, Wanted(), now())
    out = sum(line.state == shelf_list.OUT for line in found.lines)
    return make_response(
        render_template(
            "admin/rules.html",
            told=told,
            answer=ngettext(
                "%(num)d course of %(all)d is left out.",
                "%(num)d courses of %(all)d are left out.",
                out,
                all=found.total,
            ),
            rules=[(row.id, coursewords.rule(row, rules)) for row in rules.rows.values()],
            categories=found.choices.categories,
            tags=found.choices.tags[:200],
            typed=request.form if told and told.wrong else {},
        )
    )
