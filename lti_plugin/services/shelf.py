"""Keeps each site's catalogue and model ready for ranking, as long as both stay the same."""

from __future__ import annotations

import threading
from collections.abc import Hashable
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session
from structlog import get_logger

from lti_plugin.services import catalogue
from lti_plugin.store import sites
from lti_plugin.store.courses import Course
from recommender.engine import model_store
from recommender.engine.errors import ModelUnreadable
from recommender.engine.model import Model
from recommender.recommend import Ranker

log = get_logger("fingerpost.models")


@dataclass(frozen=True)
class _Ready:
    stamp: Hashable
    ranker: Ranker


class Shelf:
    """Ranker rankers by site; safe to be used by several threads."""

    def __init__(self, models: Path) -> None:
        self._models = models
        self._ready: dict[UUID, _Ready] = {}
        self._lock = threading.Lock()

    def ranker(self, session: Session, site_id: UUID) -> Ranker:
        """Return a site's ranker, made anew when its catalogue or its model has changed."""
        root = self._models / str(site_id)
        stamp = (model_store.current_version(root), *_catalogue_stamp(session, site_id))
        ready = self._ready.get(site_id)
        if ready is None or ready.stamp != stamp:
            with self._lock:
                ready = _Ready(stamp, Ranker(catalogue.facts(session, site_id), _model(root)))
                self._ready[site_id] = ready
        return ready.ranker


def _catalogue_stamp(session: Session, site_id: UUID) -> tuple[Hashable, ...]:
    """Return values that differ whenever what the ranker knows of the courses may differ."""
    excluded = session.scalar(
        select(func.count()).where(Course.site_id == site_id, Course.excluded.is_(True))
    )
    return sites.get(session, site_id).synced_at, excluded


def _model(root: Path) -> Model | None:
    """Return the model in use; None before the first training, or when no version can be read."""
    try:
        found = model_store.load_current(root)
    except ModelUnreadable as error:
        log.error("model unreadable", reason=str(error))
        return None
    if found is None:
        return None
    version, model, problem = found
    if problem:
        log.warning("older model in use", version=version, reason=problem)
    return model
