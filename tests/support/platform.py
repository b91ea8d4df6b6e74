"""A platform of the tests' own making: it has keys, signs messages and answers logins."""

from __future__ import annotations

import base64
import itertools
import json
import time
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from joserfc.jwk import RSAKey
from joserfc.jws import JWSRegistry, serialize_compact

LTI = "https://purl.imsglobal.org/spec/lti/claim/"
VOCABULARY = "http://purl.imsglobal.org/vocab/lis/v2/"
LEARNER = VOCABULARY + "membership#Learner"
INSTRUCTOR = VOCABULARY + "membership#Instructor"
ADMINISTRATOR = VOCABULARY + "system/person#Administrator"
INSTITUTION_ADMINISTRATOR = VOCABULARY + "institution/person#Administrator"
TOOL = "https://tool.test"
MISSING = object()

_numbers = itertools.count(1000)


@cache
def rsa_key(kid: str) -> RSAKey:
    """Return the key of this id; making one takes long, so each is made once in a run."""
    return RSAKey.generate_key(2048, {"kid": kid})


def encode(data: bytes) -> str:
    """Return base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def changed(given: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    """Return ``given`` with ``changes``; MISSING takes a key away."""
    return {name: value for name, value in (given | changes).items() if value is not MISSING}


@dataclass
class Platform:
    """One registered platform; ``fetched`` counts how often its keys were asked for."""

    issuer: str = "https://moodle.test"
    client_id: str = "client-1"
    deployment_id: str = "1"
    kids: list[str] = field(default_factory=lambda: ["key-1"])
    fetched: int = 0
    failure: Exception | None = None

    @property
    def urls(self) -> dict[str, str]:
        """The addresses that the tool is given at registration."""
        return {
            "auth_login_url": f"{self.issuer}/mod/lti/auth.php",
            "auth_token_url": f"{self.issuer}/mod/lti/token.php",
            "jwks_url": f"{self.issuer}/mod/lti/certs.php",
        }

    def fetch(self, url: str) -> object:
        """Answer the tool's question for the keys."""
        assert url == self.urls["jwks_url"]
        self.fetched += 1
        if self.failure is not None:
            raise self.failure
        return self.jwks()

    def jwks(self) -> dict[str, Any]:
        """Return the public keys in Moodle's form."""
        members = {"alg": "RS256", "use": "sig"}
        return {"keys": [rsa_key(kid).as_dict(private=False) | members for kid in self.kids]}

    def initiation(self, **changes: Any) -> dict[str, Any]:
        """Return what Moodle posts to begin a login of a person not seen before."""
        module = json.dumps({"cmid": 127, "launchid": "ltilaunch1_251147790"})
        given = {
            "iss": self.issuer,
            "target_link_uri": f"{TOOL}/lti/launch",
            "login_hint": str(next(_numbers)),
            "lti_message_hint": module,
            "client_id": self.client_id,
            "lti_deployment_id": self.deployment_id,
        }
        return changed(given, changes)

    def claims(self, fields: dict[str, str], **changes: Any) -> dict[str, Any]:
        """Return a learner's claims in answer to a login's form ``fields``."""
        present = int(time.time())
        given: dict[str, Any] = {
            "iss": self.issuer,
            "aud": self.client_id,
            "sub": fields["login_hint"],
            "nonce": fields["nonce"],
            "iat": present,
            "exp": present + 60,
            "name": "Dmitri Umar",
            "given_name": "Dmitri",
            "family_name": "Umar",
            "email": "dmitri@example.com",
            LTI + "version": "1.3.0",
            LTI + "message_type": "LtiResourceLinkRequest",
            LTI + "deployment_id": self.deployment_id,
            LTI + "target_link_uri": f"{TOOL}/lti/launch",
            LTI + "roles": [LEARNER],
            LTI + "resource_link": {"id": "1", "title": "Your next courses"},
            LTI + "context": {"id": "2", "title": "SQL: Foundations", "type": ["CourseSection"]},
            LTI + "launch_presentation": {"locale": "de", "document_target": "iframe"},
            LTI + "tool_platform": {"product_family_code": "moodle", "guid": "guid-1"},
            LTI + "lis": {"person_sourcedid": f"E{fields['login_hint']}"},
            LTI + "ext": {"user_username": f"user{fields['login_hint']}", "lms": "moodle-2"},
        }
        return changed(given, changes)

    def sign(
        self, content: object, header: dict[str, Any] | None = None, kid: str = "key-1"
    ) -> str:
        """Return a signed message: ``content`` as JSON, or as it is when it is bytes."""
        body = content if isinstance(content, bytes) else json.dumps(content).encode()
        head = changed({"typ": "JWT", "alg": "RS256", "kid": kid}, header or {})
        registry = JWSRegistry(algorithms=[head["alg"]], strict_check_header=False)
        return serialize_compact(head, body, rsa_key(kid), registry=registry)
