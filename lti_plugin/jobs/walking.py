"""Where a job that goes from badge to badge of one achievement after the other has come to."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from lti_plugin.store.achievements import Achievement


def place(
    achievements: Iterable[Achievement], cursor: str | None
) -> tuple[Achievement, UUID | None] | None:
    """Return the achievement to go on with and the last badge of it that was looked at.

    ``achievements`` stand in the order of their ids; the cursor names one, and a badge unless that
    achievement is done.
    """
    present, _, after = (cursor or "").partition(" ")
    for each in achievements:
        if str(each.id) == present and after:
            return each, UUID(after)
        if str(each.id) > present:
            return each, None
    return None
