"""Several reports of one completion."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from connectors.events import same_event

DAY = datetime(2024, 3, 1, 10, tzinfo=UTC)
HOURS_LATER, YEARS_LATER = DAY + timedelta(hours=23), DAY + timedelta(days=700)


@pytest.mark.parametrize(
    ("known", "date", "place"),
    [
        ([], DAY, None),
        ([], None, None),
        ([DAY], DAY, 0),
        ([YEARS_LATER, DAY], HOURS_LATER, 1),
        ([DAY], DAY + timedelta(days=1), None),
        ([DAY, YEARS_LATER], None, 0),
        ([None], DAY, 0),
        ([None, DAY], HOURS_LATER, 1),
    ],
)
def test_which_completion_a_date_is_of(
    known: list[datetime | None], date: datetime | None, place: int | None
) -> None:
    assert same_event(known, date) == place
