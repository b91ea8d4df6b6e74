"""A badge with all that is shown of it: to its holder, and to others once they may see it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from lti_plugin.errors import NotFound
from lti_plugin.store import achievements, badges, people, sites
from lti_plugin.store.achievements import Achievement
from lti_plugin.store.badges import Badge, BadgeHolder
from lti_plugin.store.base import now
from lti_plugin.store.sites import Site


@dataclass(frozen=True, slots=True)
class Shown:
    """A badge, whose it is, what for and who vouches; ``name`` is the holder's, None where hidden.

    ``pictured`` says whether the achievement has a picture.
    """

    badge: Badge
    holder: BadgeHolder
    achievement: Achievement
    site: Site
    name: str | None
    pictured: bool

    @property
    def revoked(self) -> bool:
        """Say whether it was revoked."""
        return self.badge.revoked_at is not None

    @property
    def expired(self) -> bool:
        """Say whether it held until a day that has passed."""
        return self.badge.expires_at is not None and self.badge.expires_at < now()


def published(session: Session, badge_id: UUID) -> Shown:
    """Return a badge that its holder lets everybody see.

    Raises
    ------
    NotFound
        When there is none, or it is not public: a stranger learns nothing of the difference.
    """
    found = badges.with_holder(session, badge_id)
    if found is None or not found[1].published:
        raise NotFound(
            "There is nothing at this address.",
            hint="The address is not whole, or the badge is not public.",
        )
    return _shown(session, *found, with_name=found[1].named)


def own(session: Session, site_id: UUID, person_id: UUID, badge_id: UUID) -> Shown:
    """Return a person's own badge, or raise NotFound."""
    found = badges.with_holder(session, badge_id)
    if found is None or (found[1].site_id, found[1].person_id) != (site_id, person_id):
        raise NotFound("There is no such badge of yours.")
    return _shown(session, *found, with_name=True)


def all_own(session: Session, site_id: UUID, person_id: UUID) -> Sequence[Shown]:
    """Return a person's badges, the newest first."""
    rows = badges.of_person(session, site_id, person_id)
    if not rows:
        return []
    site, name = sites.get(session, site_id), people.get(session, site_id, person_id).name
    ids = {badge.achievement_id for badge, _ in rows}
    known = {each.id: each for each in achievements.of_site(session, site_id) if each.id in ids}
    pictured = achievements.with_picture(session, site_id, ids)
    return [
        Shown(
            badge,
            holder,
            known[badge.achievement_id],
            site,
            name or None,
            badge.achievement_id in pictured,
        )
        for badge, holder in rows
    ]


def achievement(session: Session, achievement_id: UUID) -> tuple[Achievement, Site]:
    """Return an achievement that is or was awarded, and its site.

    Raises
    ------
    NotFound
        When there is none, or it is still being designed.
    """
    found = achievements.at(session, achievement_id)
    if found is None or (found.active_from is None and not badges.any_of(session, achievement_id)):
        raise NotFound("There is nothing at this address.")
    return found, sites.get(session, found.site_id)


def _shown(session: Session, badge: Badge, holder: BadgeHolder, *, with_name: bool) -> Shown:
    site_id = badge.site_id
    name = people.get(session, site_id, holder.person_id).name if with_name else None
    return Shown(
        badge,
        holder,
        achievements.get(session, site_id, badge.achievement_id),
        sites.get(session, site_id),
        name or None,
        bool(achievements.with_picture(session, site_id, {badge.achievement_id})),
    )
