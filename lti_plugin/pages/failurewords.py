"""Why a job failed, in the reader's language: what is kept is one English line.

What ends a job is raised far inside, by connectors that know no language, and names functions,
rights, hosts and numbers. The line is looked up among the sentences that it can be made of.
"""

from __future__ import annotations

import re
from functools import cache

from flask_babel import gettext as _

from lti_plugin.pages.failures import HINTS, REASONS

_VALUE = re.compile(r"%\((\w+)\)s")
_LISTS = {"columns": "; and the column ", "rights": " and "}


def told(line: str | None) -> str:
    """Return the line that a job ended with; what nobody knows stays as it is."""
    line = line or ""
    for reason, pattern in _patterns():
        found = pattern.fullmatch(line)
        if found is not None:
            hint = _hint(found["hint"]) if found["hint"] else ""
            return f"{_filled(reason, found)} {hint}".strip()
    return _(line) if line else ""


def _hint(text: str) -> str:
    for hint, pattern in _hints():
        found = pattern.fullmatch(text)
        if found is not None:
            return _filled(hint, found)
    return text


def _filled(sentence: str, found: re.Match[str]) -> str:
    """Return a sentence in the reader's language with the values that were found in its place."""
    values = {name: found[name] for name in _VALUE.findall(sentence)}
    for name in _LISTS.keys() & values.keys():
        values[name] = ", ".join(values[name].split(_LISTS[name]))
    return _(sentence, **values)


@cache
def _hints() -> list[tuple[str, re.Pattern[str]]]:
    return [(hint, re.compile(_expression(hint), re.DOTALL)) for hint in HINTS]


@cache
def _patterns() -> list[tuple[str, re.Pattern[str]]]:
    """Return every reason with what finds it, before what to do about it or alone."""
    hints = "|".join(".+?".join(map(re.escape, _VALUE.split(hint)[::2])) for hint in HINTS)
    return [
        (reason, re.compile(f"{_expression(reason)}(?: (?P<hint>{hints}))?", re.DOTALL))
        for reason in REASONS
    ]


def _expression(sentence: str) -> str:
    """Return what finds a sentence, each value as a group of its name, as short as can be."""
    pieces = _VALUE.split(sentence)
    return "".join(
        f"(?P<{piece}>.+?)" if place % 2 else re.escape(piece) for place, piece in enumerate(pieces)
    )
