"""Reads what published indices say of roles from a CSV file of the organisation's own making."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from connectors import cells
from connectors.files.rows import optional, present
from connectors.files.table import Layout, Row, Table
from connectors.fitting import cleaned
from connectors.names import plain
from connectors.records import Rejected
from connectors.taxonomies.customer_rows import LONGEST_NAME, day

LONGEST = {"role": LONGEST_NAME, "index": LONGEST_NAME, "source": 500}
LARGEST = 1e12
GOOD, BAD = "good", "bad"
COLUMNS = ("role", "index", "date", "source")
MOST_ROWS = 200_000


@dataclass(frozen=True, slots=True)
class IndexRow:
    """A row of the file: what an index says of a role; ``where`` names the line."""

    where: str
    role: str
    index: str
    on: date
    source: str
    value: float | None
    percentile: float | None
    higher_is_better: bool


def read(file: Path) -> Iterator[IndexRow | Rejected]:
    """Yield the rows of a file; one that cannot be used comes as Rejected with its line.

    Raises
    ------
    BadFile
        When the file cannot be used at all.
    """
    layout = Layout(file.name, COLUMNS, ("value", "percentile", "higher_is"), most_rows=MOST_ROWS)
    table = Table(file.parent, layout)
    seen: dict[tuple[str, str], int] = {}
    for line, row in table.lines():
        if isinstance(row, Rejected):
            yield row
            continue
        try:
            found = _row(table.where(line), row)
        except ValueError as error:
            yield table.rejected(line, str(error))
            continue
        first = seen.setdefault((plain(found.role), plain(found.index)), line)
        if first != line:
            yield table.rejected(line, f"This index stands for this role in line {first} already.")
        else:
            yield found


def _row(where: str, row: Row) -> IndexRow:
    row = {column: cleaned(text) for column, text in row.items()}
    for column, longest in LONGEST.items():
        if len(row[column]) > longest:
            raise ValueError(f"The column {column} is longer than {longest} characters.")
    value = optional(row, "value", _value)
    percentile = optional(row, "percentile", _percentile)
    if value is None and percentile is None:
        raise ValueError("Both columns value and percentile are empty.")
    higher = row["higher_is"].lower()
    if percentile is not None and higher not in {GOOD, BAD}:
        raise ValueError("The column higher_is tells whether a high percentile is good or bad.")
    return IndexRow(
        where=where,
        role=present(row, "role"),
        index=present(row, "index"),
        on=_day(row),
        source=present(row, "source"),
        value=value,
        percentile=percentile,
        higher_is_better=higher != BAD,
    )


def _day(row: Row) -> date:
    found = optional(row, "date", day)
    if found is None:
        raise ValueError("The column date is empty.")
    return found


def _value(text: str) -> float:
    return cells.number(text, at_least=-LARGEST, at_most=LARGEST)


def _percentile(text: str) -> float:
    try:
        return cells.number(text, at_least=0, at_most=100)
    except ValueError as error:
        raise ValueError(f"{error} (0 to 100 is meant)") from None
