"""What heads of department would have entered in the demo: how a skills check went."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, time
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_plugin.demo.tables import listed, rows
from lti_plugin.services import evidence, plans
from lti_plugin.services.evidence import Said
from lti_plugin.store import aims
from lti_plugin.store import evidence as ledger
from lti_plugin.store.people import Person
from lti_plugin.store.skills import Skill
from recommender.skills.evidence import ASSESSMENT
from recommender.skills.pathway.schedule import Slot

BETWEEN = "|"  # one after the other, from person to person


def settle(
    session: Session,
    site_id: UUID,
    known: Mapping[str, Skill],
    spared: Collection[UUID],
    days: Mapping[int, date],
    by: str,
) -> None:
    """Enter the levels of everybody with a role but those who are spared, where none is entered.

    ``days`` are by months ago.
    """
    for row in rows("checks"):
        people = session.scalars(
            select(Person)
            .where(Person.site_id == site_id, Person.role == row["role"], Person.gone_at.is_(None))
            .order_by(Person.name, Person.id)
        )
        others = [each.id for each in people if each.id not in spared]
        levels = [cell.split(":") for cell in listed(row["levels"])]
        on = days[int(row["months_ago"])]
        for number, person_id in enumerate(others):
            for name, told in levels:
                level = float(_turn(told, number))
                _check(session, site_id, person_id, known[name.casefold()].id, level, on, by)
            _keep_free(session, site_id, person_id, _turn(row["slots"], number))


def months_ago() -> Sequence[int]:
    """Return when the checks were, in months before today."""
    return sorted({int(row["months_ago"]) for row in rows("checks")})


def _turn(told: str, number: int) -> str:
    parts = told.split(BETWEEN)
    return parts[number % len(parts)]


def _check(
    session: Session,
    site_id: UUID,
    person_id: UUID,
    skill_id: UUID,
    level: float,
    on: date,
    by: str,
) -> None:
    key = f"demo:check:{skill_id}"
    if ledger.with_key(session, site_id, person_id, key) is None:
        evidence.add(
            session, site_id, person_id, Said(skill_id, level, ASSESSMENT, on, key=key), by
        )


def _keep_free(session: Session, site_id: UUID, person_id: UUID, told: str) -> None:
    """Keep when somebody learns, where they have not said so."""
    if not told or aims.learning_time(session, site_id, person_id) is not None:
        return
    weekday, begins, minutes = told.split()
    slot = Slot(int(weekday), time.fromisoformat(begins), int(minutes))
    plans.keep_time(session, site_id, person_id, [slot], None)
