"""What others may know of where somebody stands: not how they rate themselves, nor their aims."""

from __future__ import annotations

from dataclasses import replace

from lti_plugin.services.position import Position
from recommender.skills.evidence import SELF, ledger
from recommender.skills.gaps import gap


def for_others(at: Position) -> Position:
    """Return a position weighed without the person's own ratings, and without what they aim at.

    Leaving out rows alone would not do: a level or a range would still tell what was in them.
    """
    rows = [row for row in at.rows if row.source != SELF]
    role = at.role
    profile = role.profile(at.today) if role else {}
    held = ledger(rows, at.today, profile, at.how)
    return replace(
        at,
        rows=rows,
        held=held,
        aim=None,
        aim_by=None,
        towards=None,
        now=gap(profile, held) if role else None,
        later=gap(role.profile(at.horizon), held) if role else None,
    )
