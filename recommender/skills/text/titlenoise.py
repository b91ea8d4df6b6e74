"""What a job title says besides the job: seniority, gender, brackets, a place behind a dash."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from recommender.skills.text.spelling import plain_of
from recommender.skills.text.words import tokens

_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|\{[^{}]*\}")
# m/w/d, f/m/x, h/f, m/f/d/x ... with slashes, bars or stars; also "all genders".
_GENDERS = re.compile(
    r"(?<![\w/])[mwfdxihv](?:\s?[/|*]\s?[mwfdxihv]){1,4}(?![\w/])"
    r"|\b(?:all|any|alle)\s+(?:genders?|geschlechter)\b",
    re.IGNORECASE,
)
# Entwickler*in, Entwickler:innen, Entwickler/-in, Entwickler(in), EntwicklerIn, desarrollador/a.
_BOTH_FORMS = re.compile(
    r"(?<=[^\W\d_]{3})(?:[*:_/·]-?(?:innen|in|frau|a|as|e|es)\b|/-(?:innen|in)\b|-innen\b"
    r"|\((?:innen|in|a|as|e|es)\)|(?<=r)In(?:nen)?\b)"
)
_FEMININE = re.compile(r"(?<=[^\W\d_]{2}(?:er|or|st|nt|ut|zt|og))in(?:nen)?$", re.IGNORECASE)
_FIRST_PART = re.compile(r"\s+[-–—|@]\s+|,|\s+(?:at|bei)\s+|:\s", re.IGNORECASE)
_SENIOR_WORDS = (
    "senior sr junior jr jnr snr trainee intern graduate entry mid midlevel experienced apprentice "
    "praktikant werkstudent i ii iii iv v 1 2 3 4 5"
)
_SENIORITY = frozenset(_SENIOR_WORDS.split())


class TitleForms(NamedTuple):
    """A title to be compared as it is, without noise, and only its first part without noise.

    ``bare`` and ``first`` are empty when a title is noise alone.
    """

    full: str
    bare: str
    first: str


def forms_of(title: str, language: str = "en") -> TitleForms:
    """Return what ``title`` is compared by; all empty when it holds no word."""
    title = unicodedata.normalize("NFC", title)
    full = " ".join(token.key for token in tokens(title, language))
    quiet = _without_signs(title)
    bare = _without_seniority(quiet, language)
    first = _FIRST_PART.split(quiet.strip(" -–—|,:"), maxsplit=1)[0]
    return TitleForms(full, bare, _without_seniority(first, language))


def _without_signs(title: str) -> str:
    title = _BOTH_FORMS.sub("", title)
    without = _GENDERS.sub(" ", _BRACKETS.sub(" ", title))
    return " ".join(_FEMININE.sub("", word) for word in without.split())


def _without_seniority(title: str, language: str) -> str:
    return " ".join(
        token.key for token in tokens(title, language) if plain_of(token.text) not in _SENIORITY
    )
