"""What ranks a site's courses today, what its trainings found, and what is under way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from lti_plugin.errors import NotFound
from lti_plugin.services import model_card, popularity
from lti_plugin.services.freshness import FEATURES
from lti_plugin.services.model_card import ALL_TAKEN, TOO_ALIKE, TOO_FEW, Comparison
from lti_plugin.store import jobs, models, sites
from lti_plugin.store.jobs import FAILED, SCORE, TRAIN, Job
from lti_plugin.store.models import ModelRun

KEPT = 20
READ_MORE = "Read more history with `fingerpost sync` or `fingerpost import`, then train."
NOTHING_COMPARED = {
    ALL_TAKEN: (
        "In the last training everybody had finished every course, so there was nothing to tell "
        "methods apart by.",
        "A comparison needs people who have finished different courses.",
    ),
    TOO_ALIKE: (
        "The last training could hold a course out for too few people to compare: most have "
        "finished a single one, or end with one that comes last for all who have it.",
        "A comparison needs people with other histories; more of the same kind do not help.",
    ),
    TOO_FEW: ("The last training had too few people to set apart for a comparison.", READ_MORE),
}


@dataclass(frozen=True)
class Trainings:
    """A site's trainings.

    ``current`` is the one whose model ranks, ``runs`` are the last ones, newest first;
    ``compared`` is what the newest found, None where it compared nothing. ``popularity`` is the
    site's step, ``share`` what it leaves of what was learned about popular courses. ``job`` is a
    training or scoring that waits or runs, ``failed`` why the last training left nothing.
    """

    current: ModelRun | None
    runs: Sequence[ModelRun]
    compared: Comparison | None
    popularity: str
    share: float
    job: Job | None
    failed: str | None

    @property
    def newest(self) -> ModelRun | None:
        """The last training, whether it was promoted or not."""
        return self.runs[0] if self.runs else None


def of_site(session: Session, site_id: UUID) -> Trainings:
    """Return the trainings of one site."""
    runs = models.latest(session, site_id, KEPT)
    step = sites.get(session, site_id).popularity
    waiting = [jobs.unfinished(session, site_id, kind) for kind in (TRAIN, SCORE)]
    return Trainings(
        current=models.current(session, site_id),
        runs=runs,
        compared=model_card.comparison(runs[0] if runs else None),
        popularity=step,
        share=popularity.SHARES[step],
        job=next((job for job in waiting if job is not None), None),
        failed=_failed(session, site_id),
    )


def newest_compared(found: Trainings) -> tuple[ModelRun, Comparison]:
    """Return the newest training with what it compared.

    Raises
    ------
    NotFound
        When there is no training, or the newest compared nothing: why, and what to do about it.
    """
    run, compared = found.newest, found.compared
    if run is None:
        raise NotFound("This site has had no training yet.", hint="Run `fingerpost train`.")
    if compared is not None:
        return run, compared
    if run.basis == FEATURES:
        raise NotFound(f"The last training had nothing to compare: {run.note}", hint=READ_MORE)
    why = model_card.why_not(run)
    if why is None:
        raise NotFound("The last training compared no methods.", hint="Run `fingerpost train`.")
    message, hint = NOTHING_COMPARED[why]
    raise NotFound(message, hint=hint)


def _failed(session: Session, site_id: UUID) -> str | None:
    last = jobs.last_of(session, site_id, TRAIN)
    return last.error if last is not None and last.status == FAILED else None
