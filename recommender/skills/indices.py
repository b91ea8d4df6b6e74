"""What published indices say of a role's future, and whether they disagree; they decide nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

HIGHEST = 100.0
APART_FROM = 0.4


@dataclass(frozen=True, slots=True)
class Index:
    """One index on one role, such as a projection of employment or an exposure to automation.

    Parameters
    ----------
    name, source
        What it is called, and where this row comes from.
    on
        The day that it speaks of, or was published on.
    value
        As the index has it, in its own unit; None where only the place is known.
    percentile
        The role's place among all that the index ranks, 0-100; None where it is not known.
    higher_is_better
        Whether a high place promises more work for the role; False for an exposure or a risk.

    Raises
    ------
    ValueError
        When the percentile is not within 0-100, or neither it nor a value is there.
    """

    name: str
    on: date
    source: str
    value: float | None = None
    percentile: float | None = None
    higher_is_better: bool = True

    def __post_init__(self) -> None:
        if self.value is None and self.percentile is None:
            raise ValueError(f"{self.name}: there is neither a value nor a percentile")
        if self.percentile is not None and not 0 <= self.percentile <= HIGHEST:
            raise ValueError(f"{self.name}: the percentile {self.percentile} is not within 0-100")

    @property
    def prospects(self) -> float | None:
        """Return the place from 0, the worst prospects, to 1; None where it is not known."""
        if self.percentile is None:
            return None
        place = self.percentile / HIGHEST
        return place if self.higher_is_better else 1.0 - place


def apart(indices: Iterable[Index]) -> float | None:
    """Return how far the indices' prospects lie apart, 0-1; None for fewer than two known ones."""
    places = [each.prospects for each in indices if each.prospects is not None]
    return max(places) - min(places) if len(places) > 1 else None


def disagree(indices: Iterable[Index]) -> bool:
    """Say whether indices lie so far apart that none of them should be taken for an answer.

    The border, 40 of 100 percentiles, is a choice of our own: measures of exposure to language
    models and projections of employment are known to rank the same occupations very differently.
    """
    found = apart(indices)
    return found is not None and found > APART_FROM
