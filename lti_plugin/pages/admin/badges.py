"""The admin's page about badges: what is awarded for what, and where a new achievement begins."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, g, make_response, render_template, request
from flask_babel import gettext as _

from lti_plugin.edge import visits
from lti_plugin.errors import BadInput
from lti_plugin.extensions import db
from lti_plugin.pages import sheets, wording
from lti_plugin.pages.admin import badge, badge_forms, badge_words
from lti_plugin.pages.admin.badge_common import base_url, received
from lti_plugin.pages.admin.told import Told, refused
from lti_plugin.services import achievements, badge_pictures
from lti_plugin.services.achievements import Thing
from lti_plugin.store import achievements as rows
from lti_plugin.store import badge_register, courses, roles
from lti_plugin.store.achievements import COURSE, PATH, SKILL

blueprint = Blueprint("admin_badges", __name__, url_prefix="/admin/badges")


@blueprint.route("", methods=["GET", "POST"])
@visits.require("admin")
def show() -> Response:
    """Show the achievements with their numbers, and where a new one begins."""
    return _list()


@blueprint.post("/new")
@visits.require("admin")
def new() -> Response:
    """Show the form of a new achievement, with what can be said of it already."""
    try:
        thing = badge_forms.thing()
        return _designer(thing, badge_forms.begun(thing))
    except BadInput as error:
        return refused(_list, error)


@blueprint.post("/keep")
@received
@visits.require("admin")
def keep() -> Response:
    """Keep a new achievement, or show what it would look like."""
    try:
        thing = badge_forms.thing()
    except BadInput as error:
        return refused(_list, error)

    def again(told: Told | None = None, **more: Any) -> Response:
        return _designer(thing, badge_forms.typed(), told, **more)

    try:
        said, picture = badge_forms.said(), badge_forms.sent()
        if request.form.get("step") == badge_forms.PREVIEW:
            place = (db.session, base_url(), g.visit.site_id)
            row = achievements.described(*place, thing, said)
            png = (picture or badge_pictures.drawn(row)).png
            return again(preview=badge_words.shown(row, png))
        with visits.writing() as session:
            place = (session, base_url(), g.visit.site_id)
            made = achievements.create(*place, thing, said, visits.actor(), picture).id
    except BadInput as error:
        return refused(again, error)
    return badge.page(made, Told(_("It is kept as a draft. Activate it to have it awarded.")))


@blueprint.post("/csv")
@visits.require("admin")
def export() -> Response:
    """Give the achievements out as a table, with how many badges of each there are."""
    numbers = badge_register.numbers(db.session, g.visit.site_id)
    head = ("achievement", "about", "state", "issued", "revoked")
    told = [badge_words.line(each, numbers) for each in rows.of_site(db.session, g.visit.site_id)]
    lines = [[each["name"], *(each[name] for name in head[1:])] for each in told]
    return sheets.download("achievements.csv", head, lines)


def _list(told: Told | None = None) -> Response:
    site_id = g.visit.site_id
    found = list(rows.of_site(db.session, site_id))
    numbers = badge_register.numbers(db.session, site_id)
    return make_response(
        render_template(
            "admin/badges.html",
            told=told,
            answer=badge_words.answer(found, numbers),
            lines=[badge_words.line(each, numbers) for each in found],
            courses=[(each.id, each.title) for each in courses.of_site(db.session, site_id)],
            roles=[(each.id, each.name) for each in roles.titles(db.session, site_id)],
            kinds={"course": COURSE, "path": PATH, "skill": SKILL},
            levels={each: wording.level(each) for each in badge_forms.LEVELS},
        )
    )


def _designer(
    thing: Thing,
    form: Mapping[str, Any],
    told: Told | None = None,
    preview: Mapping[str, Any] | None = None,
) -> Response:
    name = badge_forms.name_of(thing)
    return make_response(
        render_template(
            "admin/badge_new.html",
            told=told,
            about=badge_words.about(thing),
            hidden={
                "kind": thing.kind,
                "thing": name if thing.kind == SKILL else thing.id,
                **({"level": f"{thing.level:g}"} if thing.level else {}),
            },
            form=form,
            preview=preview,
            languages=badge_words.languages(),
        )
    )
