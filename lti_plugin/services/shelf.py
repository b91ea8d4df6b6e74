"""Keeps each site's catalogue and model ready for ranking, as long as both stay the same."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from sqlalchemy.orm import Session
from structlog import get_logger

from lti_plugin.services import catalogue, popularity, site_settings
from lti_plugin.services.freshness import FEATURES
from lti_plugin.services.site_settings import Value
from lti_plugin.store import choices, models, sites
from lti_plugin.store.base import now
from recommender.engine import model_store
from recommender.engine.errors import ModelUnreadable
from recommender.engine.facts import CourseFacts
from recommender.engine.model import Model
from recommender.ranker import Ranker
from recommender.skills.evidence import COMPLETION

log = get_logger("fingerpost.models")


_Place = tuple[UUID, bool]


@dataclass(frozen=True)
class _Ready:
    stamp: Hashable
    ranker: Ranker
    unreadable: bool


class Shelf:
    """Rankers by site; safe to be used by several threads, which wait for one to make it."""

    def __init__(self, models: Path) -> None:
        self._models = models
        self._ready: dict[_Place, _Ready] = {}
        self._locks: defaultdict[_Place, threading.Lock] = defaultdict(threading.Lock)

    def for_person(self, session: Session, site_id: UUID, person_id: UUID) -> Ranker:
        """Return the ranker for one person: without others' history if they opted out of that."""
        alone = choices.has(session, site_id, person_id, choices.HISTORY)
        return self.ranker(session, site_id, alone=alone)

    def ranker(self, session: Session, site_id: UUID, *, alone: bool = False) -> Ranker:
        """Return a site's ranker, made anew when its catalogue or its model has changed.

        ``alone`` is the one for people who opted out of others' history: it knows no model.
        """
        root, place = self._models / str(site_id), (site_id, alone)
        stamp = _stamp(session, site_id, root)
        if (found := self._found(place, stamp)) is not None:
            return found
        with self._locks[place]:
            if (found := self._found(place, stamp)) is not None:
                return found
            courses, site = catalogue.facts(session, site_id), sites.get(session, site_id)
            model, unreadable = (None, False) if alone else _model(session, site_id, root)
            ranker = ranker_of(courses, model, site_settings.values(site))
            self._ready[place] = _Ready(stamp, ranker, unreadable)
            return ranker

    def is_unreadable(self, site_id: UUID) -> bool:
        """Say whether the last ranker of a site had to do without the models that there are."""
        ready = self._ready.get((site_id, False))
        return ready is not None and ready.unreadable

    def _found(self, place: _Place, stamp: Hashable) -> Ranker | None:
        ready = self._ready.get(place)
        return ready.ranker if ready is not None and ready.stamp == stamp else None


def ranker_of(
    courses: Iterable[CourseFacts], model: Model | None, found: Mapping[str, Value]
) -> Ranker:
    """Return the ranker of a catalogue under these settings."""
    error = float(found[site_settings.ERROR + COMPLETION])
    return under(Ranker(courses, model, error=error), found)


def under(ranker: Ranker, found: Mapping[str, Value]) -> Ranker:
    """Return the same ranker as it ranks under these settings."""
    return ranker.blended(
        popularity.SHARES[str(found["popularity"])],
        site_settings.diversity_alone(found),
        site_settings.blend(found),
    )


def _stamp(session: Session, site_id: UUID, root: Path) -> Hashable:
    """Return values that differ whenever what the ranker knows may differ."""
    version, site = model_store.current_version(root), sites.get(session, site_id)
    # Reviews grow old by themselves.
    return version, site.synced_at, site.curated_at, site.trained_at, now().date()


def _model(session: Session, site_id: UUID, root: Path) -> tuple[Model | None, bool]:
    """Return the model in use, None before the first training or when no version can be read.

    And whether it is the latter.
    """
    try:
        found = model_store.load_current(root)
    except ModelUnreadable as error:
        log.error("model unreadable", reason=str(error))
        return None, True
    if found is None:
        serving = models.current(session, site_id)
        missing = serving is not None and serving.basis != FEATURES
        if missing:
            log.error("model missing", folder=str(root))
        return None, missing
    version, model, problem = found
    if problem:
        log.warning("older model in use", version=version, reason=problem)
    return model, False
