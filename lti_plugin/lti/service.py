"""Asks a platform's services, with a token, and only at the platform's own addresses."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from time import monotonic
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from joserfc.jwk import RSAKey

from connectors.errors import BadAnswer, ConnectorError
from connectors.http import MEBIBYTE, TRY_AGAIN, Answer, Outgoing
from lti_plugin.lti.access import AccessToken, AccessTokens, Client
from lti_plugin.lti.addresses import same_origin
from lti_plugin.lti.failures import (
    AccessRefused,
    Busy,
    EndlessList,
    ForeignAddress,
    Gone,
    NotPermitted,
    ServiceFailed,
    Unreadable,
    on_the_way,
)
from lti_plugin.lti.links import next_page

LARGEST = 16 * MEBIBYTE
# Far more than the largest course has, whatever size of page a platform allows.
MOST_PAGES = 500
MOST_BYTES = 64 * MEBIBYTE
# Somebody waits for the whole list, and a thread with them.
MOST_SECONDS = 45.0
_GONE = frozenset({404, 410})


@dataclass(frozen=True, slots=True)
class ServiceCaller:
    """One client's way to its platform's services.

    ``signer`` is the tool's private key with its id. Where a method takes a ``part``, it stands in
    the codes of its errors.
    """

    client: Client
    tokens: AccessTokens
    signer: RSAKey = field(repr=False)
    outgoing: Outgoing = field(repr=False)

    def call(
        self,
        method: str,
        url: str,
        scopes: Collection[str],
        *,
        accept: str,
        content_type: str | None = None,
        body: object = None,
        retry: bool | None = None,
        expected: Collection[int] = (),
        part: str = "service",
    ) -> Answer:
        """Send a request with a token for ``scopes`` and return the answer.

        ``body`` is sent as JSON under ``content_type``. ``retry`` says whether the request may be
        sent again where the platform is busy or the connection breaks; without it a GET may.
        Answers with a status in ``expected`` are returned like those of success. A token that is
        refused (401) is replaced once.

        Raises
        ------
        ForeignAddress
            When the address is not of the origin of the platform's issuer or token address; nothing
            is sent then. A redirect is never followed.
        TokenRefused, ScopeNotGranted
            When there is no token for this.
        AccessRefused, NotPermitted, Gone, Busy, Unreached, Unreadable, ServiceFailed
            When the platform refuses, does not answer, or answers with another status.
        """
        if not self.trusts(url):
            raise ForeignAddress(part)
        headers = {"Accept": accept}
        if content_type is not None:
            headers["Content-Type"] = content_type
        data = None if body is None else json.dumps(body).encode()
        again = method == "GET" if retry is None else retry
        answer, token = self._send(method, url, scopes, headers, data, again, part)
        if answer.status == 401:
            self.tokens.forget(self.client, scopes, token)
            answer, token = self._send(method, url, scopes, headers, data, again, part)
        if answer.status == 401:
            self.tokens.forget(self.client, scopes, token)
            raise AccessRefused(part, answered=401)
        if not answer.ok and answer.status not in expected:
            raise _failure(answer.status, part)
        return answer

    def trusts(self, url: str) -> bool:
        """Say whether a token may be sent to an address: is it of the platform's own origin?

        A platform may have its services beside its token address rather than under its issuer.
        """
        return same_origin(url, self.client.issuer) or same_origin(url, self.client.token_url)

    def address(
        self,
        url: str,
        below: str = "",
        *,
        query: Mapping[str, str | None] | None = None,
        part: str = "service",
    ) -> str:
        """Return a service's address with one more step of its path and with these parameters.

        Both go where they belong: Moodle's addresses have parameters already. Those that are None
        are left out.

        Raises
        ------
        ForeignAddress
            When it is not one of the platform's.
        """
        if not self.trusts(url):
            raise ForeignAddress(part)
        parts = urlsplit(url)
        wanted = {name: value for name, value in (query or {}).items() if value is not None}
        given = parse_qsl(parts.query, keep_blank_values=True)
        kept = [pair for pair in given if pair[0] not in wanted]
        return parts._replace(
            path=parts.path + below, query=urlencode([*kept, *wanted.items()]), fragment=""
        ).geturl()

    def pages(
        self, url: str, scopes: Collection[str], *, accept: str, part: str = "service"
    ) -> Iterator[Any]:
        """Yield the content of each page of a list, from ``url`` on to the last.

        Raises
        ------
        ForeignAddress
            When the next page would be at another origin or path than this one.
        EndlessList
            When a page comes a second time, or there are more than MOST_PAGES or MOST_BYTES.
        Busy
            When the list is not whole after MOST_SECONDS.
        ServiceFailed
            As :meth:`call` and :func:`content` do.
        """
        seen: set[str] = set()
        size = 0
        page: str | None = url
        deadline = monotonic() + MOST_SECONDS
        while page is not None:
            if monotonic() > deadline:
                raise Busy(part)
            if page in seen or len(seen) >= MOST_PAGES or size > MOST_BYTES:
                raise EndlessList(part)
            seen.add(page)
            answer = self.call("GET", page, scopes, accept=accept, part=part)
            size += len(answer.body)
            following = next_page(answer.headers.get("Link"), page)
            if following is not None and not _continues(following, url):
                raise ForeignAddress(part)
            yield content(answer, part)
            page = following

    def _send(
        self,
        method: str,
        url: str,
        scopes: Collection[str],
        headers: Mapping[str, str],
        data: bytes | None,
        retry: bool,
        part: str,
    ) -> tuple[Answer, AccessToken]:
        """Send a request once; return the answer and the token that it was sent with."""
        token = self.tokens.get(self.client, scopes, self.signer, self.outgoing)
        headers = {**headers, "Authorization": f"Bearer {token.token}"}
        try:
            answer = self.outgoing.request(
                method, url, headers=headers, data=data, retry=retry, max_bytes=LARGEST
            )
        except ConnectorError as error:
            raise on_the_way(error, part) from error
        return answer, token


def content(answer: Answer, part: str = "service") -> Any:
    """Return what an answer says in JSON; raise Unreadable where it is not."""
    try:
        return answer.json()
    except BadAnswer as error:
        raise Unreadable(part) from error


def _continues(following: str, url: str) -> bool:
    return same_origin(following, url) and urlsplit(following).path == urlsplit(url).path


def _failure(status: int, part: str) -> ServiceFailed:
    if status == 403:
        return NotPermitted(part, answered=status)
    if status in _GONE:
        return Gone(part, answered=status)
    if status in TRY_AGAIN:
        return Busy(part, answered=status)
    return ServiceFailed(part, str(status), answered=status)
