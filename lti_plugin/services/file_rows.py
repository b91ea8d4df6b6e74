"""What rows of a file come to: which is new, changed or the same, and which cannot be used."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

NEW, CHANGED, SAME = "new", "changed", "same"


@dataclass(frozen=True, slots=True)
class Row:
    """What one row came to; ``fields`` are those that it changes, by their names."""

    line: int
    name: str
    how: str
    fields: Sequence[str] = ()


@dataclass
class Outcome:
    """What some rows came to; ``refused`` are lines with their reasons.

    ``ids`` are those of the rows, ``fed`` the fields that any has a value for, and ``waiting``
    names of courses that are asked for and not here yet, by the line that asks for them.
    """

    rows: list[Row] = field(default_factory=list)
    refused: list[tuple[int, str]] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)
    fed: set[str] = field(default_factory=set)
    waiting: dict[int, list[str]] = field(default_factory=dict)


def how(new: bool, fields: Sequence[str]) -> str:
    """Return what a row came to."""
    return NEW if new else CHANGED if fields else SAME
