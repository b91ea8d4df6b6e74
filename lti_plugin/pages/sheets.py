"""Tables as CSV files that a spreadsheet opens without running anything that is in them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from flask import Response

from lti_plugin.pages import failurewords

# A spreadsheet takes a cell that begins so for a formula (OWASP, "CSV Injection").
FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
Cell = str | int | float | None


def download(name: str, head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Response:
    """Return a table as a file to keep; UTF-8 with the mark by which Excel knows it."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([_guarded(cell) for cell in head])
    writer.writerows([_guarded(cell) for cell in row] for row in rows)
    answer = Response(text.getvalue().encode("utf-8-sig"), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def bad_rows(heads: Sequence[str], rows: Sequence[Sequence[Any]]) -> Response:
    """Return rows of a file that cannot be used (line, reason, cells), to correct and send again.

    ``heads`` are those of the file; a row may have fewer cells, or more.
    """
    told = ([line, failurewords.told(reason), *cells] for line, reason, cells in rows)
    return download("bad-rows.csv", ("line", "reason", *heads), told)


def _guarded(cell: Cell) -> Cell:
    """Return a cell; text that would be a formula begins with an apostrophe, numbers stay."""
    if isinstance(cell, str) and cell.startswith(FORMULAS):
        return f"'{cell}"
    return "" if cell is None else cell
