"""Asks for what follows a sync: a training or new lists, cohorts, grades and badges."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.orm import Session

from lti_plugin.services import freshness
from lti_plugin.store import achievements, badge_columns, jobs, paths
from lti_plugin.store.base import now
from lti_plugin.store.jobs import AWARD, COHORTS, GRADES, SCORE, TRAIN
from lti_plugin.store.sites import Site


def ask(session: Session, site: Site, written: int, models: Path) -> None:
    """Put the jobs that are due into the queue; ``written`` is how many rows the sync changed."""
    if freshness.training_is_due(session, site, now(), models):
        jobs.enqueue(session, site.id, TRAIN)
    elif written:
        jobs.enqueue(session, site.id, SCORE)
    else:  # scoring and training find them as well; without either only the days have moved on
        jobs.enqueue(session, site.id, COHORTS)
    # What Moodle did not take last time is tried again even where nothing is new.
    due = paths.any_grades(session, site.id, unsettled=not written)
    if due or badge_columns.any_on(session, site.id):
        jobs.enqueue(session, site.id, GRADES, afresh=True)
    if achievements.active(session, site.id):
        jobs.enqueue(session, site.id, AWARD, afresh=True)
