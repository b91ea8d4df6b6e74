"""Reviews of pieces of work: only what was accepted speaks for a person's skills."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from lti_plugin.errors import BadInput, NotAllowed
from lti_plugin.lti.roster import Member
from lti_plugin.services import evidence, portfolio
from lti_plugin.services.evidence import Said
from lti_plugin.services.portfolio import Shown
from lti_plugin.store import crowds
from lti_plugin.store import portfolio as rows
from lti_plugin.store.audit import AuditEntry
from lti_plugin.store.base import now
from lti_plugin.store.people import MOODLE
from lti_plugin.store.portfolio import ACCEPTED, RETURNED, UNREVIEWED, PortfolioItem
from recommender.skills.evidence import PORTFOLIO
from recommender.skills.levels import HIGHEST, LOWEST

MOST_LISTED = 50
LONGEST_NOTE = 2000


@dataclass(frozen=True)
class Verdict:
    """What a reviewer says: ``levels`` by skill where it is accepted, a ``note`` where it is not.

    ``seen`` is when the item that they have read was last changed.
    """

    word: str
    levels: Mapping[UUID, float]
    note: str
    seen: datetime


def learners(session: Session, site_id: UUID, members: Sequence[Member]) -> set[UUID]:
    """Return who of a course's members is known here, those who teach left out."""
    ids = [each.user_id for each in members if not each.is_teacher]
    return crowds.by_values(session, site_id, MOODLE, ids)


def waiting(
    session: Session, site_id: UUID, reviewer: UUID, person_ids: Collection[UUID] | None
) -> list[Shown]:
    """Return what waits for a review of these people, or of all the site; never the reviewer's."""
    found = rows.waiting(session, site_id, reviewer, MOST_LISTED, person_ids)
    return portfolio.shown(session, site_id, found)


def review(
    session: Session,
    site_id: UUID,
    reviewer: UUID,
    item_id: UUID,
    verdict: Verdict,
    person_ids: Collection[UUID] | None,
) -> PortfolioItem:
    """Accept or return an item of one of these people, or of anybody where that is None.

    What is accepted is written into the ledger, at the levels that the reviewer saw.

    Raises
    ------
    NotAllowed
        When it is the reviewer's own, or of somebody else's learners.
    BadInput
        When it has changed since it was read, or the verdict is incomplete.
    """
    item = rows.get(session, site_id, item_id)
    if item.person_id == reviewer:
        raise NotAllowed("Nobody reviews their own work.")
    if person_ids is not None and item.person_id not in person_ids:
        raise NotAllowed("This is the work of somebody who is not in your course.")
    if item.state != UNREVIEWED or item.changed_at != verdict.seen:
        raise BadInput(
            "This piece of work was changed or reviewed in the meantime.",
            hint="Read it again before you decide.",
        )
    note = verdict.note.strip()
    if len(note) > LONGEST_NOTE:
        raise BadInput("A note has at most 2,000 characters.")
    if verdict.word == ACCEPTED:
        _accept(session, item, reviewer, verdict.levels)
    elif verdict.word != RETURNED:
        raise BadInput("A piece of work is accepted or returned.")
    elif not note:
        raise BadInput("Say in a few words what is missing.")
    item.state, item.note = verdict.word, note
    item.reviewed_at, item.reviewed_by = now(), reviewer
    session.add(
        AuditEntry(
            site_id=site_id,
            actor=str(reviewer),
            action=f"portfolio {verdict.word}",
            details={"item": str(item.id)},
        )
    )
    session.flush()
    return item


def _accept(
    session: Session, item: PortfolioItem, reviewer: UUID, levels: Mapping[UUID, float]
) -> None:
    """Write what each claim was found to be; a level of 0 says that the work does not show it."""
    claims = rows.claims_of(session, item.site_id, [item.id]).get(item.id, [])
    if {claim.skill_id for claim in claims} != set(levels):
        raise BadInput("Give a level for each skill.")
    if not all(LOWEST <= level <= HIGHEST for level in levels.values()):
        raise BadInput("A level is a number from 0 to 5.")
    if not any(levels.values()):
        raise BadInput("Work that shows none of its skills is returned, not accepted.")
    for claim in claims:
        claim.verdict = levels[claim.skill_id]
        if claim.verdict > LOWEST:
            said = Said(
                claim.skill_id,
                claim.verdict,
                PORTFOLIO,
                url=item.link,
                note=item.title,
                key=portfolio.key_of(item, claim.skill_id),
            )
            evidence.add(session, item.site_id, item.person_id, said, by=str(reviewer))
