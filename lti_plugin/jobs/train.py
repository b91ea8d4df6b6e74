"""Trains a site's model in a child process and notes the training."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from sqlalchemy.orm import Session

from lti_plugin.errors import JobFailed
from lti_plugin.jobs import score, scratch
from lti_plugin.jobs.plans import Stage
from lti_plugin.jobs.tools import Tools
from lti_plugin.services import catalogue, earlier_models, lacking, site_settings, training_notes
from lti_plugin.services.freshness import FEATURES
from lti_plugin.services.model_card import comparison
from lti_plugin.services.training_notes import FORMER, STAYS, WITHOUT
from lti_plugin.store import choices, jobs, models, participation, sites
from lti_plugin.store.base import now
from lti_plugin.store.jobs import TRAIN, Job
from lti_plugin.store.models import ModelRun
from lti_plugin.store.notices import NOT_COMPARED, TRAINING, Notice
from recommender.engine import model_store
from recommender.engine.child import train_in_child
from recommender.engine.dataset import Dataset, build_dataset
from recommender.engine.errors import BelowFloor, ModelUnreadable, NotEnoughHistory
from recommender.engine.held_out import people_set_apart
from recommender.ranker import Ranker
from recommender.skills.evidence import COMPLETION

HISTORY = "history"
SEED = 0
AT_MOST = 3.0
SHOW_EVERY_SECONDS = 1.0


def train(tools: Tools, job_id: UUID, _cursor: str | None) -> None:
    """Train on everything that is known and put the new model in use, if the gate lets it.

    A child that fails or is killed leaves the old model in use.

    Raises
    ------
    JobFailed
        When it takes much longer than the budget, or the training input cannot be written.
    EngineError
        With the child's own sentence.
    """
    began = time.monotonic()
    with tools.batch(job_id) as (session, job):
        jobs.enter(job, TRAIN)
        site_id = job.site_id
    with tools.database.reading() as session:
        dataset = _dataset(session, site_id)
    root = tools.settings.models_dir / str(site_id)
    run = ModelRun(
        site_id=site_id,
        people=len(dataset.interactions.learners),
        courses=len(dataset.interactions.courses),
        completions=len(dataset.interactions),
        metrics={},
    )
    try:
        run.version = _in_child(tools, job_id, dataset, root, began)
        run.basis, run.promoted = HISTORY, True
        run.metrics = model_store.load(root / run.version).card
    except NotEnoughHistory as missing:
        run.basis, run.note = FEATURES, str(missing)
    except BelowFloor as refused:
        run.basis, run.promoted = HISTORY, False
        run.metrics, run.note = refused.card, str(refused)
    except OSError as error:
        raise JobFailed(
            f"The training input could not be written: {error.strerror}.",
            hint="Free some space in FINGERPOST_DATA_DIR.",
        ) from error
    run.seconds = round(time.monotonic() - began, 1)
    with tools.batch(job_id) as (session, job):
        forgotten = _forget_erased(session, run, root)
        _note(session, job, run, root, forgotten=forgotten)


def _dataset(session: Session, site_id: UUID) -> Dataset:
    """Return what there is to learn from; nothing is learned from those who opted out.

    With it goes what the people lack with whom the model is compared.
    """
    left_out = choices.those(session, site_id, choices.HISTORY)
    completions = [
        (str(person), str(course), when)
        for person, course, when in participation.all_finished(session, site_id)
        if person not in left_out
    ]
    courses = catalogue.facts(session, site_id)
    dataset = build_dataset(completions, courses, catalogue.learners(session, site_id))
    asked = people_set_apart(dataset, SEED)
    if not asked:
        return dataset
    how = site_settings.weighing(sites.get(session, site_id))
    ranker, today = Ranker(courses, error=how.errors[COMPLETION]), now().date()
    gap = lacking.closed(session, site_id, ranker, dataset, asked, today)
    return replace(dataset, gap=gap)


def _in_child(tools: Tools, job_id: UUID, dataset: Dataset, root: Path, began: float) -> str:
    budget = 60 * tools.settings.train_minutes
    folder = scratch.folder(tools.settings, tools.worker)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return train_in_child(
        dataset,
        root,
        scratch=folder,
        seed=SEED,
        budget_seconds=budget,
        progress=_watch(tools, job_id, began + AT_MOST * budget),
    )


def _watch(tools: Tools, job_id: UUID, deadline: float) -> Callable[[str, int, int], None]:
    """Return what keeps the job's row up to date; its errors end the child."""
    last = ("", 0.0)

    def show(part: str, done: int, total: int) -> None:
        nonlocal last
        at = time.monotonic()
        if at > deadline:
            raise JobFailed(
                "The training took too long and was ended; the model in use is unchanged.",
                hint="Raise FINGERPOST_TRAIN_MINUTES.",
            )
        if part == last[0] and at - last[1] < SHOW_EVERY_SECONDS and done < total:
            return
        last = part, at
        with tools.batch(job_id) as (_session, job):
            job.stage, job.done, job.total = f"{TRAIN}: {part}", done, total

    return show


def _forget_erased(session: Session, run: ModelRun, root: Path) -> bool:
    """Keep nothing but this training's own model where an earlier one knows somebody erased.

    Or somebody who opted out since; so none of them comes back with an earlier model.
    """
    here = earlier_models.may_be_known(session, run.site_id)
    earlier = [name for name in model_store.versions(root) if name != run.version]
    forgotten = any(not earlier_models.knows_only(here, root / name) for name in earlier)
    if forgotten:
        model_store.keep_only(root, run.version)
    return forgotten


def _note(session: Session, job: Job, run: ModelRun, root: Path, *, forgotten: bool) -> None:
    """Keep the training; without a model the ranking by features is what serves from now on."""
    serving = models.current(session, run.site_id)
    run.created_at = now()
    if run.basis == FEATURES:
        run.promoted = forgotten or serving is None or serving.basis == FEATURES
        _tell(job, run)
    elif not run.promoted:
        stays = serving is not None and serving.basis == HISTORY and _is_sound(root)
        run.note = f"{run.note} {FORMER if stays else WITHOUT}"
        _tell(job, run)
        if not stays and (serving is None or serving.basis == HISTORY):
            session.add(_by_features(run))
    elif comparison(run) is None:
        jobs.note(job, [Notice(NOT_COMPARED)])
    session.add(run)
    sites.get(session, run.site_id).trained_at = now()
    jobs.count(job, people=run.people, courses=run.courses, completions=run.completions)


def _tell(job: Job, run: ModelRun) -> None:
    """Let the job say what is to be said about its training, by the keys of the model's page."""
    first, *more = training_notes.notes(run)
    values = dict(first.values) | ({STAYS: more[0].key} if more else {})
    code = TRAINING.format(first.key)
    jobs.note(job, [Notice(code, values, given=str(run.note))])


def _is_sound(root: Path) -> bool:
    """Say whether there is a model that can be read."""
    try:
        return model_store.load_current(root) is not None
    except ModelUnreadable:
        return False


def _by_features(run: ModelRun) -> ModelRun:
    """Return what serves instead of a training that was refused; it counts as the older one."""
    return ModelRun(
        site_id=run.site_id,
        basis=FEATURES,
        people=run.people,
        courses=run.courses,
        completions=run.completions,
        metrics={},
        promoted=True,
        note=WITHOUT,
        created_at=run.created_at - timedelta(milliseconds=1),
    )


STAGES = (Stage(TRAIN, train), *score.STAGES)
