"""Marks what a complete pass did not meet, unless so much is missing that something is wrong."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, func, select, update
from sqlalchemy.orm import Session

from connectors.records import Lookup
from lti_plugin.jobs.tools import Source, Tools
from lti_plugin.store import jobs
from lti_plugin.store.base import now
from lti_plugin.store.courses import Course, CourseId
from lti_plugin.store.jobs import Job, Seen
from lti_plugin.store.notices import LACKS, TO_CONFIRM, Notice
from lti_plugin.store.participation import Enrolment
from lti_plugin.store.people import MOODLE, Person, PersonId

COURSES, PEOPLE, ENROLMENTS = "courses", "people", "enrolments"
MOST = {COURSES: 0.1, PEOPLE: 0.1, ENROLMENTS: 0.5}
CONFIRM = "confirm_gone"


def mark(session: Session, job: Job, what: str, source: Source) -> None:
    """Mark what this job has not seen: courses and people as gone, enrolments as not active.

    A token that lost a right must not empty the catalogue: above a tenth of the courses or of the
    people, or half of the enrolments, nothing is marked and the job says how to confirm it.
    """
    missing = _missing(session, job, what, source)
    total, lost = _count(session, _present(what, job.site_id, source)), _count(session, missing)
    if _too_many(job, what, lost, total):
        jobs.count(job, **{f"{what}_to_confirm": lost})
        jobs.note(job, _asking(what, lost, total, source))
        return  # what was met stays remembered: of the rest it is not known who is in what
    if lost:
        table, said = _said(what)
        session.execute(
            update(table).where(_in(table.id, missing)).values(said),
            execution_options={"synchronize_session": False},
        )
        jobs.count(job, **{f"{what}_gone": lost})
    jobs.forget(session, job, what)


def after_all(tools: Tools, job_id: UUID, source: Source) -> list[UUID]:
    """Return those whom the pass over the people did not meet though the source has them.

    Pages are counted from the top, so somebody deleted between two of them makes the second skip
    somebody else. A source that can be asked about single people is asked, unless so many are
    missing that nobody would be marked gone.
    """
    if not source.whole or not isinstance(source.connector, Lookup):
        return []
    with tools.database.reading() as session:
        job = jobs.get(session, job_id)
        missing = _missing(session, job, PEOPLE, source)
        total = _count(session, _present(PEOPLE, job.site_id, source))
        if _too_many(job, PEOPLE, _count(session, missing), total):
            return []
        ids = select(PersonId.value, PersonId.person_id).where(
            PersonId.site_id == job.site_id,
            PersonId.kind == source.person_kind,
            _in(PersonId.person_id, missing),
        )
        owners = {value: person_id for value, person_id in session.execute(ids)}
    there = source.connector.present(sorted(owners)) if owners else set()
    return [owners[value] for value in there]


def _asking(what: str, lost: int, total: int, source: Source) -> list[Notice]:
    """Return what the job says instead of marking so much as gone."""
    told = [Notice(TO_CONFIRM.format(what), {"lost": lost, "total": total})]
    if source.person_kind == MOODLE:
        told.append(Notice(LACKS.format(what)))
    return told


def _missing(session: Session, job: Job, what: str, source: Source) -> Select[Any]:
    """Select what this job has not met, enrolments only where their course and person were met.

    What was met of courses or people is still remembered where none was marked gone.
    """
    present = _present(what, job.site_id, source)
    missing = present.where(~_met(job, what, present.selected_columns[0]))
    if what == ENROLMENTS:
        for kind, owner in ((COURSES, Enrolment.course_id), (PEOPLE, Enrolment.person_id)):
            if jobs.remembers(session, job, kind):
                missing = missing.where(_met(job, kind, owner))
    return missing


def _met(job: Job, what: str, column: Any) -> ColumnElement[bool]:
    return exists().where(Seen.job_id == job.id, Seen.kind == what, Seen.row_id == column)


def _count(session: Session, query: Select[Any]) -> int:
    return session.scalar(select(func.count()).select_from(query.subquery())) or 0


def _too_many(job: Job, what: str, lost: int, total: int) -> bool:
    return lost > total * MOST[what] and not job.arguments.get(CONFIRM)


def _present(what: str, site_id: UUID, source: Source) -> Select[Any]:
    """Select the ids of what the source listed before; rows of other origins are not its own."""
    if what == COURSES:
        of_source = select(CourseId.course_id).where(
            CourseId.site_id == site_id, CourseId.kind == source.course_kind
        )
        return select(Course.id).where(
            Course.site_id == site_id, Course.gone_at.is_(None), _in(Course.id, of_source)
        )
    people = select(PersonId.person_id).where(
        PersonId.site_id == site_id, PersonId.kind == source.person_kind
    )
    if what == PEOPLE:
        return select(Person.id).where(
            Person.site_id == site_id, Person.gone_at.is_(None), _in(Person.id, people)
        )
    return select(Enrolment.id).where(
        Enrolment.site_id == site_id, Enrolment.active, _in(Enrolment.person_id, people)
    )


def _said(what: str) -> tuple[type[Any], dict[str, Any]]:
    if what == ENROLMENTS:
        return Enrolment, {"active": False}
    return (Course if what == COURSES else Person), {"gone_at": now()}


def _in(column: Any, query: Select[Any]) -> ColumnElement[bool]:
    found: ColumnElement[bool] = column.in_(query)
    return found
