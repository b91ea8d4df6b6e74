"""The access tokens of this process, in its memory alone.

A token is kept for one client and one set of scopes, so that no site ever uses another's.
"""

from __future__ import annotations

from collections.abc import Collection
from concurrent.futures import Future
from threading import Lock

from joserfc.jwk import RSAKey

from connectors.http import Outgoing
from lti_plugin.lti.failures import Unreached
from lti_plugin.lti.grant import PART, AccessToken, Client, request
from lti_plugin.store.base import now

__all__ = ["AccessToken", "AccessTokens", "Client"]

# How long one thread waits for a token that another asks for.
PATIENCE = 60.0

_Key = tuple[Client, frozenset[str]]


class AccessTokens:
    """The tokens of this process; of many threads that need the same one, one asks for it."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._kept: dict[_Key, AccessToken] = {}
        self._under_way: dict[_Key, Future[AccessToken]] = {}

    def get(
        self, client: Client, scopes: Collection[str], signer: RSAKey, outgoing: Outgoing
    ) -> AccessToken:
        """Return a token that grants all of ``scopes``, a kept one or a new one.

        Raises what :func:`lti_plugin.lti.grant.request` raises, which makes the new one.
        """
        key = (client, frozenset(scopes))
        mine: Future[AccessToken] = Future()
        with self._lock:
            kept = self._kept.get(key)
            if kept is not None and kept.fresh(now()):
                return kept
            other = self._under_way.setdefault(key, mine)
        if other is not mine:
            return _wait(other)
        try:
            token = request(client, key[1], signer, outgoing)
        except BaseException as error:
            self._end(key, None)
            mine.set_exception(error)
            raise
        self._end(key, token)
        mine.set_result(token)
        return token

    def forget(
        self, client: Client, scopes: Collection[str], token: AccessToken | None = None
    ) -> None:
        """Drop the kept token, so that the next one is a new one.

        Where ``token`` is given only that one is dropped: another thread may have renewed it.
        """
        key = (client, frozenset(scopes))
        with self._lock:
            if token is None or self._kept.get(key) == token:
                self._kept.pop(key, None)

    def _end(self, key: _Key, token: AccessToken | None) -> None:
        """Note that a request is over; tokens that have ended go on this occasion."""
        at = now()
        with self._lock:
            del self._under_way[key]
            if token is not None:
                self._kept = {k: kept for k, kept in self._kept.items() if kept.fresh(at)}
                self._kept[key] = token


def _wait(other: Future[AccessToken]) -> AccessToken:
    try:
        return other.result(PATIENCE)
    except TimeoutError:
        raise Unreached(PART) from None
