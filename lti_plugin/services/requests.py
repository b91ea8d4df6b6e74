"""What people ask of the L&D team about their data: asked, taken back, settled with an answer."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from lti_plugin.errors import BadInput, NotFound
from lti_plugin.services import holdings, inbox
from lti_plugin.services.inbox import LONGEST, Matter
from lti_plugin.services.texts import fitted
from lti_plugin.store import requests as rows
from lti_plugin.store.base import now
from lti_plugin.store.requests import CONTEST, ERASE, Request

WITHDRAWN, SETTLED = "request withdrawn", "request settled"
ACCEPTED, REFUSED = "request accepted", "request refused"
ENDS = {True: ACCEPTED, False: REFUSED, None: SETTLED}


def ask_for_erasure(session: Session, site_id: UUID, person_id: UUID, text: str) -> Request:
    """Keep that a person wants everything erased; asked again, it is the same request."""
    return inbox.file(session, site_id, person_id, Matter(ERASE, text))


def contest(
    session: Session, site_id: UUID, person_id: UUID, table: str, row_id: UUID, text: str
) -> Request:
    """Keep what a person has to say against an entry about them.

    Raises
    ------
    BadInput
        When nothing is said, or too much waits already.
    NotFound
        When the entry is not theirs.
    """
    holdings.entry(session, site_id, person_id, table, row_id)
    if not fitted(text, LONGEST):
        raise BadInput("Say in a few words what is wrong.")
    return inbox.file(session, site_id, person_id, Matter(CONTEST, text, table, row_id))


def withdraw(session: Session, site_id: UUID, person_id: UUID, request_id: UUID) -> None:
    """Take a request back; a settled one stays.

    Raises
    ------
    NotFound
        When the person has no such request that waits.
    """
    row = session.get(Request, request_id)
    if row is None or (row.site_id, row.person_id) != (site_id, person_id) or row.settled_at:
        raise NotFound("You have no such request that waits for an answer.")
    session.delete(row)
    inbox.log(session, row, WITHDRAWN, str(person_id))


def settle(
    session: Session,
    site_id: UUID,
    request_id: UUID,
    answer: str,
    by: str,
    *,
    accepted: bool | None = None,
) -> Request:
    """End a request with an answer that the person reads; ``accepted`` None is neither yes nor no.

    An erasure is carried out by erasing the person, which takes the request along; settling it
    says why that is not done.

    Raises
    ------
    BadInput
        When there is no answer, or the request has one already.
    NotFound
        When the site has no such request.
    """
    row = rows.get(session, site_id, request_id)
    if row.settled_at is not None:
        raise BadInput("This request is settled already.")
    if not fitted(answer, LONGEST):
        raise BadInput("Say in a few words what came of it: the person reads it.")
    row.answer, row.settled_at, row.settled_by = fitted(answer, LONGEST), now(), by
    row.accepted = accepted
    inbox.log(session, row, ENDS[accepted], by)
    return row
