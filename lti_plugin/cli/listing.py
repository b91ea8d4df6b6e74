"""Prints what a command lists: a table for people, JSON for programs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from rich.console import Console
from rich.table import Column, Table

from lti_plugin.cli.setting import print_json

Found = dict[str, Any]


def print_list(
    found: Sequence[Found],
    as_json: bool,
    columns: Sequence[str | Column],
    row: Callable[[Found], Sequence[object]],
) -> None:
    """Print everything that was found; ``row`` gives what stands in the columns for one of them."""
    if as_json:
        print_json(found)
        return
    table = Table(*columns)
    for each in found:
        table.add_row(*("" if cell is None else str(cell) for cell in row(each)))
    Console().print(table)
