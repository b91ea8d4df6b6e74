"""Badges that somebody awards by their own word, with a reason and never to themselves.

To sign many takes seconds, during which nobody else is to wait: so they are signed between two
transactions, a block at a time, and whoever has the badge by then gets no other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from sqlalchemy.orm import Session

from connectors.fitting import cleaned
from lti_plugin.badges.failures import BadgeFailure
from lti_plugin.errors import BadInput
from lti_plugin.services import badge_columns, designs
from lti_plugin.services.issuing import Draft, Grounds, Issuing
from lti_plugin.store import achievements, badges, people, sites
from lti_plugin.store.achievements import Achievement
from lti_plugin.store.audit import REASON, AuditEntry
from lti_plugin.store.badges import Badge
from lti_plugin.store.base import now
from lti_plugin.store.crowds import still_here
from lti_plugin.store.people import MOODLE, Person
from lti_plugin.vault import Vault

AWARDED = "badge awarded"
BLOCK = 25
MOST = 1000
LONGEST_REASON = 500


class Tables(Protocol):
    """The way to the tables, as a database or a request has it."""

    def reading(self) -> AbstractContextManager[Session]:
        """Give a session whose changes are dropped."""

    def writing(self) -> AbstractContextManager[Session]:
        """Give a session that commits at the end."""


@dataclass(frozen=True, slots=True)
class Order:
    """Who is to get which badge, each with when they earned it, by whose word and why."""

    achievement_id: UUID
    people: Mapping[UUID, datetime]
    source: str
    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class Awarded:
    """What became of an order: new badges, who had one already, who is known by no address."""

    issued: int = 0
    held: int = 0
    unknown: int = 0

    def __add__(self, other: Awarded) -> Awarded:
        return Awarded(
            self.issued + other.issued, self.held + other.held, self.unknown + other.unknown
        )


def award(tables: Tables, vault: Vault, base_url: str, site_id: UUID, order: Order) -> Awarded:
    """Award badges; the same order again awards none twice.

    Raises
    ------
    BadInput
        Without a reason or anybody to award it to, with too many of them or whoever orders it among
        them, and where the achievement is not awarded at present.
    NotFound
        When there is no such achievement here.
    """
    reason = _checked(order)
    done = Awarded()
    waiting = list(order.people)
    while waiting:
        with tables.writing() as session:
            achievement = _awarded(session, site_id, order.achievement_id)
            issuing = Issuing(session, vault, base_url, sites.get(session, site_id))
        block, waiting = waiting[:BLOCK], waiting[BLOCK:]
        with tables.reading() as session:
            found = _to_award(session, achievement, block)
            drafts = _drafts(session, issuing, achievement, found, order, reason)
        with tables.writing() as session:
            kept = _keep(session, issuing, achievement, drafts, order, reason)
            left = _without(session, achievement, drafts)
        # Whose place in the list was taken is signed for once more.
        waiting = [*left, *waiting]
        done += Awarded(
            issued=len(kept),
            held=len(block) - len(found) + len(drafts) - len(kept) - len(left),
            unknown=len(found) - len(drafts),
        )
    return done


def _checked(order: Order) -> str:
    reason = " ".join(cleaned(order.reason).split())
    if not reason:
        raise BadInput("Say why they get it.")
    if len(reason) > LONGEST_REASON:
        raise BadInput("A reason has at most 500 characters.")
    if not order.people:
        raise BadInput("Choose who gets it.")
    if len(order.people) > MOST:
        raise BadInput("At most 1,000 people at once can get a badge.")
    if order.by in {str(each) for each in order.people}:
        raise BadInput("Nobody awards a badge to themselves.")
    return reason


def _awarded(session: Session, site_id: UUID, achievement_id: UUID) -> Achievement:
    row = achievements.get(session, site_id, achievement_id)
    if not row.active:
        raise BadInput("This badge is not awarded at present; activate it first.")
    return row


def _to_award(session: Session, achievement: Achievement, ids: Sequence[UUID]) -> list[Person]:
    """Return those of these people who are here and have no badge of this version."""
    site_id, version = achievement.site_id, achievement.version
    held = badges.held(session, site_id, achievement.id, version, ids)
    return [people.get(session, site_id, each) for each in ids if each not in held]


def _drafts(
    session: Session,
    issuing: Issuing,
    achievement: Achievement,
    found: Sequence[Person],
    order: Order,
    reason: str,
) -> list[Draft]:
    known = people.ids_of(session, issuing.site_id, [each.id for each in found], MOODLE)
    drafts = []
    for person in found:
        at = min(order.people[person.id], now()).replace(microsecond=0)
        grounds = Grounds(order.source, at, by=order.by, reason=reason)
        try:
            draft = issuing.draft(achievement, person, known.get(person.id), grounds)
        except BadgeFailure as failure:
            raise BadInput(designs.UNREADABLE, hint=failure.message) from None
        if draft is not None:
            drafts.append(draft)
    return drafts


def _keep(
    session: Session,
    issuing: Issuing,
    achievement: Achievement,
    drafts: Sequence[Draft],
    order: Order,
    reason: str,
) -> list[Badge]:
    here = still_here(session, issuing.site_id, [each.holder.person_id for each in drafts])
    kept = issuing.keep(session, [each for each in drafts if each.holder.person_id in here])
    whose = {each.badge.id: each.holder.person_id for each in drafts}
    badge_columns.ask(session, issuing.site_id, [achievement.id] if kept else [])
    for badge in kept:
        details = {
            "person": str(whose[badge.id]),
            "badge": str(badge.id),
            "achievement": achievement.name,
            REASON: reason,
        }
        entry = {"site_id": issuing.site_id, "actor": order.by, "details": details}
        session.add(AuditEntry(action=AWARDED, **entry))
    return kept


def _without(session: Session, achievement: Achievement, drafts: Sequence[Draft]) -> list[UUID]:
    """Return those of a block who are still here and have no badge yet."""
    ids = [each.holder.person_id for each in drafts]
    held = badges.held(session, achievement.site_id, achievement.id, achievement.version, ids)
    return [each for each in ids if each in still_here(session, achievement.site_id, ids) - held]
