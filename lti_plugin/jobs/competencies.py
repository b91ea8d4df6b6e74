"""Reads the frameworks of a site, and how people are rated in their competencies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from uuid import UUID

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from connectors.errors import ConnectorError
from connectors.records import CompetencyRating, Rater, Rejected
from lti_plugin.jobs.gone import CONFIRM
from lti_plugin.jobs.plans import line_of
from lti_plugin.jobs.resume import is_past
from lti_plugin.jobs.tools import Source, Tools
from lti_plugin.services import competencies, competency_ratings, scales
from lti_plugin.services.batches import batches
from lti_plugin.services.scales import Scales
from lti_plugin.store import competencies as rows
from lti_plugin.store import crowds, jobs, notices, people, sites
from lti_plugin.store.base import now
from lti_plugin.store.competencies import Competency
from lti_plugin.store.evidence import EvidenceRow
from lti_plugin.store.jobs import Job, Seen
from lti_plugin.store.notices import Notice, reported

RATINGS = "ratings"
BATCH = 1_000
MOST, FEW = 0.5, 10  # of the ratings, at once: more is rather a report that lost its rows
MOST_DATED = 200  # in one sync: Moodle takes some 40 ms for each
AGAIN = ("ratings_same", "ratings_unmatched", "ratings_rejected")


def take_in(tools: Tools, job_id: UUID, source: Source) -> None:
    """Write the competencies, so that what courses say of them finds its skill."""
    if not isinstance(source.connector, Rater):
        return
    read = list(source.connector.competencies())
    told = [each for each in read if isinstance(each, Rejected)]
    good = [each for each in read if not isinstance(each, Rejected)]
    with tools.batch(job_id) as (session, job):
        written = competencies.write(session, job.site_id, good, whole=not told)
        jobs.note(job, reported(told))
        jobs.count(job, competencies_changed=written)


def rated(tools: Tools, job_id: UUID, order: Sequence[str]) -> None:
    """Write the ratings; whatever hinders that is noted, and the sync goes on.

    A rating that a complete pass did not meet is withdrawn.
    """
    with tools.batch(job_id) as (session, job):
        if is_past(job, RATINGS, order):
            return
        jobs.enter(job, RATINGS)
        jobs.forget(session, job, RATINGS)
        job.counts = {name: n for name, n in job.counts.items() if name not in AGAIN}
        site = sites.get(session, job.site_id)
    with tools.open_source(site) as source:
        rater = source.connector
        if not isinstance(rater, Rater):
            return
        if not rater.rates:
            with tools.batch(job_id) as (session, job):
                lost = competency_ratings.withdraw(session, competency_ratings.every(job.site_id))
                jobs.count(job, ratings_gone=lost)
            return
        try:
            _read(tools, job_id, source, rater)
        except ConnectorError as error:
            with tools.batch(job_id) as (session, job):
                jobs.note(job, [Notice(notices.RATINGS_UNREAD, {"text": line_of(error)})])
                jobs.count(job, ratings_not_read=1)
            return
        with tools.batch(job_id) as (session, job):
            _close(session, job)
        _date(tools, job_id, rater)


def _read(tools: Tools, job_id: UUID, source: Source, rater: Rater) -> None:
    with tools.database.reading() as session:
        site_id = jobs.get(session, job_id).site_id
        who = people.by_kind(session, site_id, source.person_kind)
        what = {row.source_id: row for row in rows.of_site(session, site_id)}
        session.expunge_all()
    for page in rater.rating_pages():
        for batch in batches(page.records, BATCH):
            good = [each for each in batch if not isinstance(each, Rejected)]
            told = [each for each in batch if isinstance(each, Rejected)]
            with tools.batch(job_id) as (session, job):
                _write(session, job, good, who, what)
                jobs.note(job, reported(told))
                jobs.count(job, ratings_rejected=len(told))
                job.done += len(batch)


def _date(tools: Tools, job_id: UUID, rater: Rater) -> None:
    """Ask when ratings were given, the newest first and so many at a time as take seconds."""
    with tools.database.reading() as session:
        open_ = competency_ratings.undated(session, jobs.get(session, job_id).site_id, MOST_DATED)
    days: dict[UUID, date] = {}
    told: list[Notice] = []
    try:
        for row_id, learner_id, competency_id in open_ if rater.dates_ratings else ():
            moment = rater.rated_at(learner_id, competency_id)
            if moment is not None:
                days[row_id] = moment.date()
    except ConnectorError as error:
        told = [Notice(notices.DAYS_UNREAD, {"text": line_of(error)})]
    with tools.batch(job_id) as (session, job):
        jobs.count(job, ratings_dated=competency_ratings.give_days(session, days))
        jobs.note(job, told)


def _write(
    session: Session,
    job: Job,
    records: Sequence[CompetencyRating],
    who: dict[str, UUID],
    what: dict[str, Competency],
) -> None:
    site = sites.hold(session, job.site_id)
    told = {who[each.learner_id] for each in records if each.learner_id in who}
    here = crowds.still_here(session, site.id, told)
    present = {name: person_id for name, person_id in who.items() if person_id in here}
    words = Scales(site.fields)
    kept = competency_ratings.write(session, site.id, records, present, what, words, now().date())
    scales.keep(site, words)
    jobs.remember(session, job, RATINGS, kept.ids)
    jobs.count(
        job,
        ratings_added=kept.added,
        ratings_changed=kept.changed,
        ratings_same=kept.same,
        ratings_unmatched=kept.unmatched,
    )
    jobs.note(job, [Notice(notices.WORD_COUNTS, asdict(each)) for each in words.drafted])
    jobs.note(job, [Notice(notices.WORD_UNCLEAR, {"word": word}) for word in sorted(kept.unclear)])


def _close(session: Session, job: Job) -> None:
    """Withdraw what the pass did not meet, unless so much is missing that something is wrong."""
    every = competency_ratings.every(job.site_id)
    met = exists().where(Seen.job_id == job.id, Seen.kind == RATINGS, Seen.row_id == EvidenceRow.id)
    missing = every.where(~met)
    total, lost = (
        session.scalar(select(func.count()).select_from(each.subquery())) or 0
        for each in (every, missing)
    )
    if lost > max(FEW, total * MOST) and not job.arguments.get(CONFIRM):
        jobs.count(job, ratings_to_confirm=lost)
        values = {"lost": lost, "total": total}
        jobs.note(job, [Notice(notices.TO_CONFIRM.format(RATINGS), values)])
    else:
        jobs.count(job, ratings_gone=competency_ratings.withdraw(session, missing))
    jobs.forget(session, job, RATINGS)
