"""A platform that nobody here wrote: the library lti1p3platform, and what it leaves to its users.

The library makes logins, messages and access tokens, and checks what a tool signs or asks; here
stand only the people, the grades and the way to it over HTTP.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from jwt.exceptions import PyJWTError
from lti1p3platform.exceptions import LineItemNotFoundException, LtiException
from lti1p3platform.ltiplatform import LTI1P3PlatformConfAbstract
from lti1p3platform.membership import Context
from lti1p3platform.message_launch import LTIAdvantageMessageLaunchAbstract
from lti1p3platform.oidc_login import OIDCLoginAbstract
from lti1p3platform.registration import Registration
from lti1p3platform.request import Request
from lti1p3platform.response import Response
from lti1p3platform.score import UpdateScoreStatus
from lti1p3platform.service_connector import (
    AssignmentsGradesService,
    NamesRoleProvisioningService,
)

from tests.connectors.servers import reply, serving
from tests.support.platform import TOOL, rsa_key

MEMBERS, ITEMS, ITEM = "/members", "/items", "/items/1"
COURSE = Context(id="2", label="SQL-1", title="SQL: Foundations")


class Asked(Request):
    """A request, given in the library's own form."""

    def build_metadata(self, request: Any) -> Any:
        return request


class Configuration(LTI1P3PlatformConfAbstract):
    """One registration; ``read_keys`` reads the tool's keys from their address."""

    def init_platform_config(self, **given: Any) -> None:
        self._registration = given["registration"]
        self.read_keys: Callable[[str], Any] = given["read_keys"]

    def get_registration_by_params(self, **given: Any) -> Registration:
        raise AssertionError("the registration is given, and never looked up")

    def fetch_public_key(self, key_set_url: str) -> Any:
        return self.read_keys(key_set_url)


class Login(OIDCLoginAbstract):
    """The initiation of a login, as the address that the browser is sent to."""

    def set_lti_message_hint(self, **given: Any) -> None:
        self._lti_message_hint = given["hint"]

    def get_redirect(self, url: str) -> str:
        return url


class Launch(LTIAdvantageMessageLaunchAbstract):
    """A message, as the fields of the form that the browser posts."""

    def render_launch_form(self, launch_data: dict[str, Any], **_given: Any) -> dict[str, Any]:
        return launch_data


class Roster(NamesRoleProvisioningService):
    """The people of the only course."""

    def get_member_data_page(self, **_given: Any) -> Any:
        people = [("5", "Ada Byron", "Learner"), ("6", "Grace Hopper", "Instructor")]
        told = [{"user_id": n, "name": name, "roles": [role]} for n, name, role in people]
        return {"content": told, "has_next": False}

    def get_context_by_id(self) -> Context:
        return COURSE


class Grades(AssignmentsGradesService):
    """The only column of that course; ``scores`` are those that it was sent."""

    scores: list[dict[str, Any]]

    def update_score(self, line_item_id: str, score: Any) -> UpdateScoreStatus:
        self.scores.append(score)
        return UpdateScoreStatus.SUCCESS

    def _nothing(self, *_asked: Any, **_given: Any) -> Any:
        raise LineItemNotFoundException

    find_lineitems = find_lineitem = create_lineitem = update_lineitem = _nothing
    delete_lineitem = get_results = _nothing


@dataclass
class Counterpart:
    """The platform at ``issuer``, in the place of the tests' own."""

    issuer: str
    client_id: str = "client-of-another-platform"
    deployment_id: str = "deployment-7"
    scores: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        key = rsa_key("key-of-another-platform")
        registration = (
            Registration()
            .set_iss(self.issuer)
            .set_client_id(self.client_id)
            .set_deployment_id(self.deployment_id)
            .set_launch_url(f"{TOOL}/lti/launch")
            .set_deeplink_launch_url(f"{TOOL}/lti/launch")
            .set_oidc_login_url(f"{TOOL}/lti/login")
            .set_tool_key_set_url(f"{TOOL}/lti/jwks.json")
            .set_platform_public_key(key.as_pem(private=False).decode())
            .set_platform_private_key(key.as_pem(private=True).decode())
        )
        self.registration = registration
        self.configuration = Configuration(registration=registration, read_keys=lambda _: {})

    @property
    def urls(self) -> dict[str, str]:
        """Return the addresses that a tool needs."""
        named = {"auth_login_url": "auth", "auth_token_url": "token", "jwks_url": "jwks"}
        return {name: f"{self.issuer}/{path}" for name, path in named.items()}

    def fetch(self, url: str) -> object:
        """Answer the tool's question for the keys."""
        assert url == self.urls["jwks_url"]
        return self.configuration.get_jwks()

    def login(self, person: str) -> str:
        """Return the address that begins a login."""
        login = Login(Asked({}), self.configuration)
        login.set_lti_message_hint(hint="activity-1")
        return str(login.initiate_login(person))

    def launch(self, preflight: dict[str, str], role: str) -> Launch:
        """Return a message in answer to a tool's question who somebody is."""
        asked = Asked({"method": "POST", "form_data": preflight, "get_data": {}})
        launch = Launch(asked, self.configuration)
        launch.set_user_data(preflight["login_hint"], [role], full_name="Ada Byron")
        launch.set_resource_link_claim("link-1", title="Next courses")
        launch.set_launch_presentation_claim("iframe", f"{self.issuer}/back")
        launch.set_launch_context_claim(COURSE.id, context_title=COURSE.title)
        launch.set_nrps(self.issuer + MEMBERS)
        launch.set_ags(self.issuer + ITEMS, self.issuer + ITEM)
        return launch

    def handle(self, request: BaseHTTPRequestHandler) -> None:
        """Answer one call of the tool."""
        parts = urlsplit(request.path)
        body = request.rfile.read(int(request.headers.get("Content-Length") or 0))
        if parts.path == "/token":
            status, said = self._token(dict(parse_qsl(body.decode())))
            reply(request, status, json.dumps(said).encode(), Content_Type="application/json")
            return
        asked = Asked(
            {
                "method": request.command,
                "headers": request.headers,
                "get_data": dict(parse_qsl(parts.query)),
                "json": json.loads(body) if body else None,
            }
        )
        told = self._service(asked, parts.path)
        content = b"" if told.result is None else json.dumps(told.result).encode()
        reply(request, told.code, content, Content_Type=told.media_type)

    def _token(self, form: dict[str, str]) -> tuple[int, object]:
        try:
            return 200, self.configuration.get_access_token(form)
        except (LtiException, PyJWTError):
            return 400, {"error": "invalid_client"}

    def _service(self, asked: Asked, path: str) -> Response:
        if path == MEMBERS:
            roster = Roster(asked, self.configuration, self.issuer + MEMBERS)
            return roster.handle_resp(roster.handle_get_members)
        grades = Grades(asked, self.configuration, self.issuer + ITEMS, self.issuer + ITEM)
        grades.scores = self.scores
        return grades.handle_resp(grades.handle_update_score, line_item_id=ITEM)


@contextmanager
def counterpart() -> Iterator[Counterpart]:
    """Let the platform answer while the context lasts."""
    made: list[Counterpart] = []
    with serving(lambda request: made[0].handle(request)) as port:
        made.append(Counterpart(f"http://127.0.0.1:{port}"))
        yield made[0]
