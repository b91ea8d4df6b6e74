"""Open Badges 2.0 at its own addresses; what was revoked is gone, with the reason."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, current_app, make_response, redirect, request

from lti_plugin.badges import hosted
from lti_plugin.errors import NotFound
from lti_plugin.extensions import db
from lti_plugin.pages.public import answers
from lti_plugin.pages.public.badges import guarded
from lti_plugin.services import badge_views, hosted_badges, issuers
from lti_plugin.store import sites

blueprint = Blueprint("hosted", __name__, url_prefix=f"/{hosted_badges.ROOM}")
KEPT = 300


@blueprint.get("/badges/<uuid:badge_id>")
@guarded
def assertion(badge_id: UUID) -> Response:
    """Answer with the assertion; 410 where it was revoked."""
    shown = badge_views.published(db.session, badge_id)
    if _is_person():
        return answers.either(
            make_response(redirect(issuers.address_of_badge(_base_url(), badge_id)))
        )
    told = hosted_badges.told(_base_url(), shown)
    if shown.revoked:
        response = answers.document(
            hosted.revoked(told.url, shown.badge.revoked_because or ""), answers.LINKED
        )
        response.status_code = 410
        return answers.either(response)
    return answers.either(answers.document(hosted.assertion(told), answers.LINKED))


@blueprint.get("/achievements/<uuid:achievement_id>")
def badge_class(achievement_id: UUID) -> Response:
    """Answer with what is recognised."""
    achievement, site = badge_views.achievement(db.session, achievement_id)
    if _is_person():
        return answers.either(
            make_response(redirect(issuers.address_of_achievement(_base_url(), achievement_id)))
        )
    found = hosted.badge_class(hosted_badges.class_of(_base_url(), achievement, site))
    return answers.either(answers.document(found, answers.LINKED, KEPT))


@blueprint.get("/issuers/<slug>")
def issuer(slug: str) -> Response:
    """Answer with who vouches."""
    site = sites.by_slug(db.session, slug)
    if site is None:
        raise NotFound("There is nothing at this address.")
    if _is_person():
        return answers.either(make_response(redirect(issuers.of_site(_base_url(), site).url)))
    found = hosted.issuer(hosted_badges.issuer_of(_base_url(), site))
    return answers.either(answers.document(found, answers.LINKED, KEPT))


def _is_person() -> bool:
    """Say whether somebody's browser asks: it says that it would like a page best."""
    return "text/html" in request.headers.get("Accept", "") and not answers.wants_document()


def _base_url() -> str:
    return str(current_app.config["FINGERPOST"].base_url)
