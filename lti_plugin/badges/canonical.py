"""One spelling of a document's statements, which is what is signed; and whether it says them all.

A signature covers the statements (RDF) that a document expands to, while everybody reads its JSON.
The two agree only where every member is spelled as the pinned contexts spell it: an alias or a full
address hides a member from readers, and a member that no context defines is not signed at all. So
a document has to equal the compacted form of its own expansion (VC Data Integrity 2.4.1, context
validation).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from threading import Lock
from typing import Any

from pyld import ContextResolver, jsonld  # type: ignore[import-untyped]  # it has no types
from pyld.jsonld import JsonLdError  # type: ignore[import-untyped]  # it has no types

from lti_plugin.badges import names
from lti_plugin.badges.contexts import CREDENTIALS, document, loader
from lti_plugin.badges.failures import BadgeFailure
from lti_plugin.badges.ordering import in_order
from lti_plugin.badges.shapes import shape

MOST_CONTEXTS = 8
# Of parts, and of those without an id: the work grows with the square of their number, and faster.
MOST_PARTS = 2_000
MOST_BLANK = 64
MOST_SHAPES = 4096
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def statements(given: Mapping[str, Any]) -> bytes:
    """Return the canonical statements of a document as RDFC-1.0 writes them.

    Raises
    ------
    BadgeFailure
        ``context`` where its contexts are not pinned ones, ``spelling`` where a member is not
        spelled as they spell it, or is not defined by them, ``control`` where a text holds a
        control character, ``empty`` where a member says nothing, ``address`` or ``described``
        where something is named so that it would not be signed or could be moved (see
        :mod:`lti_plugin.badges.names`), ``too-many`` where so many things, or things without a
        name, would take for ever to put in order, ``json-ld`` where it cannot be read.
    """
    contexts = given.get("@context")
    _check_contexts(contexts)
    for name, value in given.items():
        if name != "@context":
            _check_name(name)
            _check(value)
    if _parts(given) > MOST_PARTS:
        raise BadgeFailure("too-many", "This badge has too many parts.")
    if _blank(given) > MOST_BLANK:
        raise BadgeFailure("too-many", "Too many parts of this badge have no id.")
    expanded = _tried(jsonld.expand, given)
    names.check(expanded)
    _check_spelling(given, expanded)
    return in_order(_tried(jsonld.to_rdf, expanded))


def _check_spelling(given: Mapping[str, Any], expanded: Any) -> None:
    """Make sure that a document is spelled as pyld would spell it, which takes half of the time."""
    form = shape(given)
    if form in _SPELLED_WELL:
        return
    spelled = _tried(jsonld.compact, expanded, given["@context"], skipExpansion=True)
    if _plain(spelled) != _plain(given):
        raise _misspelled()
    if len(_SPELLED_WELL) >= MOST_SHAPES:
        _SPELLED_WELL.clear()
    _SPELLED_WELL.add(form)


def _check_contexts(contexts: Any) -> None:
    listed = contexts if isinstance(contexts, list) else [contexts]
    if not all(isinstance(each, str) for each in listed):
        raise BadgeFailure("context", "This badge brings definitions of its own.")
    if listed[:1] != [CREDENTIALS] or len(listed) > MOST_CONTEXTS or len(set(listed)) < len(listed):
        raise BadgeFailure(
            "context", f"A badge's first context is {CREDENTIALS}, and each is once."
        )
    for each in listed:
        document(each)


def _check(value: Any) -> None:
    """Refuse whatever could mean something else to a reader of statements than to one of JSON."""
    if value is None or value == []:
        raise BadgeFailure("empty", "A member of this badge says nothing.")
    if isinstance(value, str):
        if _CONTROL.search(value):
            raise BadgeFailure("control", "A text of this badge holds a control character.")
    elif isinstance(value, Mapping):
        for name, each in value.items():
            _check_name(name)
            _check(each)
    elif isinstance(value, list):
        if any(isinstance(each, list) for each in value):
            raise BadgeFailure("spelling", "A list within a list hides what it holds.")
        for each in value:
            _check(each)


def _check_name(name: str) -> None:
    """Refuse keywords, contexts of a part's own, and full or shortened addresses as names."""
    if name.startswith("@") or ":" in name:
        raise _misspelled()


def _plain(value: Any) -> Any:
    """Return one of those that JSON-LD takes for the same: a list of one, or what is in it.

    And what has nothing but an id, or the id.
    """
    if isinstance(value, Mapping):
        if value.keys() == {"id"}:
            return value["id"]
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, list):
        found = [_plain(each) for each in value]
        return found[0] if len(found) == 1 else found
    return value


def _parts(value: Any) -> int:
    """Count whatever has a value in a document."""
    if isinstance(value, Mapping):
        return 1 + sum(_parts(each) for each in value.values())
    return 1 + sum(_parts(each) for each in value) if isinstance(value, list) else 1


def _blank(value: Any) -> int:
    """Count the objects without an id, which canonical order has to name."""
    if isinstance(value, Mapping):
        own = 0 if "id" in value or "@id" in value else 1
        return own + sum(_blank(each) for each in value.values())
    return sum(_blank(each) for each in value) if isinstance(value, list) else 0


def _misspelled() -> BadgeFailure:
    return BadgeFailure("spelling", "A member of this badge is not what its contexts define.")


def _tried(action: Any, *given: Any, **options: Any) -> Any:
    try:
        with _ONE_AT_A_TIME:
            return action(
                *given,
                options={"documentLoader": loader, "contextResolver": _RESOLVER, **options},
            )
    except (JsonLdError, RecursionError) as error:
        cause: BaseException | None = error
        while cause is not None:  # pyld wraps what the loader raised
            if isinstance(cause, BadgeFailure):
                raise cause from None
            cause = cause.__cause__
        raise BadgeFailure("json-ld", "This is not a document that JSON-LD can read.") from None


# Shapes of documents that were spelled well; see lti_plugin.badges.shapes.
_SPELLED_WELL: set[bytes] = set()
# pyld remembers contexts in caches that two threads must not use at once.
_ONE_AT_A_TIME = Lock()
_RESOLVER = ContextResolver({}, loader)
