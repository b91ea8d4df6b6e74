"""How many courses were finished on a site in each of the last twelve months."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from lti_plugin.store import sites
from lti_plugin.store.participation import Completion

MONTHS = 12


@dataclass(frozen=True, slots=True)
class Month:
    """A month by its first day, and how many courses were finished in it."""

    first: date
    finished: int


def of_site(session: Session, site_id: UUID, at: datetime) -> Sequence[Month]:
    """Return the last twelve months, the present one last, in the site's time zone; one query.

    What was finished on an unknown day is in none of them.
    """
    zone = ZoneInfo(sites.get(session, site_id).timezone)
    firsts = _firsts(at.astimezone(zone).date())
    begins = [datetime(day.year, day.month, 1, tzinfo=zone).astimezone(UTC) for day in firsts]
    sums = [_between(*ends) for ends in zip(begins, [*begins[1:], None], strict=True)]
    counts = session.execute(
        select(*sums).where(
            Completion.site_id == site_id,
            Completion.completed_at >= begins[0],
            Completion.withdrawn_at.is_(None),
        )
    ).one()
    return [Month(first, count or 0) for first, count in zip(firsts, counts, strict=True)]


def _firsts(today: date) -> list[date]:
    """Return the first days of the last months, the present one last."""
    numbers = [12 * today.year + today.month - 1 - ago for ago in reversed(range(MONTHS))]
    return [date(number // 12, number % 12 + 1, 1) for number in numbers]


def _between(begin: datetime, end: datetime | None) -> ColumnElement[Any]:
    inside = Completion.completed_at >= begin
    if end is not None:
        inside &= Completion.completed_at < end
    return func.sum(case((inside, 1), else_=0))
