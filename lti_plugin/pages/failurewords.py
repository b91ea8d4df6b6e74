"""Why a job failed or left a row out, in the reader's language: what is kept is one English line.

What ends a job, and what is wrong with a row, is told far inside, by connectors that know no
language, and names functions, rights, hosts and numbers. The line is looked up among the sentences
that it can be made of.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from flask_babel import gettext as _

from lti_plugin.pages.failures import HINTS, REASONS
from lti_plugin.pages.rowreasons import PLACES, ROWS
from lti_plugin.store.notices import TEXTS

_VALUE = re.compile(r"%\((\w+)\)s")
_LISTS = {"columns": "; and the column ", "rights": " and "}
# Values that are sentences themselves.
_SENTENCES = frozenset({"sentence", "text"})
_OWN = tuple(text for text in TEXTS.values() if text != "%(text)s")
LINES_KEPT = 4096

Found = tuple[str, re.Match[str]]
Patterns = list[tuple[str, re.Pattern[str]]]


def told(line: str | None) -> str:
    """Return the line that a job ended with, or told of a row; what nobody knows stays as it is."""
    line = line or ""
    found, hint = _reason(line)
    if found is None:
        return _(line) if line else ""
    return f"{_filled(*found)} {_filled(*hint) if hint else ''}".strip()


def place(text: str) -> str:
    """Return where a row stands; what nobody knows, such as the name of a file, stays."""
    found = _place(text)
    return text if found is None else _filled(*found)


@lru_cache(LINES_KEPT)
def _reason(line: str) -> tuple[Found | None, Found | None]:
    """Return the reason that a line tells, and what to do about it where it says so."""
    ending = _ending().fullmatch(line)
    if ending is not None:
        reason = _first(_reasons(), ending["reason"])
        if reason is not None:
            return reason, _first(_hints(), ending["hint"])
    return _first(_reasons(), line), None


@lru_cache(LINES_KEPT)
def _place(text: str) -> Found | None:
    return _first(_places(), text)


def _first(patterns: Patterns, line: str) -> Found | None:
    """Return the first sentence that a line is, with its values."""
    for sentence, pattern in patterns:
        found = pattern.fullmatch(line)
        if found is not None:
            return sentence, found
    return None


def _filled(sentence: str, found: re.Match[str]) -> str:
    """Return a sentence in the reader's language with the values that were found in its place."""
    values = {name: found[name] for name in _VALUE.findall(sentence)}
    for name in _LISTS.keys() & values.keys():
        values[name] = ", ".join(values[name].split(_LISTS[name]))
    for name in _SENTENCES & values.keys():
        values[name] = told(values[name])
    return _(sentence, **values)


@cache
def _ending() -> re.Pattern[str]:
    """Return what parts a line that ends with one of the hints from it."""
    hints = "|".join(".+?".join(map(re.escape, _VALUE.split(hint)[::2])) for hint in HINTS)
    return re.compile(f"(?P<reason>.+?) (?P<hint>{hints})", re.DOTALL)


@cache
def _reasons() -> Patterns:
    return _compiled(*REASONS, *ROWS, *_OWN)


@cache
def _hints() -> Patterns:
    return _compiled(*HINTS)


@cache
def _places() -> Patterns:
    return _compiled(*PLACES)


def _compiled(*sentences: str) -> Patterns:
    """Return each sentence with what finds it."""
    return [(each, re.compile(_expression(each), re.DOTALL)) for each in sentences]


def _expression(sentence: str) -> str:
    """Return what finds a sentence, each value as a group of its name, as short as can be."""
    pieces = _VALUE.split(sentence)
    return "".join(
        f"(?P<{piece}>.+?)" if place % 2 else re.escape(piece) for place, piece in enumerate(pieces)
    )
