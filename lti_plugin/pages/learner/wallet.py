"""A person's own badges: to keep, to show, to take along, to renew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import segno
from flask import Blueprint, Response, current_app, g, make_response, render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext

from lti_plugin.edge import visits
from lti_plugin.errors import BadInput, BadRequest
from lti_plugin.extensions import db
from lti_plugin.pages import badge_files, badgewords, downloads, problems
from lti_plugin.services import backpack, badge_views, issuers, wallet, wallet_offers
from lti_plugin.services.badge_forms import JSON, JWT, PDF, PNG, SVG
from lti_plugin.services.badge_views import Shown
from lti_plugin.services.wallet import NOBODY, Openness
from lti_plugin.store import achievements, courses
from lti_plugin.store import backpack as codes
from lti_plugin.store.achievements import COURSE, PATH, Achievement
from lti_plugin.store.courses import Course

blueprint = Blueprint("wallet", __name__, url_prefix="/learn/badges")
MOST_TO_EARN = 12


@blueprint.route("", methods=["GET", "POST"])
@visits.require(*visits.EVERYBODY, person=True)
def show() -> Response:
    """Show one's badges."""
    return _page()


@blueprint.route("/<uuid:badge_id>/<any(json, jwt, png, svg, pdf):form>", methods=["GET", "POST"])
@visits.require(*visits.EVERYBODY, person=True)
def file(badge_id: UUID, form: str) -> Response:
    """Give its holder a badge as a file, whether or not others may see it."""
    return downloads.attachment(badge_files.made(_own(badge_id), form))


@blueprint.post("/show")
@visits.require(*visits.EVERYBODY, person=True)
def publish() -> Response:
    """Let everybody with its address see a badge."""
    openness = Openness(
        published=True, named="named" in request.form, listed="listed" in request.form
    )
    shown = _open_to(openness)
    return _page(
        done=_("“%(badge)s” is public now.", badge=shown.achievement.name), opened=shown.badge.id
    )


@blueprint.post("/hide")
@visits.require(*visits.EVERYBODY, person=True)
def unpublish() -> Response:
    """Let nobody but its holder see it any more."""
    shown = _open_to(NOBODY)
    return _page(
        done=_("“%(badge)s” is private again.", badge=shown.achievement.name), opened=shown.badge.id
    )


@blueprint.post("/offer")
@visits.require(*visits.EVERYBODY, person=True)
def offer() -> Response:
    """Show a code by which a wallet app fetches a badge, once; only this answer shows it."""
    badge_id = _id(request.form.get("badge", ""))
    base_url = current_app.config["FINGERPOST"].base_url
    try:
        with visits.writing() as session:
            secret = wallet_offers.offer(session, g.visit.site_id, g.visit.person_id, badge_id)
    except BadInput as error:
        return problems.on_page(_page, error)
    address = wallet_offers.address(base_url, secret)
    drawn = segno.make(address, error="m", micro=False).svg_data_uri(
        scale=6, border=4, light="#fff"
    )
    app = wallet_offers.app_link(base_url, secret)
    return _page(opened=badge_id, handed={"code": drawn, "address": address, "app": app})


@blueprint.post("/code")
@visits.require(*visits.EVERYBODY, person=True)
def code() -> Response:
    """Make an app code for Moodle; only this answer shows it."""
    try:
        with visits.writing() as session:
            secret = backpack.make_code(session, g.visit.site_id, g.visit.person_id)
    except BadInput as error:
        return problems.on_page(_page, error)
    return _page(secret=secret)


@blueprint.post("/code/remove")
@visits.require(*visits.EVERYBODY, person=True)
def remove_code() -> Response:
    """Take an app code back."""
    code_id = _id(request.form.get("code", ""))
    with visits.writing() as session:
        backpack.take_back(session, g.visit.site_id, g.visit.person_id, code_id)
    return _page(done=_("The app code opens nothing any more."))


def _open_to(openness: Openness) -> Shown:
    badge_id = _id(request.form.get("badge", ""))
    with visits.writing() as session:
        wallet.open_to(session, g.visit.site_id, g.visit.person_id, badge_id, openness)
    return _own(badge_id)


