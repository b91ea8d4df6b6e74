"""Decides requests of the inbox: accepts them, which may carry something out, or refuses them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from uuid import UUID

from sqlalchemy.orm import Session

from lti_plugin.errors import BadInput
from lti_plugin.services import inbox, making, privacy, requests
from lti_plugin.services.texts import fitted
from lti_plugin.store import requests as rows
from lti_plugin.store.evidence import EvidenceRow
from lti_plugin.store.requests import COHORT, CONTEST, ERASE, Request
from lti_plugin.vault import Vault

DELETING = frozenset({ERASE, CONTEST})  # what accepting may take away for good
YES = "–"  # what stands where an admin accepts without a word
Act = Callable[[Session, Request, str], None]


def decide(
    session: Session,
    vault: Vault,
    site_id: UUID,
    request_id: UUID,
    by: str,
    *,
    accepted: bool,
    answer: str = "",
) -> Request | None:
    """Accept a request and carry out what it asks for, or refuse it with a reason.

    An accepted erasure erases the person at once and takes the request along: None is returned.
    What an act of :data:`ACTS` refuses leaves the request waiting.

    Raises
    ------
    BadInput
        When it is refused without a reason, or has been settled already.
    NotFound
        When the site has no such request.
    """
    row = rows.get(session, site_id, request_id)
    if row.settled_at is not None:
        raise BadInput("This request is settled already.")
    if not accepted and not fitted(answer, inbox.LONGEST):
        raise BadInput("Say in a few words why not: whoever asked reads it.")
    if accepted and row.kind == ERASE:
        _erase(session, vault, row, by)
        return None
    if accepted and row.kind in ACTS:
        ACTS[row.kind](session, row, by)
    return requests.settle(
        session, site_id, request_id, answer.strip() or YES, by, accepted=accepted
    )


def _erase(session: Session, vault: Vault, row: Request, by: str) -> None:
    if str(row.person_id) == by:
        raise BadInput(
            "You cannot erase yourself here.", hint="Ask another L&D admin to accept it."
        )
    privacy.erase(session, vault, row.site_id, row.person_id, by)


def _take_away(session: Session, row: Request, _by: str) -> None:
    """Delete a contested row of the ledger; anything else has to be corrected where it was made."""
    if row.about != EvidenceRow.__tablename__ or row.about_id is None:
        return
    contested = session.get(EvidenceRow, row.about_id)
    if contested is not None and contested.person_id == row.person_id:
        session.delete(contested)


# What accepting a request of a kind carries out in the same transaction; others are only answered.
ACTS: Mapping[str, Act] = {CONTEST: _take_away, COHORT: making.carry_out}
