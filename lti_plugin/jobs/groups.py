"""Makes in Moodle the groups and cohorts that were asked for, person by person.

What became of each person is kept at once, and the group is found again by its ID number. So a run
that was broken off, or a second one, makes nothing twice.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from connectors.errors import ConnectorError
from connectors.moodle.writing import Writer
from lti_plugin.jobs.plans import Stage
from lti_plugin.jobs.tools import Tools
from lti_plugin.services import joining, making
from lti_plugin.services import sites as site_service
from lti_plugin.services.batches import batches
from lti_plugin.services.joining import GONE, NO_ACCOUNT, NOT_TEACHER, PASSING, Refusal, Room, Usher
from lti_plugin.store import jobs, made, people, sites
from lti_plugin.store.audit import AuditEntry
from lti_plugin.store.base import now
from lti_plugin.store.jobs import GROUPS, Job
from lti_plugin.store.made import (
    ASKED,
    DONE,
    GROUP,
    INSIDE,
    REFUSED,
    SITE,
    WAITS,
    MadeGroup,
)
from lti_plugin.store.people import MOODLE, Person

AT_ONCE = 50  # people who are looked up together, some seconds before Moodle is asked for each


def make(tools: Tools, job_id: UUID, _cursor: str | None) -> str | None:
    """Make the next one that was asked for; the cursor is the one before it."""
    with tools.batch(job_id) as (session, job):
        row = made.next_asked(session, job.site_id)
        if row is None:
            return None
        total = sum(each.outcome == WAITS for each, _ in made.members(session, row.site_id, row.id))
        jobs.enter(job, GROUPS, total)
        site = sites.get(session, job.site_id)
        session.flush()
        session.expunge(row)
        session.expunge(site)
    try:
        with site_service.outgoing(tools.settings) as http:
            writer = site_service.writer(site, tools.vault, http)
            room = _room(tools, writer, row)
            _note_room(tools, job_id, row, room)
            _fill(tools, job_id, row, Usher(writer, room))
    except PASSING:
        raise
    except ConnectorError as error:
        _end(tools, job_id, row, joining.refusal(error))
    except _NotAllowed:
        _end(tools, job_id, row, Refusal(NOT_TEACHER, ""))
    else:
        _end(tools, job_id, row, None)
    return str(row.id)


class _NotAllowed(Exception):
    """Who asked may not change this course any more."""


def _room(tools: Tools, writer: Writer, row: MadeGroup) -> Room:
    """Look at the course as it is now, and make the group unless it is there."""
    with tools.database.reading() as session:
        course = making.moodle_id(session, row.site_id, row.course_id)
    inside = writer.members(course)
    if row.kind == GROUP:
        with tools.database.reading() as session:
            person = row.person_id
            if person is None or not making.teaches(session, row.site_id, person, inside):
                raise _NotAllowed
    group = making.group_of(writer, row.kind, course, row.id_number)
    if group is None and row.kind == SITE:
        group = writer.make_cohort(row.name, row.id_number)
    elif group is None:
        group = writer.make_group(course, row.name, row.id_number)
    return Room(row.kind, course, group, inside)


def _note_room(tools: Tools, job_id: UUID, row: MadeGroup, room: Room) -> None:
    with tools.batch(job_id) as (session, _job):
        made.get(session, row.site_id, row.id).moodle_id = room.group


def _fill(tools: Tools, job_id: UUID, row: MadeGroup, usher: Usher) -> None:
    with tools.database.reading() as session:
        waiting = [
            member.person_id
            for member, _ in made.members(session, row.site_id, row.id)
            if member.outcome == WAITS
        ]
    for some in batches(waiting, AT_ONCE):
        with tools.database.reading() as session:
            numbers, here = _accounts(session, row.site_id, some)
        for person_id in some:
            number, gone = numbers.get(person_id), person_id not in here
            if number is None or gone:
                outcome, why = REFUSED, Refusal(GONE if gone else NO_ACCOUNT, "")
            else:
                outcome, refused = usher.take(number)
                why = refused or Refusal("", "")
            with tools.batch(job_id) as (session, job):
                _note(session, job, row, person_id, outcome, why)


def _accounts(
    session: Session, site_id: UUID, some: Sequence[UUID]
) -> tuple[Mapping[UUID, str], Collection[UUID]]:
    """Return the numbers in Moodle of these people, and who of them has not gone."""
    here = session.scalars(
        select(Person.id).where(
            Person.site_id == site_id, Person.id.in_(some), Person.gone_at.is_(None)
        )
    )
    return people.ids_of(session, site_id, some, MOODLE), set(here)


def _note(
    session: Session, job: Job, row: MadeGroup, person_id: UUID, outcome: str, why: Refusal
) -> None:
    """Keep what became of somebody; who was erased meanwhile has no row any more."""
    member = made.member(session, row.site_id, row.id, person_id)
    if member is not None:
        member.outcome, member.problem, member.said = outcome, why.problem, why.said
    job.done += 1
    jobs.count(job, people_in_groups=int(outcome in INSIDE))


def _end(tools: Tools, job_id: UUID, row: MadeGroup, refused: Refusal | None) -> None:
    with tools.batch(job_id) as (session, job):
        kept = made.get(session, row.site_id, row.id)
        if kept.state != ASKED:
            return
        kept.state, kept.ended_at = (REFUSED if refused else DONE), now()
        kept.problem, kept.said = (refused.problem, refused.said) if refused else ("", "")
        found = [member.outcome for member, _ in made.members(session, row.site_id, row.id)]
        inside = sum(each in INSIDE for each in found)
        details = {"course": str(row.course_id), "name": row.name, "people": inside}
        details |= {"refused": len(found) - inside}
        action = making.NOT_MADE if refused else making.MADE
        entry = AuditEntry(site_id=row.site_id, actor=row.by, action=action, details=details)
        session.add(entry)
        jobs.count(job, groups_made=int(refused is None))


STAGES = (Stage(GROUPS, make),)
