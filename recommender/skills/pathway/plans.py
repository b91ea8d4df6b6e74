"""What a path is: ordered steps, what they raise, and what stays open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Label = Literal["optimal", "good, not proven"]
Reason = Literal["no_course", "limits"]


@dataclass(frozen=True, slots=True)
class Raise:
    """A skill that a step raises; ``start`` is None where nobody knows what was held."""

    skill: str
    start: float | None
    end: float


@dataclass(frozen=True, slots=True)
class Step:
    """One option of a path in its place, with the coverage it adds there."""

    option_id: str
    hours: float
    cost: float
    raises: tuple[Raise, ...]
    gain: float


@dataclass(frozen=True, slots=True)
class Unmet:
    """A goal that the path does not reach.

    ``reachable`` is the highest level that any option leads to. The reason is ``no_course`` where
    the path goes as far as that, ``limits`` where hours, money or another rule end it earlier.
    """

    skill: str
    reached: float
    needed: float
    reachable: float
    reason: Reason


@dataclass(frozen=True, slots=True)
class Plan:
    """A path; coverage is the weighted share, 0-1, of what is needed that is held."""

    steps: tuple[Step, ...]
    hours: float
    cost: float
    coverage_before: float
    coverage_after: float
    label: Label
    unmet: tuple[Unmet, ...] = ()

    @property
    def gain(self) -> float:
        """How much of the coverage the path adds."""
        return self.coverage_after - self.coverage_before
