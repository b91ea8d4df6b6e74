"""The admin's page about one achievement: its texts, its steps, and the badges of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, current_app, g, make_response, render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from lti_plugin.edge import visits
from lti_plugin.edge.tables import OfRequest
from lti_plugin.errors import BadInput, BadRequest
from lti_plugin.extensions import db
from lti_plugin.pages import awardwords, badge_column
from lti_plugin.pages.admin import badge_forms, badge_words
from lti_plugin.pages.admin.badge_common import base_url, received
from lti_plugin.pages.admin.told import Told, refused
from lti_plugin.services import (
    achievements,
    award_file,
    awarding,
    badge_columns,
    badge_pictures,
    revoking,
)
from lti_plugin.services.awarding import Order
from lti_plugin.services.earning import Counted
from lti_plugin.services.issuing import BY_FILE
from lti_plugin.store import achievements as rows
from lti_plugin.store import badge_register
from lti_plugin.store.achievements import Achievement

blueprint = Blueprint("admin_badge", __name__, url_prefix="/admin/badges")
MOST = 200
LONGEST_SEARCH = 100


@blueprint.route("/<uuid:achievement_id>", methods=["GET", "POST"])
@visits.require("admin")
def one(achievement_id: UUID) -> Response:
    """Show one achievement, with its badges."""
    return page(achievement_id)


@blueprint.post("/<uuid:achievement_id>/change")
@received
@visits.require("admin")
def change(achievement_id: UUID) -> Response:
    """Change what is said of an achievement, or show what it would look like."""

    def again(told: Told | None = None, **more: Any) -> Response:
        return page(achievement_id, told, typed=badge_forms.typed(), **more)

    try:
        said, picture = badge_forms.said(), badge_forms.sent()
        place: tuple[Session, str, UUID] = (db.session, base_url(), g.visit.site_id)
        if request.form.get("step") == badge_forms.PREVIEW:
            kept = rows.get(db.session, g.visit.site_id, achievement_id)
            thing = achievements.thing_of(kept)
            row = achievements.described(*place, thing, said)
            png = picture.png if picture else _present_png(kept, row)
            return again(preview=badge_words.shown(row, png))
        with visits.writing() as session:
            place = (session, base_url(), g.visit.site_id)
            draw = badge_forms.wants_drawing()
            by = visits.actor()
            achievements.change(*place, achievement_id, said, by, picture, draw=draw)
    except BadInput as error:
        return refused(again, error)
    return page(achievement_id, Told(_("The changes are kept; badges of it follow in a moment.")))


@blueprint.post("/<uuid:achievement_id>/count")
@visits.require("admin")
def count(achievement_id: UUID) -> Response:
    """Tell how many have earned it already: what activating and awarding for the past come to."""
    row = rows.get(db.session, g.visit.site_id, achievement_id)
    return page(achievement_id, counted=achievements.earned_already(db.session, row))


@blueprint.post("/<uuid:achievement_id>/activate")
@visits.require("admin")
def activate(achievement_id: UUID) -> Response:
    """Award it from now on."""
    done = _("It is awarded from now on.")
    return _step(achievements.activate, achievement_id, done)


@blueprint.post("/<uuid:achievement_id>/backfill")
@visits.require("admin")
def backfill(achievement_id: UUID) -> Response:
    """Award it to whoever earned it before."""
    done = _("It is being awarded for the past; the overview tells how far that is.")
    return _step(achievements.backfill, achievement_id, done)


@blueprint.post("/<uuid:achievement_id>/renew")
@visits.require("admin")
def renew(achievement_id: UUID) -> Response:
    """Begin a new version."""
    done = _("A new version begins now; badges of earlier ones stay.")
    return _step(achievements.renew, achievement_id, done)


@blueprint.post("/<uuid:achievement_id>/retire")
@visits.require("admin")
def retire(achievement_id: UUID) -> Response:
    """Award it no more."""
    return _step(achievements.retire, achievement_id, _("It is awarded no more; its badges stay."))


@blueprint.post("/<uuid:achievement_id>/revoke")
@visits.require("admin")
def revoke(achievement_id: UUID) -> Response:
    """Revoke the badges that were ticked."""
    try:
        chosen = {UUID(each) for each in request.form.getlist("badge")}
    except ValueError:
        raise BadRequest(_("This button is not known here.")) from None
    if not chosen:
        nothing = BadInput(_("Tick the badges to be revoked."))
        return refused(lambda told: page(achievement_id, told), nothing)
    try:
        with visits.writing() as session:
            row = rows.get(session, g.visit.site_id, achievement_id)
            own = badge_register.among(session, row, chosen)
            reason, by = request.form.get("reason", ""), visits.actor()
            number = revoking.revoke(session, g.visit.site_id, own, reason, by)
    except BadInput as error:
        return refused(lambda told: page(achievement_id, told), error)
    text = ngettext(
        "%(num)d badge is revoked; whoever checks it reads the reason.",
        "%(num)d badges are revoked; whoever checks them reads the reason.",
        number,
    )
    return page(achievement_id, Told(text))


@blueprint.post("/<uuid:achievement_id>/column")
@visits.require("admin")
def column(achievement_id: UUID) -> Response:
    """Give it a column in the gradebook of its course, or send nothing more there."""
    row = rows.get(db.session, g.visit.site_id, achievement_id)
    try:
        done = badge_column.switch(achievement_id, badge_columns.way(db.session, row))
    except BadInput as error:
        return refused(lambda told: page(achievement_id, told), error)
    problem = done.problem
    told = Told(badge_column.told(problem), wrong=True) if problem else Told(done.done)
    return page(achievement_id, told)


@blueprint.post("/<uuid:achievement_id>/award")
@visits.require("admin")
def award(achievement_id: UUID) -> Response:
    """Tell what comes of each row of a list of people, and with the second button award it."""
    people, reason = _people(), request.form.get("reason", "")
    given = {"people": people, "reason": reason}

    def again(told: Told | None = None, **more: Any) -> Response:
        return page(achievement_id, told, given=given, **more)

    by = visits.actor()
    try:
        row = rows.get(db.session, g.visit.site_id, achievement_id)
        found = award_file.read(db.session, row, people.encode(), by)
        if request.form.get("step") != "award":
            return again(lines=[badge_words.row(each) for each in found])
        order = Order(achievement_id, award_file.to_award(found), BY_FILE, by, reason)
        vault = current_app.extensions["vault"]
        done = awarding.award(OfRequest(), vault, base_url(), g.visit.site_id, order)
    except BadInput as error:
        return refused(again, error)
    return page(achievement_id, Told(awardwords.awarded(done)))


def _people() -> str:
    """Return the list as it was typed, or the file; ids alone, one a line, get their head.

    Raises
    ------
    BadInput
        When the file is no text.
    """
    files = [each for each in request.files.getlist("file") if each.filename]
    if files:
        text = files[0].stream.read(award_file.LARGEST + 1).decode("utf-8-sig", "replace")
    else:
        text = request.form.get("people", "")
    if award_file.PERSON not in text.partition("\n")[0].lower():
        text = f"{award_file.PERSON}\n{text}"
    return text


def _step(do: Callable[..., object], achievement_id: UUID, done: str) -> Response:
    try:
        with visits.writing() as session:
            do(session, g.visit.site_id, achievement_id, visits.actor())
    except BadInput as error:
        return refused(lambda told: page(achievement_id, told), error)
    return page(achievement_id, Told(done))


def page(
    achievement_id: UUID,
    told: Told | None = None,
    *,
    typed: Mapping[str, Any] | None = None,
    preview: Mapping[str, Any] | None = None,
    counted: Counted | None = None,
    lines: list[dict[str, Any]] | None = None,
    given: Mapping[str, str] | None = None,
) -> Response:
    """Return the page, with what was just done, typed or asked for."""
    row = rows.get(db.session, g.visit.site_id, achievement_id)
    named = request.form.get("q", "").strip()[:LONGEST_SEARCH]
    shown, drawn = badge_words.of_kept(row)
    found = badge_register.entries(db.session, row, MOST, named)
    numbers = badge_register.numbers(db.session, g.visit.site_id)
    return make_response(
        render_template(
            "admin/badge.html",
            told=told,
            row=row,
            line=badge_words.line(row, numbers),
            facts=badge_words.facts(row),
            grades=badge_column.shown(db.session, row),
            shown=shown,
            form=typed or badge_forms.filled(row, drawn=drawn),
            drawn=drawn,
            typing=typed is not None,
            preview=preview,
            earned=badge_words.earned(counted) if counted else None,
            counted=counted,
            badges=[badge_words.entry(each) for each in found],
            named=named,
            most=MOST,
            lines=lines,
            gets=sum(each["gets"] for each in lines or ()),
            given=given or {"people": "", "reason": ""},
            languages=badge_words.languages(),
        )
    )


def _present_png(kept: Achievement, row: Achievement) -> bytes:
    """Return the picture that a change would leave: drawn anew, or the one that was sent."""
    present = rows.picture_of(db.session, kept)
    if present is None or present.drawn or badge_forms.wants_drawing():
        return badge_pictures.drawn(row).png
    return present.png
