"""One's own badges, and what the site awards badges for."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import current_app, g
from sqlalchemy.orm import Session

from lti_plugin.api import reader
from lti_plugin.api.resource import Resource
from lti_plugin.api.schemas import badges as schemas
from lti_plugin.edge import visits
from lti_plugin.extensions import db
from lti_plugin.services import badge_columns, badge_views, issuers, tokens, wallet
from lti_plugin.services.badge_views import Shown
from lti_plugin.services.wallet import NOBODY, Openness
from lti_plugin.store import achievements, badge_register
from lti_plugin.store.achievements import Achievement
from lti_plugin.store.badge_register import Numbers

resource = Resource("badges", "Badges, and what they are awarded for.")


@resource.answers("GET", "/badges", schemas.Badges)
def list_badges() -> dict[str, Any]:
    """List one's own badges."""
    found = badge_views.all_own(db.session, g.visit.site_id, g.visit.person_id)
    return {"items": [_told(each) for each in found]}


@resource.answers("GET", "/badges/<uuid:badge_id>", schemas.Document, also=(404,))
def read_badge(badge_id: UUID) -> dict[str, Any]:
    """Give one's own badge as it is signed."""
    return {"document": _own(badge_id).holder.document}


@resource.answers(
    "PUT",
    "/badges/<uuid:badge_id>/openness",
    schemas.Badge,
    body=schemas.Openness,
    also=(400, 404, 415, 422),
)
def open_badge(said: dict[str, bool], badge_id: UUID) -> dict[str, Any]:
    """Say who may see one's own badge."""
    openness = Openness(**said) if said["published"] else NOBODY
    with visits.writing() as session:
        wallet.open_to(session, g.visit.site_id, g.visit.person_id, badge_id, openness)
    return _told(_own(badge_id))


@resource.answers(
    "GET",
    "/badges/achievements",
    schemas.Achievements,
    also=(403,),
    person=False,
    scope=tokens.READ_BADGES,
)
def list_achievements() -> dict[str, Any]:
    """List what the site awards badges for; for L&D admins."""
    reader.admins_only()
    numbers = badge_register.numbers(db.session, g.visit.site_id)
    rows = achievements.of_site(db.session, g.visit.site_id)
    return {"items": [achievement(db.session, row, numbers.get(row.id, Numbers())) for row in rows]}


def _own(badge_id: UUID) -> Shown:
    return badge_views.own(db.session, g.visit.site_id, g.visit.person_id, badge_id)


def _told(shown: Shown) -> dict[str, Any]:
    badge, holder = shown.badge, shown.holder
    states = ((shown.revoked, schemas.REVOKED), (shown.expired, schemas.EXPIRED))
    base_url = current_app.config["FINGERPOST"].base_url
    return {
        "id": badge.id,
        "name": shown.achievement.name,
        "achievement_id": shown.achievement.id,
        "state": next((word for so, word in states if so), schemas.HELD),
        "revoked_because": badge.revoked_because,
        "awarded_at": badge.awarded_at,
        "expires_at": badge.expires_at,
        "published": holder.published,
        "named": holder.named,
        "listed": holder.listed,
        "address": issuers.address_of_badge(base_url, badge.id),
    }


def achievement(session: Session, row: Achievement, numbers: Numbers) -> dict[str, Any]:
    """Return what a badge is for as lists tell it."""
    column = None
    if row.course_id is not None:
        at = badge_columns.stand(session, row)
        names = ("possible", "on", "sent", "problem")
        refused = sum(number for _, number in at.refused)
        column = {name: getattr(at, name) for name in names} | {"refused": refused}
    states = ((row.retired_at is not None, schemas.RETIRED), (row.active, schemas.ACTIVE))
    return {
        "id": row.id,
        "name": row.name,
        "kind": row.kind,
        "state": next((word for so, word in states if so), schemas.DRAFT),
        "version": row.version,
        "issued": numbers.issued,
        "revoked": numbers.revoked,
        "column": column,
    }
