"""What can be wrong with a wish for a path: each error one sentence that names the thing."""

from __future__ import annotations

from collections.abc import Sequence

SLOT_WEEKDAY, SLOT_MINUTES, SLOTS_OVERLAP = "slot.weekday", "slot.minutes", "slots.overlap"


class PathwayError(ValueError):
    """No path can be made of what was given; the text says which thing and what to do.

    ``key`` stands for what people themselves can enter wrongly, with the ``values`` of its sentence
    in any language: ``one`` and ``other`` are slots.
    """

    def __init__(self, text: str, key: str | None = None, **values: object) -> None:
        self.key = key
        self.values = values
        super().__init__(text)


class BadValue(PathwayError):
    """An option, a goal, a limit or a week holds a value that means nothing."""


class CyclicPrerequisites(PathwayError):
    """Options ask for each other; ``circle`` names them, the first one again at the end."""

    def __init__(self, circle: Sequence[str]) -> None:
        self.circle = tuple(circle)
        super().__init__(
            f"Prerequisites go round in a circle: {' -> '.join(self.circle)}; take one away."
        )


class OutOfReach(PathwayError):
    """A mandatory option can never be started, however much is spent."""


class Infeasible(PathwayError):
    """What is mandatory doesn't fit; ``limit`` is hours, money, a mode, or None for several."""

    def __init__(
        self, text: str, limit: str | None = None, needed: float = 0.0, allowed: float = 0.0
    ) -> None:
        self.limit = limit
        self.needed = needed
        self.allowed = allowed
        super().__init__(text)
