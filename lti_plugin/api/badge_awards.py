"""Who has a badge; badges awarded by hand and revoked, as L&D admins do it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import current_app, g

from lti_plugin.api.resource import Resource
from lti_plugin.api.schemas import badge_awards as schemas
from lti_plugin.api.schemas.badges import EXPIRED, HELD, REVOKED
from lti_plugin.edge import visits
from lti_plugin.edge.tables import OfRequest
from lti_plugin.errors import NotFound
from lti_plugin.extensions import db
from lti_plugin.services import award_file, awarding, revoking
from lti_plugin.services.award_file import DATE, PERSON, Row
from lti_plugin.services.awarding import Awarded, Order
from lti_plugin.services.issuing import BY_FILE
from lti_plugin.store import achievements, badge_register
from lti_plugin.store.badge_register import Entry
from lti_plugin.store.badges import Badge
from lti_plugin.store.base import now

resource = Resource("badge-awards", "Who has a badge; awarded by hand, and revoked.")
PLACE = "/badges/achievements/<uuid:achievement_id>"


@resource.for_admins("GET", f"{PLACE}/badges", schemas.HeldBadges, query=schemas.WantedBadges)
def list_held_badges(wanted: dict[str, Any], achievement_id: UUID) -> dict[str, Any]:
    """List the badges of an achievement with whose they are; for L&D admins."""
    row = achievements.get(db.session, g.visit.site_id, achievement_id)
    named = wanted["q"].strip()
    found = badge_register.entries(db.session, row, wanted["limit"], named, wanted["offset"])
    total = badge_register.count(db.session, row, named)
    return {"items": [_held(each) for each in found], "total": total}


@resource.for_admins("POST", f"{PLACE}/awards", schemas.Awarded, body=schemas.AwardSaid)
def award_badges(said: dict[str, Any], achievement_id: UUID) -> dict[str, Any]:
    """Award a badge to people with a reason, never to oneself; as a dry run, tell what would come.

    Whoever gets none is told with why, and stops nobody else's. The same list again awards no
    badge twice.
    """
    by = visits.actor()
    row = achievements.get(db.session, g.visit.site_id, achievement_id)
    found = award_file.look(db.session, row, _cells(said["people"]), by)
    if said["dry_run"]:
        return _outcome(found, Awarded())
    order = Order(achievement_id, award_file.to_award(found), BY_FILE, by, said["reason"])
    vault, base_url = current_app.extensions["vault"], current_app.config["FINGERPOST"].base_url
    done = awarding.award(OfRequest(), vault, base_url, g.visit.site_id, order)
    return _outcome(found, done)


@resource.for_admins("POST", f"{PLACE}/revocations", schemas.Revoked, body=schemas.Revoke)
def revoke_badges(said: dict[str, Any], achievement_id: UUID) -> dict[str, int]:
    """Revoke badges for good, with a reason that everybody reads; all of them or none."""
    chosen = set(said["badge_ids"])
    with visits.writing() as session:
        row = achievements.get(session, g.visit.site_id, achievement_id)
        if badge_register.among(session, row, chosen) != chosen:
            raise NotFound("There is no such badge.")
        by, reason = visits.actor(), said["reason"]
        return {"revoked": revoking.revoke(session, g.visit.site_id, chosen, reason, by)}


def _cells(people: Sequence[dict[str, Any]]) -> list[tuple[int, award_file.Cells]]:
    """Return people as the rows of a file, which are looked at in the same way."""
    return [
        (
            number,
            {PERSON: each["person"].strip(), DATE: each["on"].isoformat() if each["on"] else ""},
        )
        for number, each in enumerate(people)
    ]


def _outcome(rows: Sequence[Row], done: Awarded) -> dict[str, Any]:
    return {"items": rows, "issued": done.issued, "unreachable": done.unknown}


def _held(each: Entry) -> dict[str, Any]:
    badge, holder, person = each.badge, each.holder, each.person
    same = ("id", "version", "awarded_at", "expires_at", "revoked_because")
    return {name: getattr(badge, name) for name in same} | {
        "person": person and {"id": person.id, "name": person.name},
        "state": _state(badge),
        "source": holder and holder.source,
        "reason": holder and holder.reason,
    }


def _state(badge: Badge) -> str:
    if badge.revoked_at is not None:
        return REVOKED
    expired = badge.expires_at is not None and badge.expires_at <= now()
    return EXPIRED if expired else HELD
