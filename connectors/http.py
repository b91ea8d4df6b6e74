"""The one outgoing session: every request to Moodle, to an LTI platform or to a badge host.

Each request has timeouts and a total time, a bounded number of tries, a cap on the size of the
answer and no redirects; what goes wrong is an error of :mod:`connectors.errors` that names the host
and never the request's content.
"""

from __future__ import annotations

import json
import os
import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from http.cookiejar import DefaultCookiePolicy
from typing import Any, Self

import requests
import urllib3
from requests.adapters import HTTPAdapter
from urllib3.util.retry import Retry

from connectors.addresses import AddressGuard, Resolver, guarded_pools, system_resolver
from connectors.deadlines import within
from connectors.errors import AnswerTooLarge, BadAnswer, ConnectorError
from connectors.failures import is_passing, translate

TRY_AGAIN = frozenset({429, 502, 503, 504})
MEBIBYTE = 1024 * 1024
_FAILURES = (requests.RequestException, urllib3.exceptions.HTTPError)
_CHUNK = 64 * 1024
_LONGEST_NUMBER = 20
_TRUST = ("SSL_CERT_FILE", "SSL_CERT_DIR")


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: ``status`` is HTTP's, ``body`` the decoded bytes, ``url`` what was asked."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    url: str = field(repr=False)

    @property
    def ok(self) -> bool:
        """Say whether the status is one of success."""
        return 200 <= self.status < 300

    def json(self) -> Any:
        """Return the body read as JSON; raise BadAnswer where it is not."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            raise BadAnswer("The answer is not JSON.") from None


class _GuardedAdapter(HTTPAdapter):
    """An adapter whose connections go through the address guard."""

    def __init__(self, guard: AddressGuard, trust: ssl.SSLContext | None) -> None:
        self._guard = guard
        self._trust = trust
        super().__init__(max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, ssl_context=self._trust, **kwargs)
        self.poolmanager.pool_classes_by_scheme = guarded_pools(self._guard)


class Outgoing:
    """A session for outgoing requests.

    ``allowed_hosts`` are names, addresses and networks (``10.0.0.0/8``) that may be private;
    ``https_only`` refuses ``http://`` except to a host named there; ``timeouts`` are (connect,
    read) in seconds;
    ``total_seconds`` bounds one request with all its tries; ``max_bytes`` caps the decoded answer;
    ``retries`` is the number of further tries after 502, 503, 504, 429 or a broken connection,
    ``backoff`` the first pause in seconds, doubled each time; a ``Retry-After`` beyond
    ``longest_wait`` seconds ends the tries. ``ca_bundle`` is a file of certificate authorities to
    trust instead of the usual ones.
    """

    def __init__(
        self,
        *,
        allowed_hosts: frozenset[str] = frozenset(),
        https_only: bool = False,
        timeouts: tuple[float, float] = (5.0, 60.0),
        total_seconds: float = 180.0,
        max_bytes: int = 64 * MEBIBYTE,
        retries: int = 3,
        backoff: float = 0.5,
        longest_wait: float = 15.0,
        user_agent: str = "Fingerpost",
        ca_bundle: str | None = None,
        resolve: Resolver = system_resolver,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._guard = AddressGuard(allowed_hosts, resolve, https_only)
        self._timeouts = timeouts
        self._total = total_seconds
        self._max_bytes = max_bytes
        self._retries = retries
        self._backoff = backoff
        self._longest_wait = longest_wait
        self._sleep = sleep
        self._clock = clock
        self._session = _new_session(self._guard, user_agent, ca_bundle)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close all kept connections."""
        self._session.close()

    def get(
        self,
        url: str,
        *,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        max_bytes: int | None = None,
    ) -> Answer:
        """Send a GET, with tries."""
        return self.request("GET", url, params=params, headers=headers, max_bytes=max_bytes)

    def post(
        self,
        url: str,
        *,
        data: Mapping[str, str] | bytes | None = None,
        json: Any = None,
        headers: Mapping[str, str] | None = None,
        retry: bool = False,
        max_bytes: int | None = None,
    ) -> Answer:
        """Send a POST; ``retry`` only where the request changes nothing on the other side."""
        return self.request(
            "POST", url, data=data, json=json, headers=headers, retry=retry, max_bytes=max_bytes
        )

    def request(
        self,
        method: str,
        url: str,
        *,
        retry: bool = True,
        max_bytes: int | None = None,
        **content: Any,
    ) -> Answer:
        """Send a request; ``content`` is requests' params, data, json and headers.

        Returns the answer whatever its status, a redirect included; 429, 502, 503 and 504 only
        after the last try. Raises Unreachable, AddressRefused, AnswerTooLarge or BadAnswer.
        """
        host = self._guard.check_url(url).hostname or ""
        limit = self._max_bytes if max_bytes is None else max_bytes
        deadline = self._clock() + self._total
        tries = self._retries if retry else 0
        pause = self._backoff
        while True:
            outcome: Answer | ConnectorError
            try:
                outcome = self._attempt(method, url, host, limit, deadline, content)
            except _FAILURES as error:
                outcome = translate(error, host)
                tries = tries if is_passing(error) else 0
            if isinstance(outcome, Answer) and outcome.status not in TRY_AGAIN:
                return outcome
            wait = max(pause, _retry_after(outcome))
            if tries == 0 or wait > self._longest_wait or self._clock() + wait >= deadline:
                if isinstance(outcome, ConnectorError):
                    raise outcome
                return outcome
            self._sleep(wait)
            tries -= 1
            pause *= 2

    def _attempt(
        self, method: str, url: str, host: str, limit: int, deadline: float, content: dict[str, Any]
    ) -> Answer:
        connect, read = self._timeouts
        left = max(deadline - self._clock(), 0.1)
        with within(left) as time_for_all:
            try:
                with self._session.request(
                    method,
                    url,
                    timeout=(min(connect, left), min(read, left)),
                    stream=True,
                    allow_redirects=False,
                    **content,
                ) as response:
                    body = self._body(response, host, limit, deadline)
            except _FAILURES as error:
                if time_for_all.over:
                    raise requests.ReadTimeout from error
                raise
            if time_for_all.over:  # cut off, it may look like a whole one
                raise requests.ReadTimeout
            return Answer(response.status_code, response.headers, body, url)

    def _body(self, response: requests.Response, host: str, limit: int, deadline: float) -> bytes:
        """Read the body piece by piece, so that neither its size nor its slowness can hold us."""
        announced = response.headers.get("Content-Length", "")
        body = bytearray()
        too_large = announced.isdecimal() and int(announced[:_LONGEST_NUMBER]) > limit
        while not too_large:
            if self._clock() > deadline:
                raise translate(requests.ReadTimeout(), host)
            piece = response.raw.read1(_CHUNK, decode_content=True)
            if not piece:
                return bytes(body)
            body += piece
            too_large = len(body) > limit
        size = f"{limit / MEBIBYTE:.3g} MB"
        raise AnswerTooLarge(f"{host} sent an answer of more than {size}; it was not read.")


