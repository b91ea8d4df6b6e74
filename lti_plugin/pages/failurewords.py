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


def told(line: str | None) -> str:
    """Return the line that a job ended with, or told of a row; what nobody knows stays as it is."""
    line = line or ""
    found = _reason(line)
    if found is None:
        return _(line) if line else ""
    reason, match = found
    hint = _hint(match["hint"]) if match["hint"] else ""
    return f"{_filled(reason, match)} {hint}".strip()


def place(text: str) -> str:
    """Return where a row stands; what nobody knows, such as the name of a file, stays."""
    found = _place(text)
    return text if found is None else _filled(*found)


@lru_cache(LINES_KEPT)
def _reason(line: str) -> Found | None:
    return _first(_patterns(), line)


@lru_cache(LINES_KEPT)
def _place(text: str) -> Found | None:
    return _first(_places(), text)


def _hint(text: str) -> str:
    found = _first(_hints(), text)
    return text if found is None else _filled(*found)


def _first(patterns: list[tuple[str, re.Pattern[str]]], line: str) -> Found | None:
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
def _hints() -> list[tuple[str, re.Pattern[str]]]:
    return [(hint, re.compile(_expression(hint), re.DOTALL)) for hint in HINTS]


@cache
def _places() -> list[tuple[str, re.Pattern[str]]]:
    return [(place, re.compile(_expression(place), re.DOTALL)) for place in PLACES]


@cache
def _patterns() -> list[tuple[str, re.Pattern[str]]]:
    """Return every reason with what finds it, before what to do about it or alone."""
    hints = "|".join(".+?".join(map(re.escape, _VALUE.split(hint)[::2])) for hint in HINTS)
    return [
        (reason, re.compile(f"{_expression(reason)}(?: (?P<hint>{hints}))?", re.DOTALL))
        for reason in (*REASONS, *ROWS, *_OWN)
    ]


def _expression(sentence: str) -> str:
    """Return what finds a sentence, each value as a group of its name, as short as can be."""
    pieces = _VALUE.split(sentence)
    return "".join(
        f"(?P<{piece}>.+?)" if place % 2 else re.escape(piece) for place, piece in enumerate(pieces)
    )
