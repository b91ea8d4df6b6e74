"""Published badges as hosted Open Badges 2.0: their addresses, and what stands there."""

from __future__ import annotations

from lti_plugin.badges.credential import Alignment
from lti_plugin.badges.hosted import Hosted, HostedClass, HostedIssuer
from lti_plugin.badges.moments import spelled
from lti_plugin.services import issuers
from lti_plugin.services.badge_views import Shown
from lti_plugin.store.achievements import Achievement
from lti_plugin.store.sites import Site

ROOM = "ob2"


def told(base_url: str, shown: Shown) -> Hosted:
    """Return a badge as it is hosted."""
    badge = shown.badge
    return Hosted(
        url=f"{base_url}/{ROOM}/badges/{badge.id}",
        badge=class_of(base_url, shown.achievement, shown.site),
        issuer=issuer_of(base_url, shown.site),
        identity=shown.holder.identity,
        issued=spelled(badge.awarded_at),
        expires=None if badge.expires_at is None else spelled(badge.expires_at),
        related=issuers.address_of_badge(base_url, badge.id),
    )


def class_of(base_url: str, achievement: Achievement, site: Site) -> HostedClass:
    """Return an achievement as it is hosted."""
    page = issuers.address_of_achievement(base_url, achievement.id)
    return HostedClass(
        url=f"{base_url}/{ROOM}/achievements/{achievement.id}",
        name=achievement.name,
        description=achievement.description,
        image=f"{page}.png",
        caption=achievement.caption or achievement.name,
        criteria_url=page,
        narrative=achievement.criteria,
        issuer=issuer_of(base_url, site).url,
        tags=achievement.tags,
        alignments=[Alignment(**each) for each in achievement.alignments],
    )


def issuer_of(base_url: str, site: Site) -> HostedIssuer:
    """Return a site as it is hosted."""
    issuer = issuers.of_site(base_url, site)
    return HostedIssuer(
        url=f"{base_url}/{ROOM}/issuers/{site.slug}",
        name=issuer.name,
        page=issuer.url,
        begins=f"{base_url}/{ROOM}/badges/",
        email=issuer.email,
    )
