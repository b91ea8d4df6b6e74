"""What badges are for, as L&D admins design it: drafted, corrected, activated, retired."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import current_app, g
from sqlalchemy.orm import Session

from lti_plugin.api import badges
from lti_plugin.api.resource import Resource
from lti_plugin.api.schemas import badge_designs as schemas
from lti_plugin.edge import visits
from lti_plugin.extensions import db
from lti_plugin.services import achievements, issuers, tokens
from lti_plugin.services.achievements import Thing
from lti_plugin.services.designs import Said
from lti_plugin.services.earning import Counted
from lti_plugin.store import achievements as rows
from lti_plugin.store import badge_register
from lti_plugin.store.achievements import SKILL, Achievement
from lti_plugin.store.badge_register import Numbers

resource = Resource("badge-designs", "What badges are for, as L&D admins design it.")
PLACE = "/badges/achievements/<uuid:achievement_id>"
# What an achievement says word for word as its row has it.
SAME = (
    *("level", "description", "criteria", "caption", "tags", "language"),
    *("expires_after_days", "when_undone", "active_from", "retired_at"),
)


@resource.for_admins(
    "POST",
    "/badges/achievements",
    schemas.Design,
    body=schemas.Designed,
    status=201,
    also=(404,),
)
def add_design(said: dict[str, Any]) -> dict[str, Any]:
    """Design a new badge; a draft that nobody gets until it is activated. For L&D admins.

    Its picture is drawn from the name; another one is set on the page alone.
    """
    kind, thing_id, level = said.pop("kind"), said.pop("thing_id"), said.pop("level")
    thing = Thing(kind, thing_id, level if kind == SKILL else None)
    with visits.writing() as session:
        place = (session, _base_url(), g.visit.site_id)
        return _whole(session, achievements.create(*place, thing, Said(**said), visits.actor()))


@resource.for_admins("GET", PLACE, schemas.Design, scope=tokens.READ_BADGES)
def read_design(achievement_id: UUID) -> dict[str, Any]:
    """Give what a badge is for, with how many there are; for L&D admins."""
    return _whole(db.session, rows.get(db.session, g.visit.site_id, achievement_id))


@resource.for_admins("PUT", PLACE, schemas.Design, body=schemas.Changed)
def change_design(said: dict[str, Any], achievement_id: UUID) -> dict[str, Any]:
    """Put what a badge says as it is to be; those that people have are signed anew.

    What it recognises stays. A picture that was drawn follows the name; another is set on the page.
    """
    with visits.writing() as session:
        place = (session, _base_url(), g.visit.site_id)
        row = achievements.change(*place, achievement_id, Said(**said), visits.actor())
        return _whole(session, row)


@resource.for_admins("PUT", f"{PLACE}/active", schemas.Design, also=(400,))
def activate_design(achievement_id: UUID) -> dict[str, Any]:
    """Award a draft from now on; what is awarded already, or retired, is refused."""
    return _step(achievements.activate, achievement_id)


@resource.for_admins("PUT", f"{PLACE}/retired", schemas.Design)
def retire_design(achievement_id: UUID) -> dict[str, Any]:
    """Award it no more; badges of it stay."""
    return _step(achievements.retire, achievement_id)


@resource.for_admins("POST", f"{PLACE}/versions", schemas.Design, also=(400,))
def renew_design(achievement_id: UUID) -> dict[str, Any]:
    """Begin a new version, which everybody has to earn anew; badges of earlier ones stay."""
    return _step(achievements.renew, achievement_id)


@resource.for_admins("GET", f"{PLACE}/backfill", schemas.Earned, scope=tokens.READ_BADGES)
def count_backfill(achievement_id: UUID) -> Counted:
    """Count who has earned it and has none: what a back-fill awards. Nothing is written."""
    row = rows.get(db.session, g.visit.site_id, achievement_id)
    return achievements.earned_already(db.session, row)


@resource.for_admins("PUT", f"{PLACE}/backfill", schemas.Design, also=(400,))
def backfill_design(achievement_id: UUID) -> dict[str, Any]:
    """Award it, in the background, to whoever earned it before its activation as well."""
    return _step(achievements.backfill, achievement_id)


def _step(do: Callable[..., Achievement], achievement_id: UUID) -> dict[str, Any]:
    with visits.writing() as session:
        return _whole(session, do(session, g.visit.site_id, achievement_id, visits.actor()))


def _whole(session: Session, row: Achievement) -> dict[str, Any]:
    numbers = badge_register.numbers(session, row.site_id).get(row.id, Numbers())
    thing = achievements.thing_of(row)
    name = achievements.name_of(session, row.site_id, thing)
    return (
        badges.achievement(session, row, numbers)
        | {each: getattr(row, each) for each in SAME}
        | {
            "thing": {"id": thing.id, "name": name},
            "skills": row.alignments,
            "backfilling": row.backfill_asked_at is not None,
            "address": issuers.address_of_achievement(_base_url(), row.id),
        }
    )


def _base_url() -> str:
    address: str = current_app.config["FINGERPOST"].base_url
    return address
