"""The demo organisation's tables: CSV files of our own writing, and how to read one."""

from __future__ import annotations

import csv
from importlib.resources import files


def rows(name: str) -> list[dict[str, str]]:
    """Return the rows of ``NAME.csv``; every cell is text, an empty cell is an empty text."""
    text = files(__name__).joinpath(f"{name}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines(keepends=True)))


def listed(cell: str) -> tuple[str, ...]:
    """Return the parts of a cell that holds a list separated by ``;``."""
    return tuple(part for part in cell.split(";") if part)
