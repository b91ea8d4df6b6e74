"""The demo's team of a manager: a budget, a request that waits, and an assignment on a path."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from lti_plugin.demo.tables import rows
from lti_plugin.services import assignments, budgets
from lti_plugin.services.assignments import Wish
from lti_plugin.services.budgets import Amount
from lti_plugin.store import assignments as stored
from lti_plugin.store import budgets as lines
from lti_plugin.store.assignments import APPROVED, ASKED, DECLINED, DONE
from lti_plugin.store.skills import Skill

MANAGER = "team-lead"
BUDGET = Amount(hours=240.0, money=6000.0)


def settle(
    session: Session,
    site_id: UUID,
    who: Mapping[str, UUID],
    known: Mapping[str, Skill],
    period: tuple[date, date],
) -> None:
    """Enter what the team would have: what is there already stays, but for the budget's period."""
    leader = who[MANAGER]
    own = [row for row in lines.of_people(session, site_id, [leader]) if row.whole_team]
    if own:
        own[0].starts_on, own[0].ends_on = period
    else:
        budgets.add(session, site_id, None, leader, BUDGET, period, whole_team=True, admin=True)
    for row in rows("team"):
        _assign(session, site_id, who[row["who"]], leader, row, known)


def _assign(
    session: Session,
    site_id: UUID,
    person_id: UUID,
    leader: UUID,
    row: Mapping[str, str],
    known: Mapping[str, Skill],
) -> None:
    """Let somebody ask, and their manager approve where it is told so."""
    present = stored.of_people(session, site_id, [person_id], ASKED, APPROVED, DECLINED, DONE)
    if present:
        return
    skill = known[row["skill"].casefold()].id
    wish = Wish(
        title=row["title"],
        text=row["text"],
        skills={skill: float(row["level"])},
        hours=float(row["hours"]),
        mode=row["mode"],
    )
    asked = assignments.ask(session, site_id, person_id, wish)
    if row["state"] == APPROVED:
        assignments.decide(session, site_id, leader, asked.id, approved=True, answer="Gladly.")
