"""Texts that people type, as the tables can hold them."""

from __future__ import annotations


def fitted(text: str, longest: int) -> str:
    """Return a text without what no table holds and without blanks around it, cut if too long.

    PostgreSQL knows no NUL.
    """
    return text.replace("\x00", "").strip()[:longest]
