"""Reads JSON as a verifier must: bounded in size and depth, no member twice, no NaN."""

from __future__ import annotations

import json
import re
from typing import Any

from lti_plugin.badges.failures import BadgeFailure

LARGEST = 256 * 1024
DEEPEST = 40
# A text that does not end takes the rest, and is looked at once: a second look at each of its
# quotes would take the square of its length.
_BRACKETS = re.compile(rb'"(?:[^"\\]++|\\.)*+"?|[\[{]|[\]}]', re.DOTALL)


def read(text: bytes | str) -> Any:
    """Return what a JSON text says.

    Raises
    ------
    BadgeFailure
        ``too-large``, ``too-deep``, ``twice`` (one reader would see the first of two members of the
        same name, another the last) or ``not-json``.
    """
    # What is no text is found when it is read.
    raw = text.encode(errors="surrogatepass") if isinstance(text, str) else text
    if len(raw) > LARGEST:
        raise BadgeFailure("too-large", f"A badge has at most {LARGEST:,} bytes.")
    try:
        _check_depth(raw)
        found = json.loads(raw.decode("utf-8"), object_pairs_hook=_once, parse_constant=_refuse)
        # What cannot be written again is refused: half a character, a number beyond all numbers.
        compact(found)
    except (ValueError, RecursionError) as error:
        raise BadgeFailure("not-json", "This is not JSON.") from error
    return found


def read_object(text: bytes | str) -> dict[str, Any]:
    """Return a JSON object; see :func:`read`."""
    found = read(text)
    if not isinstance(found, dict):
        raise BadgeFailure("not-json", "This is JSON, but not an object.")
    return found


def _check_depth(raw: bytes) -> None:
    depth = 0
    for found in _BRACKETS.finditer(raw):
        if found[0] in b"[{":
            depth += 1
        elif found[0] in b"]}":
            depth -= 1
        if depth > DEEPEST:
            raise BadgeFailure("too-deep", f"A badge is nested at most {DEEPEST} deep.")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise BadgeFailure("twice", "A member stands twice in one object.")
    return found


def _refuse(constant: str) -> Any:
    raise ValueError(constant)


def compact(value: Any) -> bytes:
    """Return a value as JSON without spaces, its text as it is."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
