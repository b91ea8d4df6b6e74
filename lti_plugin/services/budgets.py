"""Budgets for learning: who may set one, what is used and left of it, and asking for more."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from lti_plugin.errors import BadInput, NotAllowed
from lti_plugin.services import spending, teams
from lti_plugin.services.spending import PLANNED, RECORDED, UNDER_WAY, Use
from lti_plugin.services.texts import fitted
from lti_plugin.store import budgets as rows
from lti_plugin.store import people
from lti_plugin.store.audit import AuditEntry
from lti_plugin.store.base import now
from lti_plugin.store.budgets import BudgetLine, BudgetRequest

MOST = 1_000_000_000.0
LONGEST_TEXT = 2000
MOST_OPEN = 20


@dataclass(frozen=True, slots=True)
class Amount:
    """Hours and money; None is without a limit."""

    hours: float | None
    money: float | None


NO_LIMIT = Amount(None, None)


@dataclass(frozen=True)
class Account:
    """A budget line with what is used of it, by kind, and what is left; never below 0."""

    line: BudgetLine
    people: Sequence[UUID]
    uses: Sequence[Use]

    def used(self, *kinds: str) -> Amount:
        """Return what is used in these ways."""
        mine = [each for each in self.uses if each.kind in kinds]
        return Amount(sum(each.hours for each in mine), sum(each.money for each in mine))

    @property
    def left(self) -> Amount:
        """What is neither recorded nor planned."""
        return _less(self.line, self.used(RECORDED, UNDER_WAY, PLANNED))

    def open_to(self, person_ids: Collection[UUID]) -> Amount:
        """Return what these people can plan with, while what the others have planned stays.

        What they have planned themselves and nobody has begun is open to be changed.
        """
        mine = [
            each for each in self.uses if each.kind != PLANNED or each.person_id not in person_ids
        ]
        spent = Amount(sum(each.hours for each in mine), sum(each.money for each in mine))
        return _less(self.line, spent)


def account(session: Session, line: BudgetLine, today: date) -> Account:
    """Return what is used of a line."""
    whose = [line.person_id]
    if line.whole_team:
        whose = [each.id for each in teams.reports(session, line.site_id, line.person_id)]
    period = (line.starts_on, line.ends_on)
    return Account(line, whose, spending.uses(session, line.site_id, whose, *period, today))


def of_team(
    session: Session,
    site_id: UUID,
    manager_id: UUID,
    today: date,
    planning: Collection[UUID] | None = None,
) -> Amount:
    """Return what a manager's team can plan with today: every line of it holds.

    ``planning`` are those of the team for whom a plan is made, None all of them: what the others
    have planned stays.
    """
    lines = [row for row in rows.of_people(session, site_id, [manager_id], today) if row.whole_team]
    accounts = [account(session, line, today) for line in lines]
    return _least(each.open_to(each.people if planning is None else planning) for each in accounts)


def of_members(
    session: Session, site_id: UUID, person_ids: Collection[UUID], today: date
) -> dict[UUID, Amount]:
    """Return what the lines of these people's own leave those who have any to plan with."""
    lines = [
        row for row in rows.of_people(session, site_id, person_ids, today) if not row.whole_team
    ]
    accounts = [account(session, line, today) for line in lines]
    return {
        each: _least(one.open_to([each]) for one in accounts if one.line.person_id == each)
        for each in {line.person_id for line in lines}
    }


def of_person(session: Session, site_id: UUID, person_id: UUID, today: date) -> Amount:
    """Return what one person can plan with today: their own lines hold, and their team's."""
    if not rows.any_on(session, site_id, today):
        return NO_LIMIT
    leader = teams.manager_of(session, site_id, person_id)
    whose = [person_id] if leader is None else [person_id, leader]
    lines = [
        row
        for row in rows.of_people(session, site_id, whose, today)
        if row.whole_team == (row.person_id == leader)
    ]
    return _least(account(session, line, today).open_to([person_id]) for line in lines)


