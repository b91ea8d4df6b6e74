"""Revokes badges, for good and with a reason, and writes the list that tells everybody."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from connectors.fitting import cleaned
from lti_plugin import keys
from lti_plugin.badges import did, proof, status_list
from lti_plugin.errors import BadInput
from lti_plugin.services import badge_columns, issuers
from lti_plugin.store import badge_register, badges, sites
from lti_plugin.store.audit import REASON, AuditEntry
from lti_plugin.store.badges import Badge, StatusList
from lti_plugin.store.base import now
from lti_plugin.store.keys import BADGE
from lti_plugin.vault import Vault

REVOKED = "badge revoked"
LONGEST = 500


def revoke(
    session: Session, site_id: UUID, badge_ids: Collection[UUID], reason: str, actor: str
) -> int:
    """Revoke these badges of a site, and return how many were not revoked before.

    Everybody who asks may read the reason.

    Raises
    ------
    BadInput
        Where there is no reason.
    """
    why = " ".join(cleaned(reason).split())
    if not why:
        raise BadInput("Say why; everybody who checks the badge will read it.")
    if len(why) > LONGEST:
        raise BadInput("A reason has at most 500 characters.")
    rows = session.scalars(
        select(Badge)
        .where(Badge.site_id == site_id, Badge.id.in_(badge_ids), Badge.revoked_at.is_(None))
        .with_for_update()
    ).all()
    whose = badge_register.holders(session, site_id, [badge.id for badge in rows])
    for badge in rows:
        badge.revoked_at, badge.revoked_because = now(), why
        person = {"person": str(whose[badge.id])} if badge.id in whose else {}
        details = {"badge": str(badge.id), REASON: why, **person}
        session.add(AuditEntry(site_id=site_id, actor=actor, action=REVOKED, details=details))
    badge_columns.ask(session, site_id, [badge.achievement_id for badge in rows])
    return len(rows)


def published_list(
    session: Session, vault: Vault, base_url: str, listed: StatusList
) -> dict[str, Any]:
    """Return a status list as it is now, signed: revoked badges stand in it at once.

    It is dated with the hour, so that it is the same until the hour, a key or a badge changes.
    """
    site = sites.get(session, listed.site_id)
    issuer, key = issuers.name_of(base_url, site), keys.badge_key(session, vault, site.id)
    at = _hour()
    document = status_list.credential(
        issuers.address_of_list(base_url, listed.number),
        issuer,
        badges.revoked_in(session, listed),
        at,
    )
    return proof.signed(document, key, did.method_of(issuer, key.public_key()), at)


def mark_of_list(session: Session, listed: StatusList) -> str:
    """Return what tells one state of a status list from another, without signing it."""
    parts = [
        _hour().isoformat(),
        *(each["x"] for each in keys.published(session, BADGE, listed.site_id)),
        *(str(each) for each in sorted(badges.revoked_in(session, listed))),
    ]
    return sha256(" ".join(parts).encode()).hexdigest()[:32]


def _hour() -> datetime:
    return now().replace(minute=0, second=0, microsecond=0)
