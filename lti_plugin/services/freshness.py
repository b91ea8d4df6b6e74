"""Whether a site's data and its model are as new as its schedule promises."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lti_plugin.store import choices, models, sites
from lti_plugin.store.base import now
from lti_plugin.store.participation import Completion
from lti_plugin.store.sites import Site
from recommender.engine.interactions import MIN_COMPLETIONS

FEATURES = "features"
SYNCED_EVERY = timedelta(days=1)
TRAINED_EVERY = timedelta(days=7)
GRACE = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Freshness:
    """How new a site's data are; ``late`` when they are older than the nightly sync allows."""

    synced_at: datetime | None
    trained_at: datetime | None
    late: bool


def of_site(session: Session, site_id: UUID, at: datetime | None = None) -> Freshness:
    """Return how new a site's data are."""
    site = sites.get(session, site_id)
    return Freshness(site.synced_at, site.trained_at, is_late(site, at or now()))


def is_late(site: Site, at: datetime) -> bool:
    """Say whether a site's data are older than its schedule allows.

    A night's sync may take two hours. A site without a token has no schedule, and a new one gets
    the time for its first sync.
    """
    if site.token is None:
        return False
    if site.synced_at is None:
        return at - site.created_at > GRACE
    return at - site.synced_at > SYNCED_EVERY + GRACE


def training_is_due(session: Session, site: Site, at: datetime) -> bool:
    """Say whether a site needs a training: none yet, a week old, or by now enough history."""
    last = next(iter(models.latest(session, site.id, 1)), None)
    if last is None or at - last.created_at >= TRAINED_EVERY:
        return True
    return last.basis == FEATURES and _completions(session, site.id) >= MIN_COMPLETIONS


def _completions(session: Session, site_id: UUID) -> int:
    """Count what a training would learn from."""
    left_out = choices.ids(site_id, choices.HISTORY)
    query = (
        select(func.count())
        .select_from(Completion)
        .where(Completion.site_id == site_id, Completion.person_id.not_in(left_out))
    )
    return session.scalar(query) or 0
