"""Dynamic registration: what the platform says of itself, what we ask for, what it answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from lti_plugin.errors import BadRequest, FingerpostError
from lti_plugin.lti import addresses, deep_linking
from lti_plugin.lti.claims import LONGEST_ID
from lti_plugin.lti.endpoints import SCOPES
from lti_plugin.lti.message import RESOURCE_LINK

TOOL = "https://purl.imsglobal.org/spec/lti-tool-configuration"
PLATFORM = "https://purl.imsglobal.org/spec/lti-platform-configuration"
LOGIN_PATH, KEYS_PATH, LOGO_PATH = "/lti/login", "/lti/jwks.json", "/static/fingerpost.svg"
NAME = "Fingerpost"
DESCRIPTION = "Shows which course to take next, and why."
CLAIMS = ("iss", "sub", "name", "given_name", "family_name", "email")
# None of these names is used by what a teacher places, which they would win over.
CUSTOM = {
    "context_id_history": "$Context.id.history",
    "course_idnumber": "$CourseSection.sourcedId",
    "course_start": "$CourseSection.timeFrame.begin",
    "idnumber": "$Person.sourcedId",
    "username": "$User.username",
    "resource_link_title": "$ResourceLink.title",
}
LONGEST_URL = 500


@dataclass(frozen=True, slots=True)
class Configuration:
    """What a platform says of itself; every address lies on the issuer's own origin."""

    issuer: str
    auth_login_url: str
    auth_token_url: str
    jwks_url: str
    registration_url: str
    scopes: frozenset[str]
    variables: frozenset[str]


@dataclass(frozen=True, slots=True)
class Registered:
    """The ids that the platform has given; a platform may leave out the deployment."""

    client_id: str
    deployment_id: str | None


def read_configuration(url: str, answer: object) -> Configuration:
    """Return the configuration that was found at ``url``.

    Raises
    ------
    BadRequest
        When it lacks something, speaks for another address than it came from, or names an address
        that is not on its own host.
    """
    if not isinstance(answer, dict):
        raise _wrong("form")
    issuer = answer.get("issuer")
    if not isinstance(issuer, str) or not 0 < len(issuer) <= LONGEST_ID:
        raise _wrong("form")
    if not addresses.same_origin(url, issuer) or not _is_below(url, issuer):
        raise _wrong("issuer")
    return Configuration(
        issuer=issuer.rstrip("/"),
        auth_login_url=_endpoint(answer, "authorization_endpoint", issuer),
        auth_token_url=_endpoint(answer, "token_endpoint", issuer),
        jwks_url=_endpoint(answer, "jwks_uri", issuer),
        registration_url=_endpoint(answer, "registration_endpoint", issuer),
        scopes=_texts(answer.get("scopes_supported")),
        variables=_variables(answer.get(PLATFORM)),
    )


def ask(base_url: str, platform: Configuration) -> dict[str, Any]:
    """Return the registration to send: what the tool is, and what it wishes of what can be had."""
    launch = base_url + addresses.LAUNCH_PATH
    custom = {
        name: variable
        for name, variable in CUSTOM.items()
        if not platform.variables or variable.removeprefix("$") in platform.variables
    }
    return {
        "application_type": "web",
        "response_types": ["id_token"],
        "grant_types": ["implicit", "client_credentials"],
        "initiate_login_uri": base_url + LOGIN_PATH,
        "redirect_uris": [launch],
        "client_name": NAME,
        "jwks_uri": base_url + KEYS_PATH,
        "logo_uri": base_url + LOGO_PATH,
        "token_endpoint_auth_method": "private_key_jwt",
        "scope": " ".join(scope for scope in SCOPES if scope in platform.scopes),
        TOOL: {
            "domain": domain(base_url),
            "description": DESCRIPTION,
            "target_link_uri": launch,
            "custom_parameters": custom,
            "claims": list(CLAIMS),
            "messages": [
                {"type": RESOURCE_LINK},
                {"type": deep_linking.REQUEST, "target_link_uri": launch, "label": NAME},
            ],
        },
    }


def domain(base_url: str) -> str:
    """Return the tool's domain as Moodle compares it: with the port and without ``www.``."""
    return urlsplit(base_url).netloc.removeprefix("www.")


def read_answer(answer: object) -> Registered:
    """Return the ids in a platform's answer, or raise BadRequest.

    The scopes in it are not read: Moodle lists more than it grants. The token endpoint tells them.
    """
    given: Mapping[str, Any] = answer if isinstance(answer, dict) else {}
    about = given.get(TOOL)
    client_id = given.get("client_id")
    deployment_id = about.get("deployment_id") if isinstance(about, dict) else None
    if not _is_id(client_id) or not (deployment_id is None or _is_id(deployment_id)):
        raise _wrong("answer")
    return Registered(str(client_id), None if deployment_id is None else str(deployment_id))


def _is_below(url: str, issuer: str) -> bool:
    """Say whether an address lies below the issuer's; one with ``..`` may lead out of it again."""
    steps = unquote(urlsplit(url).path).split("/")
    return url.startswith(issuer.rstrip("/") + "/") and not {".", ".."} & set(steps)


def _is_id(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= LONGEST_ID and value.isprintable()


def _endpoint(answer: Mapping[str, Any], name: str, issuer: str) -> str:
    url = answer.get(name)
    if not isinstance(url, str) or len(url) > LONGEST_URL:
        raise _wrong("form")
    if not addresses.same_origin(url, issuer):
        raise _wrong("endpoint")
    return url


def _variables(platform: object) -> frozenset[str]:
    return _texts(platform.get("variables")) if isinstance(platform, dict) else frozenset()


def _texts(value: object) -> frozenset[str]:
    given = value if isinstance(value, list) else []
    return frozenset(each for each in given if isinstance(each, str))


def _wrong(code: str) -> FingerpostError:
    error = BadRequest(
        "What this platform says of itself cannot be used.",
        hint="Begin in Moodle again; if it happens again, register the tool by hand.",
    )
    error.code = f"lti-registration-{code}"
    return error
