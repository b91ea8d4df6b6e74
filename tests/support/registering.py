"""A platform with which a tool registers itself, over real connections on this machine."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from werkzeug.test import TestResponse

from lti_plugin.services import invitations
from lti_plugin.store import lti as rows
from lti_plugin.store.lti import Registration
from tests.connectors.servers import reply, serving
from tests.support.installation import Installation, site_of

RECORDED = Path(__file__).parents[1] / "fixtures/moodle/lti"
TOOL = "https://purl.imsglobal.org/spec/lti-tool-configuration"
TOKEN = "registration-token-of-the-platform"


@dataclass
class Registering:
    """Answers as Moodle does; ``changes`` are of its configuration, ``asked`` what came in."""

    port: int = 0
    path: str = ""
    client_id: str = "client-new"
    deployment_id: str | None = "7"
    status: int = 200
    body: bytes | None = None
    changes: dict[str, Any] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str], Any]] = field(default_factory=list)

    @property
    def issuer(self) -> str:
        """The platform's address."""
        return f"http://127.0.0.1:{self.port}{self.path}"

    @property
    def configuration_url(self) -> str:
        """Where the platform tells about itself."""
        return f"{self.issuer}/mod/lti/openid-configuration.php"

    def configuration(self) -> dict[str, Any]:
        """Return the recorded configuration, moved to this address."""
        text = (RECORDED / "openid_configuration.json").read_text()
        told = json.loads(text.replace("https://moodle.test", self.issuer))
        return {key: value for key, value in (told | self.changes).items() if value is not None}

    def answer(self, asked: dict[str, Any]) -> dict[str, Any]:
        """Return the registration as Moodle echoes it."""
        about = dict(asked[TOOL]) | (
            {"deployment_id": self.deployment_id} if self.deployment_id else {}
        )
        return {**asked, "client_id": self.client_id, TOOL: about}

    def handle(self, request: BaseHTTPRequestHandler) -> None:
        """Serve the configuration, and the registration."""
        length = int(request.headers.get("Content-Length") or 0)
        sent = json.loads(request.rfile.read(length)) if length else None
        self.asked.append((request.path, dict(request.headers), sent))
        if sent is None:
            reply(request, 200, json.dumps(self.configuration()).encode())
        elif self.body is not None or self.status != 200:
            reply(request, self.status, self.body or b"")
        else:
            reply(request, 200, json.dumps(self.answer(sent)).encode())

    def query(self, invitation: str | None, **changes: str | None) -> str:
        """Return the address under which this platform opens the tool's page."""
        given: dict[str, str | None] = {
            "invitation": invitation,
            "openid_configuration": self.configuration_url,
            "registration_token": TOKEN,
            **changes,
        }
        sent = {name: value for name, value in given.items() if value is not None}
        return f"/lti/register?{urlencode(sent)}"


@contextmanager
def registering(**options: Any) -> Iterator[Registering]:
    """Serve such a platform."""
    platform = Registering(**options)
    with serving(platform.handle) as port:
        platform.port = port
        yield platform


def invite(installation: Installation, issuer: str, **options: Any) -> str:
    """Return the secret of a new invitation for the site of this issuer."""
    site = site_of(installation.database, issuer)
    with installation.database.writing() as session:
        address = invitations.invite(session, installation.settings, site.id, "test", **options)
    assert address.startswith("https://tool.test/lti/register?invitation=")
    return address.partition("=")[2]


def get(installation: Installation, address: str, method: str = "GET") -> TestResponse:
    """Open an address of the tool in a browser of its own."""
    return installation.app.test_client().open(address, base_url="https://tool.test", method=method)


def known(installation: Installation, issuer: str) -> list[Registration]:
    """Return the registrations of a site."""
    site = site_of(installation.database, issuer)
    with installation.database.reading() as session:
        return list(rows.registrations(session, site.id))
