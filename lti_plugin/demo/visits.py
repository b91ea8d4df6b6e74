"""Who is looking at the look-alike in which browser, and which launches and tokens are open."""

from __future__ import annotations

import secrets
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import TypeVar

from lti_plugin.demo.launches import Launch

T = TypeVar("T")

COOKIE = "demo_moodle"
MOST_KEPT = 1000
TOKEN_SECONDS = 3600


@dataclass(frozen=True, slots=True)
class Notice:
    """A sentence for the visitor; ``bad`` if something failed."""

    text: str
    bad: bool = False


@dataclass(slots=True)
class Visit:
    """One browser, signed in as one person.

    ``launches`` are those begun by their ids; ``notices`` wait for the next course page.
    """

    person_id: int
    key: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    session_key: str = field(default_factory=lambda: secrets.token_hex(5))
    launches: OrderedDict[str, Launch] = field(default_factory=OrderedDict)
    notices: list[Notice] = field(default_factory=list)

    def open_launch(self, tool_id: int, launch: Launch) -> str:
        """Return a new launch id, good for one use in this browser."""
        key = f"ltilaunch{tool_id}_{secrets.randbelow(2**31)}"
        _keep(self.launches, key, launch)
        return key

    def use_launch(self, key: str) -> Launch | None:
        """Return the launch and forget it; None if it is unknown or was used."""
        return self.launches.pop(key, None)

    def read_notices(self) -> list[Notice]:
        """Return the notices and forget them."""
        notices, self.notices = self.notices, []
        return notices


class Visits:
    """The visits by the secret in the browser's cookie; the oldest go first."""

    def __init__(self) -> None:
        self._visits: OrderedDict[str, Visit] = OrderedDict()

    def find(self, key: str | None) -> Visit | None:
        """Return the visit of the browser that holds ``key``."""
        return self._visits.get(key) if key else None

    def begin(self, person_id: int) -> Visit:
        """Sign a browser in as ``person_id``."""
        visit = Visit(person_id)
        _keep(self._visits, visit.key, visit)
        return visit


class AccessTokens:
    """The tokens given out for services, each with its scopes and the time it ends."""

    def __init__(self) -> None:
        self._tokens: OrderedDict[str, tuple[int, frozenset[str], float]] = OrderedDict()

    def issue(self, tool_id: int, scopes: frozenset[str]) -> str:
        """Return a new token that is good for ``scopes`` for an hour."""
        token = secrets.token_hex(16)
        _keep(self._tokens, token, (tool_id, scopes, time.time() + TOKEN_SECONDS))
        return token

    def holder(self, token: str, *scopes: str) -> int | None:
        """Return the tool that holds ``token``, if it is good for one of ``scopes`` now."""
        tool_id, granted, ends = self._tokens.get(token, (None, frozenset[str](), 0.0))
        return tool_id if granted.intersection(scopes) and time.time() < ends else None


def _keep(store: OrderedDict[str, T], key: str, value: T) -> None:
    store[key] = value
    while len(store) > MOST_KEPT:
        store.popitem(last=False)
