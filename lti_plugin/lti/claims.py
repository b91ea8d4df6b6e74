"""Reads single claims of a verified message: each in its form, or missing, or refused."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lti_plugin.lti.refusals import malformed

LTI = "https://purl.imsglobal.org/spec/lti/claim/"
LONGEST_ID = 255

Claims = Mapping[str, Any]


def required(claims: Claims, name: str) -> dict[str, Any]:
    """Return an LTI claim that is an object with an id, or raise BadRequest."""
    value = claims.get(LTI + name)
    named = value.get("id") if isinstance(value, dict) else None
    if not isinstance(named, str) or not 0 < len(named) <= LONGEST_ID:
        raise malformed(name.replace("_", "-"))
    return dict(value or {})


def part(claims: Claims, name: str) -> dict[str, Any]:
    """Return a claim that is an object; in any other form it counts as missing."""
    value = claims.get(name)
    return value if isinstance(value, dict) else {}


def text(value: object, longest: int = LONGEST_ID) -> str | None:
    """Return a text cut to its length; an unresolved ``$Variable`` counts as missing."""
    if not isinstance(value, str) or value.startswith("$"):
        return None
    return value.strip()[:longest] or None
