"""What a badge is for: an achievement's page, its document and its picture."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, current_app, make_response, render_template

from lti_plugin.badges import credential
from lti_plugin.errors import NotFound
from lti_plugin.extensions import db
from lti_plugin.pages import downloads
from lti_plugin.pages.public import answers
from lti_plugin.services import badge_views, issuing
from lti_plugin.store import achievements
from lti_plugin.store.achievements import AchievementPicture

blueprint = Blueprint("public_achievements", __name__, url_prefix="/achievements")
KEPT = 300


@blueprint.get("/<uuid:achievement_id>")
def show(achievement_id: UUID) -> Response:
    """Tell what it is for and what was asked, to a person or to a program."""
    if answers.wants_document():
        return answers.either(document(achievement_id))
    achievement, site = badge_views.achievement(db.session, achievement_id)
    pictured = achievements.picture_of(db.session, achievement) is not None
    page = render_template(
        "public/achievement.html", achievement=achievement, site=site, pictured=pictured
    )
    return answers.either(make_response(page))


@blueprint.get("/<uuid:achievement_id>.json")
def document(achievement_id: UUID) -> Response:
    """Answer with the achievement as Open Badges writes it."""
    achievement, _site = badge_views.achievement(db.session, achievement_id)
    told = issuing.described(current_app.config["FINGERPOST"].base_url, achievement)
    return answers.document(credential.alone(told), answers.LINKED, KEPT)


@blueprint.get("/<uuid:achievement_id>.png")
def png(achievement_id: UUID) -> Response:
    """Give the picture."""
    return answers.opened(Response(_picture(achievement_id).png, mimetype="image/png"), KEPT)


@blueprint.get("/<uuid:achievement_id>.svg")
def svg(achievement_id: UUID) -> Response:
    """Give the picture as a drawing, which by itself is a page that runs and loads nothing."""
    response = Response(_picture(achievement_id).svg, mimetype="image/svg+xml")
    response.headers["Content-Security-Policy"] = downloads.ALONE
    return answers.opened(response, KEPT)


def _picture(achievement_id: UUID) -> AchievementPicture:
    achievement, _site = badge_views.achievement(db.session, achievement_id)
    found = achievements.picture_of(db.session, achievement)
    if found is None:
        raise NotFound("This badge has no picture yet.")
    return found
