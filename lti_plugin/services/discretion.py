"""What others may know of where somebody stands: not how they rate themselves, nor their aims."""

from __future__ import annotations

from dataclasses import replace

from lti_plugin.services.position import Position
from recommender.skills.evidence import SELF, ledger
from recommender.skills.gaps import gap


def for_others(at: Position, *, named: bool = False) -> Position:
    """Return a position weighed without the person's own ratings, and without what they aim at.

    Leaving out rows alone would not do: a level or a range would still tell what was in them. The
    aim stays where it was ``named`` by whoever asks.
    """
    rows = [row for row in at.rows if row.source != SELF]
    role, aim = at.role, at.aim if named else None
    profile = role.profile(at.today) if role else {}
    held = ledger(rows, at.today, profile, at.how)
    return replace(
        at,
        rows=rows,
        held=held,
        aim=aim,
        aim_by=at.aim_by if aim else None,
        towards=gap(aim.profile(at.today), held) if aim else None,
        now=gap(profile, held) if role else None,
        later=gap(role.profile(at.horizon), held) if role else None,
    )
