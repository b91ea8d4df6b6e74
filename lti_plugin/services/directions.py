"""Upskill or reskill, for one person: the rules asked, the answer kept, and their word on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from lti_plugin.errors import BadInput, NotFound
from lti_plugin.services.position import Position, horizon_of
from lti_plugin.store import aims
from lti_plugin.store.aims import Decision
from lti_plugin.store.base import now
from recommender.skills.direction import Because, Direction, Situation, decide
from recommender.skills.indices import apart
from recommender.skills.roles import REDUNDANCY, UPGRADE, Role, changes

CONFIRMED, DISAGREED = "confirmed", "disagreed"
LONGEST_REASON = 2000


def of(position: Position) -> Direction:
    """Return what is suggested to a person who stands here."""
    return decide(situation(position))


def situation(position: Position) -> Situation:
    """Return what the rules look at."""
    aim, above = position.aim, position.above
    begun = Situation(today=position.today, horizon=position.horizon)
    if position.role is not None:
        begun = of_role(position.role, above.name if above else None, position.today)
    return replace(
        begun,
        coverage=position.now.coverage if position.now else None,
        asks=position.now is None or bool(position.now.standings),
        assessed_share=min(1.0, position.now.assessed_share) if position.now else 0.0,
        target=aim.name if aim else None,
        target_family=aim.family if aim else None,
        next_step=above.name if above else None,
    )


def of_role(role: Role, next_step: str | None, today: date) -> Situation:
    """Return what the rules look at that is the same for everybody who has a role."""
    outlook, horizon = role.outlook, horizon_of(today)
    now = role.profile(today)
    return Situation(
        today=today,
        horizon=horizon,
        role=role.name,
        family=role.family,
        outlook_signed_on=outlook.signed_on if outlook else None,
        ends_on=outlook.ends_on if outlook else None,
        planned_share=outlook.planned_share if outlook else None,
        planned_by=outlook.planned_by if outlook else None,
        redundant_on=_first(role, REDUNDANCY),
        upgraded_on=_first(role, UPGRADE),
        changed=min(1.0, changes(now, role.profile(horizon)).ratio),
        asks=bool(now),
        next_step=next_step,
        indices_apart=apart(role.indices),
    )


def _first(role: Role, kind: str) -> date | None:
    """Return the earliest day of a trigger of this kind."""
    return min((each.on for each in role.triggers if each.kind == kind and each.on), default=None)


def kept(session: Session, position: Position, found: Direction) -> Decision | None:
    """Return the last thing that was written down, if it says the same on the same grounds."""
    person = position.person
    last = aims.latest_decision(session, person.site_id, person.id)
    if last is None:
        return None
    rule, role, towards, grounds = _said(position, found)
    same = (last.rule, last.role, last.towards) == (rule, role, towards)
    return last if same and _lasting(last.grounds) == _lasting(grounds) else None


def keep(session: Session, position: Position, found: Direction) -> Decision:
    """Write down what was suggested, unless the last row says the same on the same grounds."""
    last = kept(session, position, found)
    if last is not None:
        return last
    person = position.person
    rule, role, towards, grounds = _said(position, found)
    row = Decision(
        site_id=person.site_id,
        person_id=person.id,
        rule=rule,
        kind=found.kind,
        role=role,
        towards=towards,
        grounds=grounds,
    )
    session.add(row)
    session.flush()
    return row


def _said(
    position: Position, found: Direction
) -> tuple[str, str | None, str | None, list[dict[str, Any]]]:
    role = position.role.name if position.role else None
    return found.rule, role, found.towards, [_plain(each) for each in found.because]


def _plain(ground: Because) -> dict[str, Any]:
    """Return a ground as JSON can hold it; shares are kept to the percent."""
    plain = {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in asdict(ground).items()
    }
    if isinstance(plain["value"], float):
        plain["value"] = round(plain["value"], 2)
    return plain


def _lasting(grounds: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return grounds without what moves with the calendar: changes are dated by the horizon."""
    return [each | {"on": None} if each["name"] == "changed" else each for each in grounds]


def answer(
    session: Session, site_id: UUID, person_id: UUID, decision_id: UUID, word: str, reason: str
) -> Decision:
    """Keep what a person says to a suggestion; they may change their mind.

    Raises
    ------
    BadInput
        When the word is none, or somebody disagrees without a reason.
    NotFound
        When it was not suggested to them.
    """
    row = session.get(Decision, decision_id)
    if row is None or (row.site_id, row.person_id) != (site_id, person_id):
        raise NotFound("This suggestion is not yours.")
    if word not in {CONFIRMED, DISAGREED}:
        raise BadInput("A suggestion can be confirmed or disagreed with.")
    if word == DISAGREED and not reason.strip():
        raise BadInput("Say in a few words why you disagree.")
    row.answer, row.reason, row.answered_at = word, reason.strip()[:LONGEST_REASON], now()
    return row
