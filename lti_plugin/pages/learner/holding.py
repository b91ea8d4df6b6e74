"""How "My data" tells of a table: what it is called, why it is held, who can see it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as lazy

OPERATORS = lazy("You, and those who run Fingerpost here.")
DECIDERS = lazy("You, your manager, your L&D team, and those who run Fingerpost here.")
SHOWN = lazy("You, who reviews it, whom you give a link, and those who run Fingerpost here.")


@dataclass(frozen=True, slots=True)
class Kind:
    """One table: its name in words, why it is held, who can see it, and what names a row."""

    table: str
    name: Any
    why: Any
    who: Any
    title: Sequence[str]


@dataclass(frozen=True, slots=True)
class Group:
    """Tables under one heading; ``id`` is that of the heading."""

    id: str
    heading: Any
    kinds: Sequence[Kind]
