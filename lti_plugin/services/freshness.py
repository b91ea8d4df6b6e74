"""Whether a site's data and its model are as new as its schedule promises."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lti_plugin.settings import Settings
from lti_plugin.store import models
from lti_plugin.store.participation import Completion
from lti_plugin.store.sites import Site
from recommender.engine.interactions import MIN_COMPLETIONS

GRACE = timedelta(hours=2)
FEATURES = "features"
TRAINED_EVERY = timedelta(days=7)


def last_nightly(site: Site, sync_hour: int, at: datetime) -> datetime:
    """Return the last moment before ``at`` at which the nightly sync was to begin."""
    local = at.astimezone(ZoneInfo(site.timezone))
    begin = local.replace(hour=sync_hour, minute=0, second=0, microsecond=0)
    return begin if begin <= local else begin - timedelta(days=1)


def is_stale(settings: Settings, site: Site, at: datetime) -> bool:
    """Say whether a site's data are older than its schedule allows.

    A night's sync may take two hours; a site without a token has no schedule.
    """
    if site.token is None:
        return False
    if site.synced_at is None:
        return at - site.created_at > GRACE
    return site.synced_at < last_nightly(site, settings.sync_hour, at - GRACE)


def training_is_due(session: Session, site: Site, at: datetime) -> bool:
    """Say whether a site needs a training: none yet, a week old, or now enough history."""
    last = next(iter(models.latest(session, site.id, 1)), None)
    if last is None or at - last.created_at >= TRAINED_EVERY:
        return True
    return last.basis == FEATURES and _completions(session, site.id) >= MIN_COMPLETIONS


def _completions(session: Session, site_id: UUID) -> int:
    query = select(func.count()).select_from(Completion).where(Completion.site_id == site_id)
    return session.scalar(query) or 0
