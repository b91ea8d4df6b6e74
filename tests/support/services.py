"""A platform's services on this machine: a token address that checks who asks, and told answers."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit
from uuid import UUID, uuid4

from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

from connectors.http import Outgoing
from lti_plugin.lti.access import AccessTokens, Client
from lti_plugin.lti.service import ServiceCaller
from tests.connectors.servers import HOST, opened, reply, serving
from tests.support.platform import rsa_key

RECORDED = json.loads(
    (Path(__file__).parents[1] / "fixtures/moodle/lti/services.json").read_text(encoding="utf-8")
)
RECORDED_HOST = "https://moodle.test"
TOKEN_PATH = "/mod/lti/token.php"
KID = "tool-key"


@dataclass(frozen=True)
class Sent:
    """One request as it arrived."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes

    @property
    def bearer(self) -> str:
        """The access token in it."""
        return self.headers.get("Authorization", "").removeprefix("Bearer ")

    def json(self) -> Any:
        """Return its body read as JSON."""
        return json.loads(self.body)


@dataclass(frozen=True)
class Told:
    """An answer: ``body`` is JSON unless it is bytes."""

    status: int = 200
    body: object = b""
    headers: dict[str, str] = field(default_factory=dict)


Teller = Callable[[Sent], Told]


class Services:
    """The platform: ``sent`` is what arrived apart from questions for tokens, ``asked`` those.

    ``keys`` are the tool's public ones.
    """

    def __init__(self) -> None:
        self.address = ""
        self.keys: RSAKey | KeySet = rsa_key(KID)
        self.outgoing: Outgoing = opened()
        self.sent: list[Sent] = []
        self.asked: list[Sent] = []
        self.claims: list[dict[str, Any]] = []
        self.headers: list[dict[str, Any]] = []
        self.token_answers: list[Told] = []
        self._told: dict[tuple[str, str], list[Told | Teller]] = {}
        self._granted = 0

    def tell(self, method: str, path: str, *answers: Told | Teller) -> str:
        """Answer requests to ``path`` with these in turn, the last one for ever; return its URL."""
        self._told[method, path] = list(answers)
        return self.address + path

    def client(self, client_id: str = "client-1", site_id: UUID | None = None) -> Client:
        """Return a client of this platform."""
        token_url = self.address + TOKEN_PATH
        return Client(site_id or uuid4(), uuid4(), self.address, client_id, token_url)

    def caller(self, client: Client | None = None) -> ServiceCaller:
        """Return a client's way in, with a cache of its own."""
        signer = rsa_key(KID)
        return ServiceCaller(client or self.client(), AccessTokens(), signer, self.outgoing)

    def handle(self, request: BaseHTTPRequestHandler) -> None:
        """Answer one request."""
        parts = urlsplit(request.path)
        body = request.rfile.read(int(request.headers.get("Content-Length") or 0))
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        sent = Sent(request.command, parts.path, query, dict(request.headers), body)
        told = self._token(sent) if parts.path == TOKEN_PATH else self._service(sent)
        content = told.body if isinstance(told.body, bytes) else json.dumps(told.body).encode()
        reply(request, told.status, content, **told.headers)

    def _service(self, sent: Sent) -> Told:
        self.sent.append(sent)
        answers = self._told.get((sent.method, sent.path))
        if answers is None:
            return Told(404)
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        return answer if isinstance(answer, Told) else answer(sent)

    def _token(self, sent: Sent) -> Told:
        """Check the assertion as Moodle does, with no leeway, and grant what is asked for."""
        self.asked.append(sent)
        form = {name: values[0] for name, values in parse_qs(sent.body.decode()).items()}
        signed = jwt.decode(form["client_assertion"], self.keys, algorithms=["RS256"])
        self.claims.append(signed.claims)
        self.headers.append(signed.header)
        assert form["grant_type"] == "client_credentials"
        assert form["client_assertion_type"].endswith(":jwt-bearer")
        assert signed.claims["iat"] <= time.time() < signed.claims["exp"]
        if self.token_answers:
            return self.token_answers.pop(0)
        self._granted += 1
        return Told(200, granted(f"token-{self._granted}", form["scope"]))


def granted(token: str, scope: str, /, **changes: object) -> dict[str, object]:
    """Return a token's answer in Moodle's form."""
    return {**RECORDED["token"], "access_token": token, "scope": scope, **changes}


@contextmanager
def services_at_work() -> Iterator[Services]:
    """Let a platform answer while the context lasts."""
    services = Services()
    with serving(services.handle) as port, services.outgoing:
        services.address = f"http://{HOST}:{port}"
        yield services


def recorded(services: Services, name: str) -> Any:
    """Return a recorded answer, as if this platform had given it."""
    return json.loads(json.dumps(RECORDED[name]).replace(RECORDED_HOST, services.address))
