"""Keeps each person's best courses, for the views that look at many people at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, insert, or_, select
from sqlalchemy.orm import Session

from lti_plugin.jobs import cohorts
from lti_plugin.jobs.plans import Stage
from lti_plugin.jobs.tools import Tools
from lti_plugin.services import learning, needs, picks
from lti_plugin.services.shelf import Shelf
from lti_plugin.store import choices, jobs, models
from lti_plugin.store.base import now
from lti_plugin.store.choices import HISTORY
from lti_plugin.store.crowds import still_here
from lti_plugin.store.jobs import SCORE, Job
from lti_plugin.store.models import ModelRun, Scored
from lti_plugin.store.people import Person
from recommender.engine.facts import Person as Asking
from recommender.ranker import Ranker
from recommender.recommend import Recommendation, recommend_block
from recommender.skills.gains import Needs

# One durable step ranks so many people; fewer are read, ranked and written at once, so that memory
# stays small and others who write never wait long.
BLOCK = 10_000
AT_ONCE = 500
KEPT = 20
_id = lru_cache(maxsize=50_000)(UUID)


def score(tools: Tools, job_id: UUID, _cursor: str | None) -> str | None:
    """Rank the courses for one block of people; goes on at the cursor that the job keeps."""
    cursor = None
    for _ in range(max(1, BLOCK // AT_ONCE)):
        cursor = _go_on(tools, job_id)
        if cursor is None:
            break
    return cursor


def _go_on(tools: Tools, job_id: UUID) -> str | None:
    """Rank the courses for the next few people and keep their lists; return where they end."""
    with tools.database.reading() as session:
        job = jobs.get(session, job_id)
        run = models.current(session, job.site_id)
        if run is None:
            return None
        after = _reached(job, run)
        people = _next(session, job.site_id, after)
        hidden = choices.those(session, job.site_id, choices.COHORTS)
        groups = _groups(tools, session, job.site_id, [p for p in people if p.id not in hidden])
        total = _total(session, job.site_id) if after is None else job.total
    rows = [
        {
            "site_id": run.site_id,
            "model_run_id": run.id,
            "person_id": person.id,
            "course_id": _id(item.course_id),
            "rank": item.rank,
            "score": item.score,
        }
        for group in groups
        for person, items in zip(group.people, group.rankings(), strict=True)
        for item in items
    ]
    with tools.batch(job_id) as (session, job):
        if after is None:
            jobs.enter(job, SCORE, total)
            job.counts = job.counts | {"people_scored": 0}
        here = still_here(session, job.site_id, [person.id for person in people])
        _replace(session, here, [row for row in rows if row["person_id"] in here])
        job.done += len(people)
        jobs.count(job, people_scored=sum(len(group.people) for group in groups))
        job.cursor = f"{run.id} {people[-1].id}" if len(people) == AT_ONCE else None
        if job.cursor is None:
            _drop_others(session, job, run)
        return job.cursor


def _reached(job: Job, run: ModelRun) -> UUID | None:
    """Return the last person with a list of this job, None before the first.

    After another training everybody needs a new list: those of the one before are dropped.
    """
    of_run, _, person = (job.cursor or "").partition(" ")
    return UUID(person) if job.stage == SCORE and of_run == str(run.id) else None


@dataclass(frozen=True)
class _Group:
    """People who are ranked by the same ranker, with what each of them asks for."""

    ranker: Ranker
    people: Sequence[Person]
    asking: Sequence[Asking]
    wanted: Sequence[Needs]
    pins: Sequence[Sequence[str]]

    def rankings(self) -> list[list[Recommendation]]:
        return recommend_block(self.ranker, self.asking, KEPT, self.wanted, self.pins)


def _groups(
    tools: Tools, session: Session, site_id: UUID, people: Sequence[Person]
) -> list[_Group]:
    """Return these people with all that ranking them takes; who opted out is ranked without others.

    Whoever opted out of cohorts is in no group: the lists are kept for these alone.
    """
    shelf, alone = _shelf(tools.settings.models_dir), choices.those(session, site_id, HISTORY)
    picked = picks.of_people(session, site_id, people, now().date())
    parts = {own: [p for p in people if (p.id in alone) == own] for own in (False, True)}
    return [
        _Group(
            shelf.ranker(session, site_id, alone=own),
            part,
            learning.asking_of(session, site_id, part, now()),
            needs.of_people(session, site_id, part, now().date()),
            [picked[person.id].pins for person in part],
        )
        for own, part in parts.items()
        if part
    ]


@cache
def _shelf(models_dir: Path) -> Shelf:
    return Shelf(models_dir)


def _next(session: Session, site_id: UUID, after: UUID | None) -> Sequence[Person]:
    query = select(Person).where(Person.site_id == site_id, Person.gone_at.is_(None))
    if after is not None:
        query = query.where(Person.id > after)
    return session.scalars(query.order_by(Person.id).limit(AT_ONCE)).all()


def _total(session: Session, site_id: UUID) -> int:
    query = select(func.count()).where(Person.site_id == site_id, Person.gone_at.is_(None))
    return session.scalar(query) or 0


def _replace(session: Session, people: set[UUID], rows: list[dict[str, Any]]) -> None:
    session.execute(delete(Scored).where(Scored.person_id.in_(people)))
    if rows:
        session.execute(insert(Scored), rows)


def _drop_others(session: Session, job: Job, run: ModelRun) -> None:
    """Drop the lists of people who are gone, and those that an earlier training gave."""
    gone = select(Person.id).where(Person.site_id == job.site_id, Person.gone_at.is_not(None))
    session.execute(
        delete(Scored)
        .where(Scored.site_id == job.site_id)
        .where(or_(Scored.model_run_id != run.id, Scored.person_id.in_(gone)))
    )


STAGES = (Stage(SCORE, score), *cohorts.STAGES)
