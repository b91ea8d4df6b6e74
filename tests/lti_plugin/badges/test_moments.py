"""Moments are written in one way, and read in all that name one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lti_plugin.badges import moments
from lti_plugin.badges.failures import BadgeFailure

ZONES = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
# A day from either end of time, since its zone may take it beyond.
DATES = st.datetimes(
    datetime(1, 1, 2),  # noqa: DTZ001  hypothesis adds the zone
    datetime(9999, 12, 30),  # noqa: DTZ001  as above
    timezones=ZONES,
)


@given(DATES)
def test_what_is_written_is_read_again_to_the_second(at: datetime) -> None:
    text = moments.spelled(at)
    assert len(text) == len("2026-11-22T12:00:00Z")
    assert moments.read(text) == at.replace(microsecond=0)


@given(DATES)
def test_any_zone_names_the_same_moment(at: datetime) -> None:
    assert moments.read(at.isoformat()) == at


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-22T12:00:00+14:00", datetime(2026, 11, 21, 22, tzinfo=UTC)),
        ("2026-11-22T12:00:00-12:00", datetime(2026, 11, 23, tzinfo=UTC)),
        ("2026-11-22T12:00:00.5Z", datetime(2026, 11, 22, 12, 0, 0, 500_000, tzinfo=UTC)),
        ("2026-11-22T12:00:00.123456789Z", datetime(2026, 11, 22, 12, 0, 0, 123_456, tzinfo=UTC)),
        ("2016-12-31T23:59:60Z", datetime(2017, 1, 1, tzinfo=UTC)),
        ("2016-12-31T23:59:60.9Z", datetime(2017, 1, 1, tzinfo=UTC)),
        ("2017-01-01T00:59:60+01:00", datetime(2017, 1, 1, tzinfo=UTC)),
        ("2028-02-29T00:00:00Z", datetime(2028, 2, 29, tzinfo=UTC)),
    ],
)
def test_moments_of_others_are_read(text: str, moment: datetime) -> None:
    assert moments.read(text) == moment


@pytest.mark.parametrize(
    "text",
    [
        None, 5, True, [], "", "2026-11-22", "2026-11-22T12:00:00", "2026-11-22 12:00:00Z",
        "2026-11-22T12:00Z", "2026-11-22T12:00:00z", "2026-11-22T12:00:00Z ",
        "2026-11-22T12:00:00Z\n", "2026-02-30T12:00:00Z", "2026-13-01T12:00:00Z",
        "2026-11-22T24:00:01Z", "2026-11-22T12:00:61Z", "2026-11-22T12:60:00Z",
        "0000-01-01T00:00:00Z", "0001-01-01T00:00:00+01:00", "9999-12-31T23:59:60Z",
        "9999-12-31T23:59:59-01:00", "2026-11-22T12:00:00+15:00", "2026-11-22T12:00:00+0100",
        "٢٠٢٦-11-22T12:00:00Z", "2026-11-22T12:00:00.Z", "+2026-11-22T12:00:00Z",
    ],
)  # fmt: skip
def test_what_names_no_moment_is_refused(text: object) -> None:
    with pytest.raises(BadgeFailure) as caught:
        moments.read(text)
    assert caught.value.code == "moment"


def test_a_moment_without_a_zone_is_not_written() -> None:
    with pytest.raises(ValueError, match="time zone"):
        moments.spelled(datetime(2026, 1, 1))  # noqa: DTZ001  refused for it
