"""What can go wrong in the engine: one tree, each error one sentence that says what to do."""

from __future__ import annotations

from typing import Any

# What files of any content can make of reading them.
UNREADABLE = (
    OSError,
    EOFError,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    ArithmeticError,  # a number that is too large
    RecursionError,  # JSON that is nested too deeply
)


class EngineError(Exception):
    """Anything the engine can't do; its text is one clear sentence for an admin."""


class NotEnoughHistory(EngineError):
    """Too few completions or people to learn anything from."""


class BelowFloor(EngineError):
    """The new model ranks worse than doing without it; ``card`` holds what was measured."""

    def __init__(self, sentence: str, card: dict[str, Any]) -> None:
        super().__init__(sentence)
        self.card = card


class DatasetUnreadable(EngineError):
    """The folder of training input is missing, incomplete or damaged."""


class ModelUnreadable(EngineError):
    """A model folder is missing, half-written, damaged or of another version."""


class ModelNotWritten(EngineError):
    """The new model could not be stored; the one in use is untouched."""


class TrainingFailed(EngineError):
    """The training process ended without a model."""
