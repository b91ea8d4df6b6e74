"""Reads one file that was sent by itself: a catalogue's courses, or an organisation's skills.

The cells may be separated by commas, semicolons or tabs. Rows come one by one, each with its line.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import tzinfo

from connectors.files import layouts
from connectors.files.connector import catalogue
from connectors.files.grids import Source, TextGrid, delimiter
from connectors.files.table import GridTable
from connectors.records import Course, Rejected
from connectors.taxonomies import table
from connectors.taxonomies.records import Skill


def heads(source: Source) -> list[str]:
    """Return the heads of a file's columns, none where it has no row. Raises BadFile."""
    _, cells = next(_grid(source).records(), (0, ""))
    return [] if isinstance(cells, str) else [cell.strip() for cell in cells]


def courses(source: Source, zone: tzinfo) -> Iterator[tuple[int, Course | Rejected]]:
    """Yield (line, course); a time without an offset is meant in ``zone``. Raises BadFile."""
    return catalogue(GridTable(_grid(source), layouts.COURSES), zone)


def skills(source: Source) -> Iterator[tuple[int, Skill | Rejected]]:
    """Yield (line, skill). Raises BadFile."""
    return table.skill_lines(GridTable(_grid(source), table.SKILLS))


def cells(source: Source, lines: Mapping[int, object]) -> dict[int, list[str]]:
    """Return what stands in these lines of a file. Raises BadFile."""
    found = (each for each in _grid(source).records() if each[0] in lines)
    return {line: row for line, row in found if not isinstance(row, str)}


def _grid(source: Source) -> TextGrid:
    return TextGrid(source, delimiter(source))
