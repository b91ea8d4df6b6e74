"""Whether a site's data and its model are as new as its schedule promises."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lti_plugin.services import site_settings
from lti_plugin.services.site_settings import OFF
from lti_plugin.store import choices, models, sites
from lti_plugin.store.base import now
from lti_plugin.store.courses import Course
from lti_plugin.store.participation import Completion
from lti_plugin.store.sites import Site
from recommender.engine import model_store
from recommender.engine.interactions import MIN_COMPLETIONS, MIN_LEARNERS

FEATURES = "features"
SYNCED_EVERY = timedelta(days=1)
TRAINED_EVERY = timedelta(days=7)
GROWTH = 1.05
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


def training_is_due(session: Session, site: Site, at: datetime, folder: Path) -> bool:
    """Say whether a site needs a training: none yet, a week old, or much more to learn from.

    That is a twentieth more than the last one learned from, or enough where it was too little. A
    model in ``folder`` that cannot be read, as after an upgrade, is not waited with either: nor
    does it matter then, or before the first one, that an L&D admin has switched trainings off.
    """
    last = next(iter(models.latest(session, site.id, 1)), None)
    if last is None:
        return True
    if site_settings.values(site)["train_day"] == OFF:
        return not model_store.is_sound(folder / str(site.id))
    if at - last.created_at >= TRAINED_EVERY:
        return True
    completions, learners = history(session, site.id)
    if last.basis == FEATURES:
        return completions >= MIN_COMPLETIONS and learners >= MIN_LEARNERS
    if completions > last.completions and completions >= GROWTH * last.completions:
        return True
    return not model_store.is_sound(folder / str(site.id))


def history(session: Session, site_id: UUID) -> tuple[int, int]:
    """Return how many completions by how many people a training would learn from.

    As :func:`recommender.engine.dataset.build_dataset` has it: a course that somebody finished
    twice counts once, and one that is no longer listed, or whoever opted out, does not count.
    """
    pairs = (
        select(Completion.person_id, Completion.course_id)
        .join(Course, (Course.id == Completion.course_id) & Course.gone_at.is_(None))
        .where(
            Completion.site_id == site_id,
            Completion.withdrawn_at.is_(None),
            Completion.person_id.not_in(choices.ids(site_id, choices.HISTORY)),
        )
        .distinct()
        .subquery()
    )
    counts = select(func.count(), func.count(pairs.c.person_id.distinct())).select_from(pairs)
    completions, learners = session.execute(counts).one()
    return completions, learners
