"""What the tests of the Moodle look-alike share."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import responses
from flask.testing import FlaskClient
from joserfc import jwt
from joserfc.jwk import KeySet
from werkzeug.test import TestResponse

from lti_plugin.demo.vocabulary import DEEP_LINKING, LTI, SCOPES, TOOL_CONFIGURATION
from tests.support.platform import rsa_key

START = "/demo-moodle/mod/lti/startltiadvregistration.php"
MANAGE = "/demo-moodle/mod/lti/toolconfigure.php"
REGISTRATION = "/demo-moodle/mod/lti/openid-registration.php"
TODAY = date(2026, 11, 22)
Call = Callable[..., Any]


class Form(HTMLParser):
    """The first form of a page: where it goes and which fields it carries."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.address = ""
        self.fields: dict[str, str] = {}
        self.scripts: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.address = given["action"]
        elif tag == "input" and "name" in given:
            self.fields[given["name"]] = given["value"]
        elif tag == "script":
            self.scripts.append(given.get("src", "inline"))


class AnyTool:
    """A small tool of the tests' own: it has a key, registers itself and proves who it is."""

    def __init__(self, client: FlaskClient, origin: str = "https://tool.test") -> None:
        self.client = client
        self.origin = origin
        self.key = rsa_key("tool-1")
        self.client_id = ""
        self.deployment_id = ""

    def call(self, address: str, method: str = "GET", **given: Any) -> TestResponse:
        """Send a request that no browser makes: without cookies."""
        path = address.removeprefix("http://127.0.0.1:8000")
        return self.client.application.test_client().open(path, method=method, **given)

    def registration(self, **changes: Any) -> dict[str, Any]:
        """Return what the tool says when it registers; ``own`` changes its LTI part."""
        own = {
            "domain": self.origin.split("://")[1],
            "description": "A small tool",
            "target_link_uri": f"{self.origin}/lti/launch",
            "custom_parameters": {"history": "$Context.id.history", "kind": "tool"},
            "claims": ["iss", "sub", "name", "email"],
            "messages": [
                {"type": "LtiResourceLinkRequest"},
                {
                    "type": "LtiDeepLinkingRequest",
                    "target_link_uri": f"{self.origin}/lti/choose",
                    "label": "Add content",
                },
            ],
        }
        said = {
            "application_type": "web",
            "response_types": ["id_token"],
            "grant_types": ["implicit", "client_credentials"],
            "initiate_login_uri": f"{self.origin}/lti/login",
            "redirect_uris": [f"{self.origin}/lti/launch"],
            "client_name": "Small tool",
            "jwks_uri": f"{self.origin}/jwks",
            "logo_uri": f"{self.origin}/logo.png",
            "token_endpoint_auth_method": "private_key_jwt",
            "scope": " ".join(SCOPES),
            TOOL_CONFIGURATION: own | changes.pop("own", {}),
        }
        return {key: value for key, value in (said | changes).items() if value is not None}

    def admin_key(self) -> str:
        """Sign in as an administrator and return the key of the session."""
        given = {"as": "admin", "url": f"{self.origin}/register"}
        return session_key(self.client.get(MANAGE, query_string=given).text)

    def invitation(self, **more: str) -> dict[str, str]:
        """Return what the tool's registration page is opened with, as an administrator begins."""
        given = {"url": f"{self.origin}/register", "sesskey": self.admin_key()} | more
        answer = self.client.get(START, query_string=given)
        assert answer.status_code == 302, answer.text
        address = urlsplit(answer.headers["Location"])
        assert f"{address.scheme}://{address.netloc}{address.path}" == f"{self.origin}/register"
        return dict(parse_qsl(address.query))

    def send(self, token: str, said: Any) -> TestResponse:
        """Send a registration with the token of an invitation."""
        header = {"Authorization": f"Bearer {token}"}
        return self.call(REGISTRATION, "POST", json=said, headers=header)

    def register(self, *, activate: bool = True, **changes: Any) -> dict[str, Any]:
        """Register and return the platform's answer; ``activate`` is what the admin does next."""
        token = self.invitation(type="0")["registration_token"]
        answer = self.send(token, self.registration(**changes))
        assert answer.status_code == 200, answer.text
        told = answer.get_json()
        self.client_id = told["client_id"]
        self.deployment_id = told[TOOL_CONFIGURATION]["deployment_id"]
        if activate:
            given = {"id": self.deployment_id, "sesskey": self.admin_key()}
            assert self.client.post(MANAGE, data=given).status_code == 303
        return told

    def sign(self, claims: dict[str, Any], **changes: Any) -> str:
        """Return ``claims`` signed by the tool, with the times that a message needs."""
        now = int(time.time())
        told = {"iss": self.client_id, "iat": now - 5, "exp": now + 60} | claims | changes
        return jwt.encode({"alg": "RS256", "kid": self.key.kid}, told, self.key)

    @contextmanager
    def online(self) -> Iterator[None]:
        """Let the tool's keys be fetched."""
        with responses.RequestsMock(assert_all_requests_are_fired=False) as web:
            web.get(f"{self.origin}/jwks", json=KeySet([self.key]).as_dict(private=False))
            yield

    def launched(self, address: str) -> dict[str, Any]:
        """Follow a launch that begins at ``address`` and return its claims, verified."""
        page = self.client.get(address.removeprefix("http://127.0.0.1:8000"))
        assert page.status_code == 200, page.text
        begun = Form(page.text)
        assert begun.address == f"{self.origin}/lti/login"
        asked = {
            "scope": "openid",
            "response_type": "id_token",
            "response_mode": "form_post",
            "prompt": "none",
            "client_id": self.client_id,
            "redirect_uri": f"{self.origin}/lti/launch",
            "login_hint": begun.fields["login_hint"],
            "lti_message_hint": begun.fields["lti_message_hint"],
            "nonce": "n-1",
            "state": "s-1",
        }
        answer = Form(self.client.post("/demo-moodle/mod/lti/auth.php", data=asked).text)
        assert answer.address == f"{self.origin}/lti/launch"
        keys = KeySet.import_key_set(self.client.get("/demo-moodle/mod/lti/certs.php").get_json())
        claims = jwt.decode(answer.fields["id_token"], keys, algorithms=["RS256"]).claims
        assert claims[f"{LTI}target_link_uri"] == begun.fields["target_link_uri"]
        return {"hint": begun.fields["lti_message_hint"]} | claims

    def chosen(self, course_id: int, who: str = "instructor") -> dict[str, Any]:
        """Begin to choose content for a course and return the claims."""
        return self.launched(
            f"/demo-moodle/mod/lti/contentitem.php?id={self.deployment_id}&course={course_id}&as={who}"
        )

    def answer(
        self, claims: dict[str, Any], items: list[dict[str, Any]], **changes: Any
    ) -> TestResponse:
        """Send what was chosen back, as the trainer's browser does."""
        told = {
            "aud": claims["iss"],
            f"{LTI}message_type": "LtiDeepLinkingResponse",
            f"{DEEP_LINKING}content_items": items,
        }
        message = self.sign(told, **changes)
        address = claims[f"{DEEP_LINKING}deep_linking_settings"]["deep_link_return_url"]
        with self.online():
            return self.client.post(
                address.removeprefix("http://127.0.0.1:8000"), data={"JWT": message}
            )

    def token(self, *scopes: str) -> TestResponse:
        """Ask for a token of ``scopes``."""
        form = {
            "grant_type": "client_credentials",
            "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            "client_assertion": self.sign({"sub": self.client_id}),
            "scope": " ".join(scopes),
        }
        with self.online():
            return self.call("/demo-moodle/mod/lti/token.php", "POST", data=form)

    def bearer(self, *scopes: str) -> dict[str, str]:
        """Return the header with a token of exactly ``scopes``."""
        told = self.token(*scopes).get_json()
        assert set(told["scope"].split()) == set(scopes)
        return {"Authorization": f"Bearer {told['access_token']}"}


def session_key(page: str) -> str:
    """Return the key of the session that a page's forms carry."""
    found = re.search(r'(?:name="sesskey" value="|sesskey=)(\w+)', page)
    assert found is not None, page
    return found[1]