def _new_session(guard: AddressGuard, user_agent: str, ca_bundle: str | None) -> requests.Session:
    session = requests.Session()
    # A proxy from the environment would connect in our place and undo the address guard.
    session.trust_env = False
    session.verify = ca_bundle or True
    session.headers["User-Agent"] = user_agent
    # One session serves many sites: a cookie of one has no business in a request to another.
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    trusted = None if ca_bundle else _trust_of_this_machine(*map(os.environ.get, _TRUST))
    adapter = _GuardedAdapter(guard, trusted)
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    return session


@lru_cache(maxsize=1)
def _trust_of_this_machine(*_places: str | None) -> ssl.SSLContext:
    """Return the usual authorities, and those that the administrator has added to them.

    Reading them takes longer than most requests, so a process does it once; ``_places`` are what
    the environment names in their stead.
    """
    return ssl.create_default_context()


def _retry_after(outcome: Answer | ConnectorError) -> float:
    """Return how many seconds the other side asks us to wait; 0 where it says nothing useful."""
    header = outcome.headers.get("Retry-After") if isinstance(outcome, Answer) else None
    if header is None:
        return 0.0
    try:
        return Retry().parse_retry_after(header)
    except (urllib3.exceptions.InvalidHeader, ValueError, OverflowError):
        return 0.0  # no time at all, or one that no calendar or number holds
