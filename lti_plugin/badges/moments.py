"""Moments as badges write them: UTC, whole seconds, with a Z; and how others' are read."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from lti_plugin.badges.failures import BadgeFailure

_FORM = re.compile(
    r"(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:)(\d{2})(\.\d{1,9})?(Z|[+-](?:0\d|1[0-4]):[0-5]\d)", re.ASCII
)


def spelled(at: datetime) -> str:
    """Return a moment as badges write it; one without a time zone is refused."""
    if at.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    # Not by strftime, which writes the year 999 with three digits.
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def read(text: object) -> datetime:
    """Return a moment that stands in a badge, in UTC.

    A leap second is the second after it; what is finer than a microsecond is left out.

    Raises
    ------
    BadgeFailure
        ``moment``: it is none, or has no time zone.
    """
    found = _FORM.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        raise BadgeFailure("moment", "A date of this badge is not a moment with a time zone.")
    minute, second, fraction, zone = found.groups()
    whole = "59" if second == "60" else second
    try:
        at = datetime.fromisoformat(f"{minute}{whole}{(fraction or '')[:7]}{zone}")
        moment = at.astimezone(UTC)
        return moment.replace(microsecond=0) + timedelta(seconds=1) if second == "60" else moment
    except (ValueError, OverflowError):
        raise BadgeFailure("moment", "A date of this badge is not a day of the calendar.") from None
