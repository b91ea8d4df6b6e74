"""The starter pack: roles and skills of our own writing that a new site has from day one."""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable

NAMES = ("skills.csv", "roles.csv")


def pack_files() -> dict[str, Traversable]:
    """Return the pack's files by name, in the order in which they build on each other.

    They are laid out as a customer's own taxonomy is. Names, sentences, levels and outlooks are
    ours and stay proposals until somebody signs them; the URIs are facts of ESCO, the European
    Commission's classification of skills and occupations, and empty where ESCO has no such thing.
    """
    folder = files(__name__)
    return {name: folder / name for name in NAMES}
