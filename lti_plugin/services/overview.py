"""The state of a site at a glance: connection, counts, last training, running jobs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from lti_plugin.services import freshness
from lti_plugin.services.freshness import Freshness
from lti_plugin.store import jobs, models, sites
from lti_plugin.store.courses import Course
from lti_plugin.store.jobs import QUEUED, RUNNING, Job
from lti_plugin.store.models import ModelRun
from lti_plugin.store.participation import Completion, Enrolment
from lti_plugin.store.people import Person
from lti_plugin.store.sites import Site


@dataclass(frozen=True)
class Overview:
    """What an admin wants to know first."""

    site: Site
    courses: int
    people: int
    enrolments: int
    completions: int
    model: ModelRun | None
    jobs: Sequence[Job]
    freshness: Freshness

    @property
    def busy(self) -> bool:
        """Whether a job waits or runs."""
        return any(job.status in (QUEUED, RUNNING) for job in self.jobs)


def of_site(session: Session, site_id: UUID) -> Overview:
    """Return the state of one site."""
    site = sites.get(session, site_id)

    def count(
        table: type[Course | Person | Enrolment | Completion], *where: ColumnElement[bool]
    ) -> int:
        query = select(func.count()).select_from(table).where(table.site_id == site_id, *where)
        return session.scalar(query) or 0

    return Overview(
        site=site,
        courses=count(Course, Course.gone_at.is_(None)),
        people=count(Person, Person.gone_at.is_(None)),
        enrolments=count(Enrolment, Enrolment.active.is_(True)),
        completions=count(Completion),
        model=models.current(session, site_id),
        jobs=jobs.latest(session, site_id, 10),
        freshness=freshness.of_site(session, site_id),
    )
