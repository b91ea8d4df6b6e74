"""A person's published badges as Moodle's backpack pages read them, by an app code of their own.

What Moodle 4.5 asks for: a pair of tokens against an e-mail address and a password, then the
collections, one of them, and each assertion with its badge class and issuer. There is one
collection a person. See docs/moodle.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from itsdangerous import BadData, URLSafeTimedSerializer
from sqlalchemy.orm import Session

from lti_plugin.badges import hosted
from lti_plugin.badges.recipient import EMAIL, Recipient
from lti_plugin.errors import BadInput, NotFound
from lti_plugin.lti import onetime
from lti_plugin.services import badge_views, hosted_badges
from lti_plugin.services.badge_views import Shown
from lti_plugin.store import backpack as rows
from lti_plugin.store import people
from lti_plugin.store.backpack import BackpackCode

MOST_CODES = 5
ACCESS, REFRESH = "access", "refresh"
LIFE = {ACCESS: timedelta(hours=1), REFRESH: timedelta(days=30)}


class Refused(Exception):
    """Whoever asks is not let in; the text is for the person who typed the code into Moodle."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """What opens the badges for a while, and what gets another such."""

    access: str
    refresh: str
    seconds: int


def make_code(session: Session, site_id: UUID, person_id: UUID) -> str:
    """Make an app code; return it, as only its hash is kept.

    Raises
    ------
    BadInput
        When there are too many, or Moodle would not know whose the badges are.
    """
    if not (people.get(session, site_id, person_id).email or "").strip():
        raise BadInput(
            "Your badges name no e-mail address, which Moodle goes by.",
            hint="Ask your L&D team to add your address in Moodle.",
        )
    if len(rows.codes_of(session, site_id, person_id)) >= MOST_CODES:
        raise BadInput("There are five app codes already.", hint="Take one back first.")
    secret = onetime.new()
    session.add(
        BackpackCode(site_id=site_id, person_id=person_id, secret_hash=onetime.digest(secret))
    )
    session.flush()
    return secret


def take_back(session: Session, site_id: UUID, person_id: UUID, code_id: UUID) -> None:
    """Delete an app code; what was opened with it is closed at once."""
    row = rows.with_id(session, code_id)
    if row is None or (row.site_id, row.person_id) != (site_id, person_id):
        raise NotFound("There is no such app code of yours.")
    session.delete(row)


def enter(session: Session, key: bytes, email: str, secret: str) -> Tokens:
    """Return tokens against an e-mail address and an app code; raises Refused."""
    row = rows.code_of(session, onetime.digest(secret.strip()))
    known = None if row is None else people.get(session, row.site_id, row.person_id).email
    if row is None or not known:
        raise Refused("This app code is not known here. Make one on your page “Badges”.")
    if Recipient(EMAIL, known).normalised != Recipient(EMAIL, email).normalised:
        raise Refused("This app code belongs to another e-mail address.")
    if email != Recipient(EMAIL, email).normalised:
        # Moodle compares a hash of what was typed.
        raise Refused("Write your e-mail address in small letters and without spaces.")
    return _tokens(key, row)


def again(session: Session, key: bytes, refresh: str) -> Tokens:
    """Return new tokens against the one that is meant for that; raises Refused."""
    return _tokens(key, _opened(session, key, REFRESH, refresh))


def owner(session: Session, key: bytes, access: str) -> tuple[UUID, UUID]:
    """Return the site and the person whose badges a token opens; raises Refused."""
    row = _opened(session, key, ACCESS, access)
    return row.site_id, row.person_id


def collections(session: Session, base_url: str, site_id: UUID, person_id: UUID) -> list[Any]:
    """Return a person's one collection, in which all of their public badges stand."""
    shown = public(session, site_id, person_id)
    name = people.get(session, site_id, person_id).name
    return [
        {
            "entityType": "BackpackCollection",
            "entityId": str(person_id),
            "name": "Fingerpost",
            "description": name,
            "share_url": base_url,
            "published": True,
            "assertions": [str(each.badge.id) for each in shown],
        }
    ]


def assertion(
    session: Session, base_url: str, site_id: UUID, person_id: UUID, badge_id: UUID
) -> dict[str, Any]:
    """Return a public badge of a person as Moodle expands it, or raise NotFound."""
    shown = next(
        (each for each in public(session, site_id, person_id) if each.badge.id == badge_id), None
    )
    if shown is None:
        raise NotFound("There is no such badge here.")
    told = hosted_badges.told(base_url, shown)
    issuer = hosted.issuer(told.issuer)
    badge = hosted.badge_class(told.badge)
    return {
        "entityType": "Assertion",
        "entityId": str(badge_id),
        "openBadgeId": told.url,
        "issuedOn": told.issued,
        "recipient": hosted.recipient(told.identity),
        "badgeclass": {
            "entityType": "BadgeClass",
            "entityId": str(shown.achievement.id),
            "openBadgeId": badge["id"],
            "name": badge["name"],
            "image": badge["image"],
            "description": badge["description"],
            "issuer": {
                "entityType": "Issuer",
                "entityId": shown.site.slug,
                "openBadgeId": issuer["id"],
                "name": issuer["name"],
                "url": issuer["url"],
                "email": issuer.get("email", ""),
            },
        },
    }


def public(session: Session, site_id: UUID, person_id: UUID) -> Sequence[Shown]:
    """Return a person's badges that everybody may see, and that hold."""
    return [
        each
        for each in badge_views.all_own(session, site_id, person_id)
        if each.holder.published
        and not each.revoked
        and not each.expired
        and each.holder.identity.get("identityType") == EMAIL
    ]


def _tokens(key: bytes, row: BackpackCode) -> Tokens:
    access, refresh = (_signer(key, kind).dumps(row.id.hex) for kind in (ACCESS, REFRESH))
    return Tokens(str(access), str(refresh), int(LIFE[ACCESS].total_seconds()))


def _opened(session: Session, key: bytes, kind: str, token: str) -> BackpackCode:
    try:
        code_id = _signer(key, kind).loads(token, max_age=int(LIFE[kind].total_seconds()))
    except BadData:
        raise Refused("This access has ended.") from None
    row = rows.with_id(session, UUID(code_id))
    if row is None:
        raise Refused("The app code was taken back.")
    return row


def _signer(key: bytes, kind: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(key, salt=f"backpack {kind}")
