"""Cuts a long stream into batches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

Item = TypeVar("Item")


def batches(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """Yield the items in their order, ``size`` at a time; the last batch may be shorter."""
    stream = iter(items)
    while batch := list(islice(stream, size)):
        yield batch