def add(
    session: Session,
    site_id: UUID,
    actor: UUID | None,
    person_id: UUID,
    amount: Amount,
    period: tuple[date, date],
    *,
    whole_team: bool = False,
    admin: bool = False,
) -> BudgetLine:
    """Set a limit for a period; all limits that somebody has hold together.

    L&D admins give teams and people their budgets. A manager may only limit one of their people
    further: a budget of their own making would make asking for more a formality.

    Raises
    ------
    NotAllowed
        When it is not for this actor to set.
    BadInput
        When there is no amount, or the period ends before it begins.
    """
    people.get(session, site_id, person_id)
    if not admin:
        if whole_team or actor is None:
            raise NotAllowed("The budget of a team is given by the L&D team.")
        teams.report(session, site_id, actor, person_id)
    given = [each for each in (amount.hours, amount.money) if each is not None]
    if not given:
        raise BadInput("Give hours, money or both.")
    if not all(math.isfinite(each) and 0 <= each <= MOST for each in given):
        raise BadInput("Hours and money are numbers of at least 0.")
    if period[1] < period[0]:
        raise BadInput("The period ends before it begins.")
    line = BudgetLine(
        site_id=site_id,
        person_id=person_id,
        whole_team=whole_team,
        hours=amount.hours,
        money=amount.money,
        starts_on=period[0],
        ends_on=period[1],
        created_by=str(actor or "command line"),
    )
    session.add(line)
    session.flush()
    _log(session, line, "budget set", line.created_by)
    return line


def remove(session: Session, site_id: UUID, line_id: UUID, actor: str) -> None:
    """Take a line away, with what was asked for it; for L&D admins."""
    line = rows.get(session, site_id, line_id)
    session.delete(line)
    _log(session, line, "budget removed", actor)


def ask(
    session: Session, site_id: UUID, person_id: UUID, line_id: UUID, more: Amount, text: str
) -> BudgetRequest:
    """Ask the L&D team for more than a line has: whose line it is, and for a team its manager.

    Raises
    ------
    NotAllowed
        When it is somebody else's line.
    BadInput
        When nothing more is asked for, nothing is said, or too much waits already.
    """
    line = rows.get(session, site_id, line_id)
    if line.person_id != person_id:
        raise NotAllowed("This is somebody else's budget.")
    hours, money = more.hours or 0.0, more.money or 0.0
    if not all(math.isfinite(each) and 0 <= each <= MOST for each in (hours, money)):
        raise BadInput("Hours and money are numbers of at least 0.")
    if not hours and not money:
        raise BadInput("Give hours, money or both.")
    if not fitted(text, LONGEST_TEXT):
        raise BadInput("Say in a few words what it is for.")
    waiting = [row for row in rows.requests(session, site_id, person_id) if row.approved is None]
    if len(waiting) >= MOST_OPEN:
        raise BadInput("Too many of your requests wait for an answer.")
    row = BudgetRequest(
        site_id=site_id,
        person_id=person_id,
        line_id=line_id,
        hours=hours,
        money=money,
        text=fitted(text, LONGEST_TEXT),
    )
    session.add(row)
    session.flush()
    _log(session, line, "more budget asked for", str(person_id))
    return row


def settle(
    session: Session,
    site_id: UUID,
    request_id: UUID,
    actor: UUID | None,
    *,
    approved: bool,
    answer: str,
) -> BudgetRequest:
    """Grant what was asked for, which raises the line, or decline it with a reason.

    Raises
    ------
    NotAllowed
        When it is the actor's own request.
    BadInput
        When it is decided already, or declined without a word.
    """
    row = rows.request(session, site_id, request_id)
    if row.person_id == actor:
        raise NotAllowed("Nobody decides on their own request.")
    if row.approved is not None:
        raise BadInput("This request is decided already.")
    if not approved and not fitted(answer, LONGEST_TEXT):
        raise BadInput("Say in a few words why not: the person reads it.")
    row.approved, row.answer = approved, fitted(answer, LONGEST_TEXT)
    row.decided_at, row.decided_by = now(), str(actor or "command line")
    line = rows.get(session, site_id, row.line_id)
    if approved:
        line.hours = None if line.hours is None else line.hours + row.hours
        line.money = None if line.money is None else line.money + row.money
    _log(
        session, line, "more budget granted" if approved else "more budget declined", row.decided_by
    )
    return row


def _less(line: BudgetLine, used: Amount) -> Amount:
    return Amount(
        None if line.hours is None else max(0.0, line.hours - (used.hours or 0.0)),
        None if line.money is None else max(0.0, line.money - (used.money or 0.0)),
    )


def _least(amounts: Iterable[Amount]) -> Amount:
    found = list(amounts)
    hours = [each.hours for each in found if each.hours is not None]
    money = [each.money for each in found if each.money is not None]
    return Amount(min(hours, default=None), min(money, default=None))


def _log(session: Session, line: BudgetLine, action: str, actor: str) -> None:
    details = {"person": str(line.person_id), "whole_team": line.whole_team}
    session.add(AuditEntry(site_id=line.site_id, actor=actor, action=action, details=details))
