"""What an admin asks for about a file of courses or skills: look at it, take it over, forget it."""

from __future__ import annotations

from typing import IO
from uuid import UUID

from sqlalchemy.orm import Session

from lti_plugin.errors import BadInput
from lti_plugin.services import catalogue_import
from lti_plugin.services.batches import batches
from lti_plugin.services.catalogue_import import AT_ONCE, Found
from lti_plugin.store import catalogue_files, jobs, sites
from lti_plugin.store.catalogue_files import COURSES, SKILLS, CatalogueFile
from lti_plugin.store.jobs import COURSE_FILE, SKILL_FILE, Job
from lti_plugin.store.sent_files import CHECKED

KINDS = {COURSES: COURSE_FILE, SKILLS: SKILL_FILE}
SMALL = 500  # rows that are looked at while the sender waits


def job(session: Session, site_id: UUID, what: str) -> Job | None:
    """Return the last job about a file of this sort, if there was one."""
    return jobs.last_of(session, site_id, KINDS[what])


def send(
    session: Session, site_id: UUID, what: str, file: tuple[str, IO[bytes]], by: str
) -> CatalogueFile:
    """Keep a file of this name and content, and look at it; a long one in the background.

    Raises
    ------
    BadFile, BadInput
        When the file is not usable, or another one is being worked on.
    """
    _none_runs(session, site_id, what)
    row = catalogue_import.keep(session, site_id, what, *file, by)
    if row.lines > SMALL:
        jobs.enqueue(session, site_id, KINDS[what], {"file": str(row.id)})
        return row
    found = Found()
    reading = catalogue_import.taker(row, sites.get(session, site_id).timezone)
    for some in batches(reading.rows(), AT_ONCE[what]):
        catalogue_import.look(session, reading, found, some)
    catalogue_import.ended(row, found)
    return row


def take(session: Session, site_id: UUID, what: str, file_id: UUID, by: str) -> Job:
    """Ask for a file that has been looked at to be taken over.

    Raises
    ------
    BadInput
        When it has not been looked at, or a file is being worked on.
    NotFound
        When the file is not here any more.
    """
    _none_runs(session, site_id, what)
    row = catalogue_files.get(session, site_id, what, file_id)
    if row.state != CHECKED:
        raise BadInput("The file has to be looked at first.", hint="Send it again.")
    arguments = {"file": str(row.id), "take": True, "by": by}
    return jobs.enqueue(session, site_id, KINDS[what], arguments)


def drop(session: Session, site_id: UUID, what: str) -> None:
    """Forget the file of a sort; a job that works on it stops at its next batch."""
    running = jobs.unfinished(session, site_id, KINDS[what])
    if running is not None:
        jobs.cancel(session, site_id, running.id)
    catalogue_files.forget(session, site_id, what)


def _none_runs(session: Session, site_id: UUID, what: str) -> None:
    if jobs.unfinished(session, site_id, KINDS[what]) is not None:
        raise BadInput("A file is being worked on.", hint="Wait until it is done, or stop it.")
