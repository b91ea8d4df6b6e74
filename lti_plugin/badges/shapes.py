"""What of a document its spelling depends on, so that the thousandth badge is not spelled anew.

JSON-LD hands texts and addresses on without looking into them, except at those that begin like
something the contexts define. So two documents that differ in nothing but such texts and addresses,
equal ones in equal places, are both spelled well or both badly.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from hashlib import sha256
from typing import Any

from lti_plugin.badges import contexts
from lti_plugin.badges.names import is_address

_KEPT = frozenset({"@context", "type"})


def shape(document: Mapping[str, Any]) -> bytes:
    """Return the same bytes for documents whose spelling is judged alike."""
    return sha256(repr(_shaped(document, {})).encode()).digest()


def _shaped(value: Any, seen: dict[str, str]) -> Any:
    if isinstance(value, Mapping):
        return [
            (name, each if name in _KEPT else _shaped(each, seen)) for name, each in value.items()
        ]
    if isinstance(value, list):
        return ["list", *(_shaped(each, seen) for each in value)]
    if not isinstance(value, str) or value in _words() or value.startswith(_beginnings()):
        return ("as it is", value)
    # Which of them are equal stays; what they say does not.
    return seen.setdefault(value, f"{'address' if is_address(value) else 'text'} {len(seen)}")


@cache
def _words() -> frozenset[str]:
    """Return each name and each text that stands in a context."""
    return frozenset(each for url in contexts.PINNED for each in _strings(contexts.document(url)))


@cache
def _beginnings() -> tuple[str, ...]:
    """Return what JSON-LD would take apart or shorten: keywords, and what contexts define."""
    return ("@", "_:", *{f"{each}:" for each in _words()}, *{e for e in _words() if ":" in e})


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        yield from value
        for each in value.values():
            yield from _strings(each)
    elif isinstance(value, list):
        for each in value:
            yield from _strings(each)
    elif isinstance(value, str):
        yield value
