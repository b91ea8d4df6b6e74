"""The levels that a course leads to and begins at, also where its links leave them open."""

from __future__ import annotations

from collections.abc import Mapping

from recommender.skills.levels import HIGHEST, LOWEST, level_of

LEVELS = "levels"  # where a site keeps its own words for levels, in its ``fields``
USUAL_OUTCOME = 2.0
STEP = 1.0


def levels(
    outcome: float | None, entry: float | None, word: str | None, scale: Mapping[str, float]
) -> tuple[float, float]:
    """Return the outcome and the entry level (0-5) of what a course teaches.

    Where a link is silent, the course's own level is the one to begin with, and it leads a step
    higher; a course without any level leads to basic.

    Parameters
    ----------
    outcome, entry
        As the link says.
    word
        The course's own level, in the words of its source.
    scale
        The site's words for levels.
    """
    own = level_of(word, scale)
    begins = entry if entry is not None else own
    if outcome is None:
        outcome = USUAL_OUTCOME if begins is None else min(HIGHEST, begins + STEP)
    if begins is None:
        return outcome, LOWEST
    return outcome, begins if entry is not None else max(LOWEST, min(begins, outcome - STEP))
