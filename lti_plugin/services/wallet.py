"""What a person does with their own badges: show them to everybody, or to nobody any more."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from sqlalchemy.orm import Session

from lti_plugin.errors import NotFound
from lti_plugin.services import issuers
from lti_plugin.services.badge_views import Shown
from lti_plugin.store import badges
from lti_plugin.store.badges import BadgeHolder

LINKEDIN = "https://www.linkedin.com/profile/add"


@dataclass(frozen=True, slots=True)
class Openness:
    """Who may see a badge: everybody with its address, with a name, by search engines too."""

    published: bool
    named: bool = False
    listed: bool = False


NOBODY = Openness(published=False)


def open_to(
    session: Session, site_id: UUID, person_id: UUID, badge_id: UUID, openness: Openness
) -> None:
    """Let others see a person's own badge, or not.

    Raises
    ------
    NotFound
        When it is not theirs.
    """
    holder = _holder(session, site_id, person_id, badge_id)
    holder.published = openness.published
    holder.named = openness.published and openness.named
    holder.listed = openness.published and openness.listed


def linkedin(base_url: str, shown: Shown) -> str:
    """Return the address at which LinkedIn lets somebody add this badge to their profile."""
    badge = shown.badge
    fields = {
        "startTask": "CERTIFICATION_NAME",
        "name": shown.achievement.name,
        "organizationName": shown.site.name,
        "issueYear": badge.awarded_at.year,
        "issueMonth": badge.awarded_at.month,
        "certUrl": issuers.address_of_badge(base_url, badge.id),
        "certId": str(badge.id),
    }
    if badge.expires_at is not None:
        fields |= {
            "expirationYear": badge.expires_at.year,
            "expirationMonth": badge.expires_at.month,
        }
    return f"{LINKEDIN}?{urlencode(fields)}"


def _holder(session: Session, site_id: UUID, person_id: UUID, badge_id: UUID) -> BadgeHolder:
    found = badges.with_holder(session, badge_id)
    if found is None or (found[1].site_id, found[1].person_id) != (site_id, person_id):
        raise NotFound("There is no such badge of yours.")
    return found[1]
