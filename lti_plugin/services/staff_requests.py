"""What an admin asks for about a file of people: look at it, take it over, forget it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import IO
from uuid import UUID

from sqlalchemy.orm import Session

from connectors.files.staff import ID
from lti_plugin.errors import BadInput
from lti_plugin.services import staff_import
from lti_plugin.services.batches import batches
from lti_plugin.services.staff_import import AT_ONCE, SMALL, Found
from lti_plugin.store import erasure, jobs, people_files, sites
from lti_plugin.store.jobs import STAFF, Job
from lti_plugin.store.people_files import CHECKED, PeopleFile
from lti_plugin.vault import Vault


def key(vault: Vault) -> bytes:
    """Return the key that tombstones of erased people are made with."""
    return vault.derive(erasure.TOMBSTONES)


def job(session: Session, site_id: UUID) -> Job | None:
    """Return the last job about a file of people, if there was one."""
    return jobs.last_of(session, site_id, STAFF)


def send(
    session: Session,
    secret: bytes,
    site_id: UUID,
    file: tuple[str, IO[bytes]],
    by: str,
    chosen: Mapping[str, str] | None = None,
) -> PeopleFile:
    """Keep a file of this name and content, and look at it as soon as its columns are clear.

    ``chosen`` are its heads by our columns; without any they are guessed.

    Raises
    ------
    BadFile, BadInput
        When the file is not usable, or another one is being worked on.
    """
    _none_runs(session, site_id)
    row = staff_import.keep(session, site_id, *file, by)
    if chosen:
        staff_import.choose(row, chosen)
    if ID in row.columns:
        _look(session, secret, row)
    return row


def map_columns(
    session: Session, secret: bytes, site_id: UUID, file_id: UUID, chosen: Mapping[str, str]
) -> PeopleFile:
    """Say which of the file's heads stands for which of our columns, and look at it anew.

    Raises
    ------
    BadFile, BadInput
        When that cannot be, or a file is being worked on.
    NotFound
        When the file is not here any more.
    """
    _none_runs(session, site_id)
    row = people_files.get(session, site_id, file_id)
    _not_taken(row)
    staff_import.choose(row, chosen)
    _look(session, secret, row)
    return row


def take(session: Session, site_id: UUID, file_id: UUID, by: str) -> Job:
    """Ask for a file that has been looked at to be taken over.

    Raises
    ------
    BadInput
        When it has not been looked at, or a file is being worked on.
    NotFound
        When the file is not here any more.
    """
    _none_runs(session, site_id)
    row = people_files.get(session, site_id, file_id)
    if row.state != CHECKED:
        raise BadInput("The file has to be looked at first.", hint="Send it again.")
    arguments = {"file": str(row.id), "take": True, "by": by}
    return jobs.enqueue(session, site_id, STAFF, arguments)


def drop(session: Session, site_id: UUID) -> None:
    """Forget a site's files; a job that works on one stops at its next batch."""
    running = jobs.unfinished(session, site_id, STAFF)
    if running is not None:
        jobs.cancel(session, site_id, running.id)
    people_files.forget(session, site_id)


def _look(session: Session, secret: bytes, row: PeopleFile) -> None:
    """Look at a short file at once, and have a long one looked at in the background."""
    if row.lines > SMALL:
        jobs.enqueue(session, row.site_id, STAFF, {"file": str(row.id)})
        return
    site, found = sites.get(session, row.site_id), Found()
    for some in batches(staff_import.lines(row, site.timezone), AT_ONCE):
        staff_import.look(session, secret, site, found, some)
    staff_import.ended(session, row, found)


def _none_runs(session: Session, site_id: UUID) -> None:
    if jobs.unfinished(session, site_id, STAFF) is not None:
        raise BadInput(
            "A file of people is being worked on.", hint="Wait until it is done, or stop it."
        )


def _not_taken(row: PeopleFile) -> None:
    if not row.content:
        raise BadInput("The file was taken over already.", hint="Send it again.")
