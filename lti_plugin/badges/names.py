"""What a document calls by name: an address that can be signed, and described in one place.

Statements about a thing hold wherever its name stands. So whoever passes a badge on could move
what is said about it, its expiry for instance, to another place where its name stands and no
reader looks; and an address that is none would be left out of what is signed, with all that is
said about it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from lti_plugin.badges.failures import BadgeFailure

# What may stand between < and > in N-Quads, beginning with a scheme.
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|^`\\\s]+")


def is_address(text: object) -> bool:
    """Say whether a name is signed as it stands."""
    return isinstance(text, str) and _ADDRESS.fullmatch(text) is not None


def check(expanded: Any) -> None:
    """Check the names in an expanded document.

    Raises
    ------
    BadgeFailure
        ``address`` where one is not an address, ``described`` where two places tell different
        things about what is named there.
    """
    _check(expanded, {})


def _check(value: Any, told: dict[str, Any]) -> None:
    if isinstance(value, list):
        for each in value:
            _check(each, told)
    elif isinstance(value, Mapping):
        _check_node(value, told)


def _check_node(node: Mapping[str, Any], told: dict[str, Any]) -> None:
    kinds = node.get("@type", [])
    for name in (*(kinds if isinstance(kinds, list) else [kinds]), node.get("@id", "urn:none")):
        if not is_address(name) and name != "@json":
            raise BadgeFailure("address", "An id or a type in this badge is not an address.")
    said = {name: each for name, each in node.items() if name not in {"@id", "@type"}}
    # The same words twice are harmless: nothing can be moved between them unnoticed.
    if "@id" in node and said and told.setdefault(node["@id"], said) != said:
        raise BadgeFailure("described", "Two parts of this badge describe the same thing.")
    for name, each in said.items():
        if name != "@value":
            # What stands in a graph of its own is not mixed with what stands outside.
            _check(each, {} if name == "@graph" else told)