def _own(badge_id: UUID) -> Shown:
    return badge_views.own(db.session, g.visit.site_id, g.visit.person_id, badge_id)


def _id(given: str) -> UUID:
    try:
        return UUID(given)
    except ValueError:
        raise BadRequest(_("This button is not known here.")) from None


def _page(
    *,
    done: str = "",
    wrong: str = "",
    secret: str = "",
    opened: UUID | None = None,
    handed: Mapping[str, str] | None = None,
) -> Response:
    site_id, person_id = g.visit.site_id, g.visit.person_id
    found = badge_views.all_own(db.session, site_id, person_id)
    base_url = current_app.config["FINGERPOST"].base_url
    listed = achievements.active(db.session, site_id)
    known = _courses([*(each.achievement for each in found), *listed])
    titles = {each.id: (each.title, each.url) for each in known}
    open_ = {each.id for each in known if each.visible and each.gone_at is None}
    to_earn = _to_earn(found, listed, open_)
    return make_response(
        render_template(
            "learner/wallet.html",
            answer=_answer(found),
            badges=[_told(each, base_url, titles) for each in found],
            opened=opened,
            handed=handed,
            to_earn=[
                {"achievement": each, "how": _how(each, titles)} for each in to_earn[:MOST_TO_EARN]
            ],
            codes=[
                {"id": each.id, "on": badgewords.day(each.created_at)}
                for each in codes.codes_of(db.session, site_id, person_id)
            ],
            backpack=base_url,
            done=done,
            wrong=wrong,
            secret=secret,
        )
    )


def _told(
    shown: Shown, base_url: str, titles: dict[UUID, tuple[str, str | None]]
) -> dict[str, Any]:
    expired = shown.expired and not shown.revoked
    return {
        "shown": shown,
        "id": shown.badge.id,
        "dates": badgewords.dates(shown),
        "state": _state(shown),
        "revoked": badgewords.revoked(shown.badge),
        "renewal": _renewal(shown.achievement, titles) if expired else "",
        "course": titles.get(shown.achievement.course_id or shown.badge.id, ("", None))[1],
        "address": issuers.address_of_badge(base_url, shown.badge.id),
        "linkedin": wallet.linkedin(base_url, shown),
        "forms": [JSON, JWT, *([PNG, SVG] if shown.pictured else []), PDF],
    }


def _state(shown: Shown) -> str:
    if shown.revoked:
        return _("revoked")
    if shown.expired:
        return _("expired")
    return _("public") if shown.holder.published else _("private")


def _to_earn(
    found: Sequence[Shown], listed: Sequence[Achievement], open_: set[UUID]
) -> list[Achievement]:
    """Return what the site awards and this person has no badge of, in courses that they can see."""
    held = {each.achievement.id for each in found}
    return [
        each
        for each in listed
        if each.id not in held and (each.kind != COURSE or each.course_id in open_)
    ]


def _courses(found: Sequence[Achievement]) -> Sequence[Course]:
    ids = {each.course_id for each in found if each.course_id is not None}
    return courses.by_ids(db.session, g.visit.site_id, ids)


def _how(achievement: Achievement, titles: dict[UUID, tuple[str, str | None]]) -> str:
    if achievement.kind == COURSE and achievement.course_id in titles:
        return _("Finish the course “%(course)s”.", course=titles[achievement.course_id][0])
    if achievement.kind == PATH:
        return _("Finish the path that it is of.")
    return _("Show the skill that it is of, at the level that it asks for.")


def _renewal(achievement: Achievement, titles: dict[UUID, tuple[str, str | None]]) -> str:
    if achievement.kind == COURSE:
        return " ".join([_("To renew it, do it once more:"), _how(achievement, titles)])
    return _("Your L&D team can renew it.")


def _answer(found: Sequence[Shown]) -> str:
    if not found:
        return _("You have no badges yet.")
    public = sum(each.holder.published for each in found)
    return ngettext(
        "You have %(num)d badge; public: %(public)d.",
        "You have %(num)d badges; public: %(public)d.",
        len(found),
        public=public,
    )
