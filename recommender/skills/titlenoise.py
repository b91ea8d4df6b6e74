"""What a job title says besides the job: seniority, gender, brackets, a place behind a dash."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from recommender.skills.words import tokens

_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|\{[^{}]*\}")
# m/w/d, f/m/x, h/f, m/f/d/x ... with slashes, bars or stars; also "all genders".
_GENDERS = re.compile(
    r"(?<![\w/])[mwfdxihv](?:\s?[/|*]\s?[mwfdxihv]){1,4}(?![\w/])"
    r"|\b(?:all|any|alle)\s+(?:genders?|geschlechter)\b",
    re.IGNORECASE,
)
# Entwickler*in, Entwickler:innen, Entwickler/-in, Entwickler(in), EntwicklerIn, desarrollador/a.
_BOTH_FORMS = re.compile(
    r"(?<=[^\W\d_]{3})(?:\s?[*:_/·]-?(?:innen|in|frau|a|as|e|es)\b|/-(?:innen|in)\b|-innen\b"
    r"|\((?:innen|in|a|as|e|es)\)|(?<=r)In(?:nen)?\b)"
)
_FEMININE = re.compile(r"(?<=[^\W\d_]{2}(?:er|or|st))in(?:nen)?$", re.IGNORECASE)
_FIRST_PART = re.compile(r"\s+[-–—|@]\s+|,|\s+(?:at|bei)\s+|:\s", re.IGNORECASE)
_SENIORITY = frozenset(
    "senior sr junior jr jnr snr trainee intern graduate entry mid midlevel experienced apprentice "
    "praktikant werkstudent i ii iii iv v 1 2 3 4 5".split()
)


class TitleForms(NamedTuple):
    """A title to be compared as it is, without noise, and only its first part without noise."""

    full: str
    bare: str
    first: str


def forms_of(title: str, language: str = "en") -> TitleForms:
    """Return what ``title`` is compared by; all empty when it holds no word."""
    title = unicodedata.normalize("NFC", title)
    full = " ".join(_keys(title, language))
    quiet = _without_signs(title)
    bare = _without_seniority(_keys(quiet, language)) or full
    first = _FIRST_PART.split(quiet.strip(" -–—|,:"), maxsplit=1)[0]
    return TitleForms(full, bare, _without_seniority(_keys(first, language)) or bare)


def _without_signs(title: str) -> str:
    title = _BOTH_FORMS.sub("", title)
    without = _GENDERS.sub(" ", _BRACKETS.sub(" ", title))
    return " ".join(_FEMININE.sub("", word) for word in without.split())


def _keys(title: str, language: str) -> list[str]:
    return [token.key for token in tokens(title, language)]


def _without_seniority(keys: list[str]) -> str:
    return " ".join(key for key in keys if key not in _SENIORITY)
