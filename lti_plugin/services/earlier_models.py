"""Puts an earlier model that is still kept in use again, or the later one back after that."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_plugin.errors import BadInput, NotFound
from lti_plugin.services.freshness import FEATURES
from lti_plugin.services.training_notes import TAKEN_BACK
from lti_plugin.store import choices, crowds, jobs, models, sites
from lti_plugin.store.audit import AuditEntry
from lti_plugin.store.jobs import SCORE, TRAIN
from lti_plugin.store.models import ModelRun
from recommender.engine import model_store
from recommender.engine.errors import ModelUnreadable

CHANGED = "another model put in use"


def usable(runs: Sequence[ModelRun], current: ModelRun | None, root: Path) -> set[UUID]:
    """Return those of these trainings whose model is still kept and not in use."""
    kept = set(model_store.versions(root))
    return {run.id for run in runs if run.version in kept and run is not current}


def use(session: Session, site_id: UUID, run_id: UUID, root: Path, actor: str) -> ModelRun:
    """Let the model of this training rank from now on; what came later does no more.

    The next training that does well enough takes its place as always.

    Raises
    ------
    NotFound
        When there is no such training on this site.
    BadInput
        When its model is no longer kept, cannot be read, or knows somebody who has been erased or
        has opted out since; or while a training is under way.
    """
    site = sites.hold(session, site_id)
    run = session.get(ModelRun, run_id)
    if run is None or run.site_id != site_id:
        raise NotFound("There is no such training here.")
    before = models.current(session, site_id)
    if before is run:
        return run
    if jobs.unfinished(session, site_id, TRAIN) is not None:
        raise BadInput("A training is under way.", hint="Wait until it has ended.")
    version = _checked(session, run, root)
    for later in _later(session, run):
        later.promoted, later.note = False, TAKEN_BACK
    run.promoted, run.note = True, None
    details = {"before": before and str(before.created_at), "now": str(run.created_at)}
    session.add(AuditEntry(site_id=site.id, actor=actor, action=CHANGED, details=details))
    jobs.enqueue(session, site_id, SCORE, afresh=True)
    session.flush()
    model_store.point_to(root, version)
    return run


def knows_only(known: Collection[str], version: Path) -> bool:
    """Say whether a model knows nobody else; of one that cannot be read nobody can tell."""
    try:
        return model_store.learners_of(version) <= set(known)
    except ModelUnreadable:
        return False


def may_be_known(session: Session, site_id: UUID) -> set[str]:
    """Return the ids of those whom a model may know: who is here and has not opted out."""
    left_out = choices.those(session, site_id, choices.HISTORY)
    return {str(person) for person in crowds.everybody(session, site_id) - left_out}


def _checked(session: Session, run: ModelRun, root: Path) -> str:
    if run.basis == FEATURES or run.version not in model_store.versions(root):
        raise BadInput("The model of this training is not kept any more.", hint="Train anew.")
    version = str(run.version)
    try:
        model_store.load(root / version)
    except ModelUnreadable:
        raise BadInput("The model of this training cannot be read.", hint="Train anew.") from None
    if not knows_only(may_be_known(session, run.site_id), root / version):
        raise BadInput(
            "This model knows somebody who has been erased or has opted out since.",
            hint="Train anew.",
        )
    return version


def _later(session: Session, run: ModelRun) -> Sequence[ModelRun]:
    return session.scalars(
        select(ModelRun).where(
            ModelRun.site_id == run.site_id,
            ModelRun.promoted.is_(True),
            ModelRun.created_at > run.created_at,
        )
    ).all()
