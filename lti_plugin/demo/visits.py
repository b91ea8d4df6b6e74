"""Who is looking at the look-alike in which browser, and which launches and tokens are open."""

from __future__ import annotations

import secrets
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import TypeVar

T = TypeVar("T")

COOKIE = "demo_moodle"
MOST_KEPT = 1000
TOKEN_SECONDS = 3600


@dataclass(slots=True)
class Visit:
    """One browser, signed in as one person. ``launches`` maps a launch id to its course."""

    person_id: int
    key: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    session_key: str = field(default_factory=lambda: secrets.token_hex(5))
    launches: OrderedDict[str, int] = field(default_factory=OrderedDict)

    def open_launch(self, tool_id: int, course_id: int) -> str:
        """Return a new launch id, good for one use in this browser."""
        launch = f"ltilaunch{tool_id}_{secrets.randbelow(2**31)}"
        _keep(self.launches, launch, course_id)
        return launch

    def use_launch(self, launch: str) -> int | None:
        """Return the course of the launch and forget it; None if it is unknown or was used."""
        return self.launches.pop(launch, None)


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
        self._tokens: OrderedDict[str, tuple[frozenset[str], float]] = OrderedDict()

    def issue(self, scopes: frozenset[str]) -> str:
        """Return a new token that is good for ``scopes`` for an hour."""
        token = secrets.token_hex(16)
        _keep(self._tokens, token, (scopes, time.time() + TOKEN_SECONDS))
        return token

    def allows(self, token: str, scope: str) -> bool:
        """Say whether ``token`` is good for ``scope`` now."""
        scopes, ends = self._tokens.get(token, (frozenset[str](), 0.0))
        return scope in scopes and time.time() < ends


def _keep(store: OrderedDict[str, T], key: str, value: T) -> None:
    store[key] = value
    while len(store) > MOST_KEPT:
        store.popitem(last=False)
