"""What makes two spellings one name, and which name only looks like another."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_WORD = re.compile(r"[^\W\d_]+")
# Scripts whose letters can pass for each other's, as Unicode names them.
_ALIKE = frozenset({"LATIN", "GREEK", "CYRILLIC"})


@lru_cache(maxsize=20_000)
def plain(name: str) -> str:
    """Return what two spellings of one name have in common.

    Case, width, accents that are written apart, spaces and letters that cannot be seen make no
    other name.
    """
    folded = unicodedata.normalize("NFKC", name).casefold()
    # Casefolding can leave letters apart again that belong together.
    seen = "".join(
        letter
        for letter in unicodedata.normalize("NFKC", folded)
        if unicodedata.category(letter) != "Cf"
    )
    return " ".join(seen.split())


def mixed(name: str) -> str | None:
    """Return the first word whose letters are of several scripts that look alike, if any."""
    if name.isascii():
        return None  # which most names are, and the names of letters take long to look up
    for word in _WORD.findall(name):
        scripts = {unicodedata.name(letter, "").partition(" ")[0] for letter in word}
        if len(scripts & _ALIKE) > 1:
            return str(word)
    return None
