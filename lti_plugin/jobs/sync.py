"""Brings a site's courses, people and participation up to date from where they are kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from connectors.records import (
    Category,
    Completion,
    Course,
    Enrolment,
    Learner,
    Page,
    Rejected,
)
from connectors.records import Notice as Noted
from lti_plugin.jobs import competencies, following, gone, upgrades, withdrawn
from lti_plugin.jobs.competencies import RATINGS
from lti_plugin.jobs.gone import COURSES, ENROLMENTS, PEOPLE
from lti_plugin.jobs.plans import Stage
from lti_plugin.jobs.resume import is_past, take_over
from lti_plugin.jobs.tools import Source, Tools
from lti_plugin.jobs.withdrawn import COMPLETIONS
from lti_plugin.services import (
    catalogue_rules,
    matching,
    prerequisite_texts,
)
from lti_plugin.services.batches import batches
from lti_plugin.store import (
    courses,
    crowds,
    erasure,
    jobs,
    notices,
    participation,
    people,
    sites,
    skills,
)
from lti_plugin.store.base import now
from lti_plugin.store.jobs import SYNC, Job
from lti_plugin.store.notices import Notice, reported
from lti_plugin.store.people import Changes
from lti_plugin.store.sites import Site

CATALOGUE, PARTICIPATION, FINISH = "catalogue", "participation", "finish"
ORDER = (CATALOGUE, PEOPLE, PARTICIPATION, RATINGS, FINISH)
BATCH = 1_000
AGAIN = {ENROLMENTS: ("completions_same", "unmatched")}

Write = Callable[[Session, Job, Source, list[Any]], None]


def catalogue(tools: Tools, job_id: UUID, _cursor: str | None) -> None:
    """Write the categories and courses, their skills and prerequisites; begins again if broken."""
    with tools.batch(job_id) as (session, job):
        take_over(session, job)
        if is_past(job, CATALOGUE, ORDER):
            return
        site, _ = _begin(session, job, CATALOGUE, COURSES)
    needs: dict[UUID, tuple[str, ...]] = {}

    def write(session: Session, job: Job, source: Source, records: list[Course]) -> None:
        here = sites.get(session, job.site_id)
        records = matching.prepared(session, here, records, source.course_kind)
        changes = courses.upsert(session, job.site_id, records, source.course_kind)
        catalogue_rules.after_sync(session, job.site_id, changes.ids)
        told = list(zip(changes.ids, records, strict=True))
        links = {key: each.skills for key, each in told if "skills" not in each.silent}
        linked = skills.replace_source_links(session, job.site_id, links, source.origin)
        needs.update(
            (key, each.prerequisites) for key, each in told if "prerequisites" not in each.silent
        )
        _remember(session, job, source, COURSES, changes)
        _count(job, "courses", changes)
        jobs.count(job, skill_links_changed=linked)

    with tools.open_source(site) as source:
        upgrades.notice(tools, job_id, source)
        for batch in batches(source.connector.categories(), BATCH):
            _put(tools, job_id, source, batch, _write_categories)
        competencies.take_in(tools, job_id, source)
        for read in batches(source.connector.courses(), BATCH):
            _put(tools, job_id, source, read, write)
    with tools.batch(job_id) as (session, job):
        _write_prerequisites(session, job, source, needs)
        _close(session, job, COURSES, source)


def everyone(tools: Tools, job_id: UUID, _cursor: str | None) -> None:
    """Write the people; begins again if broken off, since their pages shift while rows change."""
    with tools.batch(job_id) as (session, job):
        if is_past(job, PEOPLE, ORDER):
            return
        site, _ = _begin(session, job, PEOPLE, PEOPLE)
    key = tools.vault.derive(erasure.TOMBSTONES)

    def write(session: Session, job: Job, source: Source, records: list[Learner]) -> None:
        welcome = erasure.welcome(session, key, job.site_id, records, source.person_kind)
        here = sites.get(session, job.site_id)
        welcome = matching.prepared(session, here, welcome, source.person_kind)
        changes = people.upsert(session, job.site_id, welcome, source.person_kind)
        _remember(session, job, source, PEOPLE, changes)
        _count(job, "people", changes)
        jobs.count(job, people_erased=len(records) - len(welcome))

    with tools.open_source(site) as source:
        for page in source.connector.learner_pages():
            for batch in batches(page.records, BATCH):
                _put(tools, job_id, source, batch, write)
        skipped = gone.after_all(tools, job_id, source)
    with tools.batch(job_id) as (session, job):
        jobs.remember(session, job, PEOPLE, skipped)
        _close(session, job, PEOPLE, source)


def who_does_what(tools: Tools, job_id: UUID, _cursor: str | None) -> None:
    """Write enrolments and completions; goes on at the page where it was broken off."""
    with tools.batch(job_id) as (session, job):
        if is_past(job, PARTICIPATION, ORDER):
            return
        site, start = _begin(session, job, PARTICIPATION, ENROLMENTS)
    with tools.open_source(site) as source:
        if start is not None and not source.steady:
            with tools.batch(job_id) as (session, job):
                job.cursor = None
                site, start = _begin(session, job, PARTICIPATION, ENROLMENTS)
        with tools.database.reading() as session:
            who = people.by_kind(session, site.id, source.person_kind)
            what = courses.by_kind(session, site.id, source.course_kind)

        def write(
            session: Session, job: Job, source: Source, records: list[Enrolment | Completion]
        ) -> None:
            told = {who[each.learner_id] for each in records if each.learner_id in who}
            here = crowds.still_here(session, job.site_id, told)
            known = [
                ((who[record.learner_id], what[record.course_id]), record)
                for record in records
                if who.get(record.learner_id) in here and record.course_id in what
            ]
            enrolled = [(pair, each) for pair, each in known if isinstance(each, Enrolment)]
            finished = [(pair, each) for pair, each in known if isinstance(each, Completion)]
            changes = participation.upsert_enrolments(session, job.site_id, enrolled)
            _remember(session, job, source, ENROLMENTS, changes)
            _count(job, "enrolments", changes)
            kept = participation.keep_completions(session, job.site_id, finished)
            withdrawn.remember(session, job, source, kept.ids)
            _count(job, "completions", kept)
            jobs.count(job, unmatched=len(records) - len(known))

        for page in source.connector.participation_pages(start):
            cut = list(batches(page.records, BATCH)) or [[]]
            for batch in cut:
                whole = batch is cut[-1]
                _put(tools, job_id, source, batch, write, page if whole else None)
    with tools.batch(job_id) as (session, job):
        left_out = job.counts.get("unmatched", 0)
        if left_out:
            jobs.note(job, [Notice(notices.UNMATCHED, {"number": left_out})])
        withdrawn.mark(session, job, source)
        _close(session, job, ENROLMENTS, source)


def ratings(tools: Tools, job_id: UUID, _cursor: str | None) -> None:
    """Write how people are rated; begins again if broken off."""
    competencies.rated(tools, job_id, ORDER)


def finish(tools: Tools, job_id: UUID, _cursor: str | None) -> None:
    """Say what changed, note the time and ask for what follows: a training, or new lists."""
    with tools.batch(job_id) as (session, job):
        if is_past(job, FINISH, ORDER):
            return
        jobs.enter(job, FINISH)
        endings = ("_added", "_changed", "_gone")
        written = sum(n for name, n in job.counts.items() if name.endswith(endings))
        job.counts = {**job.counts, "written": written}
        if written == 0:
            jobs.note(job, [Notice(notices.NOTHING_NEW)])
        site = sites.get(session, job.site_id)
        if job.kind == SYNC or site.token is None:  # files say nothing of how new Moodle's data is
            site.synced_at = now()
        jobs.forget(session, job)
        following.ask(session, site, written, tools.settings.models_dir)


STAGES = (
    Stage(CATALOGUE, catalogue),
    Stage(PEOPLE, everyone),
    Stage(PARTICIPATION, who_does_what),
    Stage(RATINGS, ratings),
    Stage(FINISH, finish),
)


def _begin(session: Session, job: Job, stage: str, what: str) -> tuple[Site, str | None]:
    """Enter a stage, or stay in it when it goes on at a cursor; return the site and the cursor.

    A pass that has lost its memory, as in a restored backup, would take everything before the
    cursor for gone: it begins again.
    """
    lost = job.done > 0 and not jobs.remembers(session, job, what)
    if job.stage != stage or job.cursor is None or lost:
        jobs.enter(job, stage)
        jobs.forget(session, job, what)
        if what == ENROLMENTS:
            jobs.forget(session, job, COMPLETIONS)
        again = {f"{what}_same", f"rejected_in_{stage}", *AGAIN.get(what, ())}
        job.counts = {name: n for name, n in job.counts.items() if name not in again}
    return sites.get(session, job.site_id), job.cursor


def _put(
    tools: Tools,
    job_id: UUID,
    source: Source,
    records: Sequence[Any],
    write: Write,
    whole: Page[Any] | None = None,
) -> None:
    """Write one batch; what it says, how far the job is and where to go on commit together.

    ``whole`` is the page that this batch completes.
    """
    good = [record for record in records if not isinstance(record, Rejected)]
    told = [record for record in records if isinstance(record, Rejected)]
    with tools.batch(job_id) as (session, job):
        write(session, job, source, good)
        _spare(session, job, source, {each.learner_id for each in told if each.learner_id})
        jobs.note(job, reported(told))
        bad = sum(not isinstance(each, Noted) for each in told)
        jobs.count(job, **{"rejected": bad, f"rejected_in_{job.stage}": bad})
        job.done += len(good)
        if whole is not None:
            job.cursor = whole.cursor


def _spare(session: Session, job: Job, source: Source, learners: set[str]) -> None:
    """Take what people do whose courses could not be read for met: it may go on."""
    if learners and source.whole:
        who = crowds.by_values(session, job.site_id, source.person_kind, learners)
        held = participation.enrolments_of(session, job.site_id, who)
        jobs.remember(session, job, ENROLMENTS, held)
        finished = participation.completions_of(session, job.site_id, who)
        withdrawn.remember(session, job, source, finished)


def _close(session: Session, job: Job, what: str, source: Source) -> None:
    """Mark what is gone; a row that could not be read is not gone, so then nothing is marked."""
    if not source.whole:
        return
    if what != ENROLMENTS and job.counts.get(f"rejected_in_{job.stage}"):
        jobs.note(job, [Notice(notices.UNREAD.format(what))])
        return
    gone.mark(session, job, what, source)


def _remember(session: Session, job: Job, source: Source, what: str, changes: Changes) -> None:
    """Note what a pass over everything has met, so that the rest can be marked gone."""
    if source.whole:
        jobs.remember(session, job, what, changes.ids)


def _count(job: Job, what: str, changes: Changes) -> None:
    said = {"added": changes.added, "changed": changes.changed, "same": changes.same}
    jobs.count(job, **{f"{what}_{how}": n for how, n in said.items()})


def _write_categories(session: Session, job: Job, _source: Source, records: list[Category]) -> None:
    written = courses.upsert_categories(session, job.site_id, records)
    jobs.count(job, categories_changed=written)


def _write_prerequisites(
    session: Session, job: Job, source: Source, needs: dict[UUID, tuple[str, ...]]
) -> None:
    changed, missing = prerequisite_texts.write(session, job.site_id, needs, source.course_kind)
    unknown = sorted({text for texts in missing.values() for text in texts})
    jobs.note(job, [Notice(notices.NO_SUCH_COURSE, {"name": text}) for text in unknown])
    jobs.count(job, prerequisites_changed=changed)
