"""What people ask of the L&D team about their data: asked, taken back, settled with an answer."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from lti_plugin.errors import BadInput, NotFound
from lti_plugin.services import holdings
from lti_plugin.services.texts import fitted
from lti_plugin.store import people
from lti_plugin.store import requests as rows
from lti_plugin.store.audit import AuditEntry
from lti_plugin.store.base import now
from lti_plugin.store.requests import CONTEST, ERASE, Request

LONGEST = 2000
MOST_OPEN = 20
ASKED = {ERASE: "erasure asked for", CONTEST: "entry contested"}
WITHDRAWN, SETTLED = "request withdrawn", "request settled"


def ask_for_erasure(session: Session, site_id: UUID, person_id: UUID, text: str) -> Request:
    """Keep that a person wants everything erased; asked again, it is the same request."""
    people.get(session, site_id, person_id)
    for row in rows.of_person(session, site_id, person_id):
        if row.kind == ERASE and row.settled_at is None:
            return row
    return _kept(session, Request(site_id=site_id, person_id=person_id, kind=ERASE), text)


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
    waiting = [r for r in rows.of_person(session, site_id, person_id) if r.settled_at is None]
    if len(waiting) >= MOST_OPEN:
        raise BadInput(
            "Too many of your requests wait for an answer.",
            hint="Take one back, or wait until some are answered.",
        )
    row = Request(site_id=site_id, person_id=person_id, kind=CONTEST, about=table, about_id=row_id)
    return _kept(session, row, text)


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
    _log(session, row, WITHDRAWN, str(person_id))


def settle(session: Session, site_id: UUID, request_id: UUID, answer: str, by: str) -> Request:
    """End a request with an answer that the person reads.

    An erasure is carried out by erasing the person, which takes the request along; settling it
    says why that is not done.

    Raises
    ------
    BadInput
        When there is no answer, or the request has one already.
    NotFound
        When the site has no such request.
    """
    row = session.get(Request, request_id)
    if row is None or row.site_id != site_id:
        raise NotFound("There is no such request on this site.")
    if row.settled_at is not None:
        raise BadInput("This request is settled already.")
    if not fitted(answer, LONGEST):
        raise BadInput("Say in a few words what came of it: the person reads it.")
    row.answer, row.settled_at, row.settled_by = fitted(answer, LONGEST), now(), by
    _log(session, row, SETTLED, by)
    return row


def _kept(session: Session, row: Request, text: str) -> Request:
    row.text = fitted(text, LONGEST)
    session.add(row)
    session.flush()
    _log(session, row, ASKED[row.kind], str(row.person_id))
    return row


def _log(session: Session, row: Request, action: str, actor: str) -> None:
    """Note what happened; the words themselves stay with the request, which can be erased."""
    details = {"person": str(row.person_id), "kind": row.kind}
    session.add(AuditEntry(site_id=row.site_id, actor=actor, action=action, details=details))
