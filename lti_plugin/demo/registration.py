"""What a tool says when it registers itself, checked as Moodle checks it, and the answer to it."""

from __future__ import annotations

import re
from typing import Any

from lti_plugin.demo import vocabulary
from lti_plugin.demo.tools import Tool, domain_of

Json = dict[str, Any]
NAMES = {"name", "given_name", "family_name"}
NEEDED = (
    "response_types",
    "initiate_login_uri",
    "redirect_uris",
    "client_name",
    "jwks_uri",
    "token_endpoint_auth_method",
)
ADDRESS = r"https?://[\w.:\[\]-]+(?:[/?#]\S*)?"
TOOL_PROOF = "private_key_jwt"
ANSWERED_GRADE_SCOPES = (
    vocabulary.SCORE_SCOPE,
    vocabulary.RESULT_SCOPE,
    vocabulary.LINE_ITEM_READING_SCOPE,
    vocabulary.LINE_ITEM_SCOPE,
)


class Refused(Exception):
    """A registration that is answered with a plain sentence."""

    def __init__(self, reason: str, status: int = 400) -> None:
        super().__init__(reason)
        self.reason, self.status = reason, status


def read(said: Json, client_id: str) -> Tool:
    """Return the tool that ``said`` describes; it has no id yet and is not active.

    Raises
    ------
    Refused
        When something that has to be there is missing or does not fit.
    """
    said = _without_tags(said)
    own = said.get(vocabulary.TOOL_CONFIGURATION)
    if not isinstance(own, dict):
        raise Refused(f"missing required attribute {vocabulary.TOOL_CONFIGURATION}")
    _check(said)
    domain, target = _domain_and_target(own)
    custom = own.get("custom_parameters") or {}
    if not isinstance(custom, dict):
        raise Refused("invalid_custom_parameters")
    claims = [claim for claim in _list(own, "claims") if isinstance(claim, str)]
    return Tool(
        client_id=client_id,
        name=said["client_name"],
        domain=domain,
        target_link_uri=target,
        login_url=said["initiate_login_uri"],
        redirect_uris=tuple(said["redirect_uris"]),
        jwks_url=said["jwks_uri"],
        scopes=_granted(str(said.get("scope") or "").split()),
        custom={key: str(value) for key, value in custom.items()},
        description=str(own.get("description") or ""),
        logo_url=str(said.get("logo_uri") or ""),
        selection_url=_selection_url(own, target),
        shares_names=bool(NAMES.intersection(claims)),
        shares_email="email" in claims,
    )


def answer(tool: Tool) -> Json:
    """Return the registration as the platform keeps it, with the deployment's id."""
    own: Json = {
        "version": "1.3.0",
        "deployment_id": tool.deployment_id,
        "target_link_uri": tool.target_link_uri,
        "domain": tool.domain,
        "description": tool.description,
        "messages": [],
        # Moodle cuts a value at its second equals sign here, though not in launches.
        "custom_parameters": {key: value.split("=")[0] for key, value in tool.custom.items()},
        "claims": ["sub", "iss"],
    }
    if tool.selection_url is not None:
        message = {"type": vocabulary.DEEP_LINKING_MESSAGE, "target_link_uri": tool.selection_url}
        own["messages"] = [message]
    if tool.shares_names:
        own["claims"] += ["name", "family_name", "given_name"]
    if tool.shares_email:
        own["claims"] += ["email"]
    return {
        "client_id": tool.client_id,
        "response_types": ["id_token"],
        "jwks_uri": tool.jwks_url,
        "initiate_login_uri": tool.login_url,
        "grant_types": ["client_credentials", "implicit"],
        "redirect_uris": list(tool.redirect_uris),
        "application_type": "web",
        "token_endpoint_auth_method": TOOL_PROOF,
        "client_name": tool.name,
        "logo_uri": tool.logo_url,
        "scope": " ".join(_answered_scopes(tool)),
        vocabulary.TOOL_CONFIGURATION: own,
    }


def _check(said: Json) -> None:
    for name in NEEDED:
        if not said.get(name):
            raise Refused(f"missing required attribute {name}")
    if "id_token" not in _list(said, "response_types"):
        raise Refused("invalid_response_types")
    if not all(_is_address(address) for address in _list(said, "redirect_uris")):
        raise Refused("invalid_redirect_uris")
    if said["token_endpoint_auth_method"] != TOOL_PROOF:
        raise Refused("invalid_token_endpoint_auth_method")
    if said.get("application_type", "web") != "web":
        raise Refused("invalid_application_type")
    if not isinstance(said["client_name"], str):
        raise Refused("invalid_client_name")
    for name in ("initiate_login_uri", "jwks_uri"):
        if not _is_address(said[name]):
            raise Refused(f"invalid_{name}")


def _domain_and_target(own: Json) -> tuple[str, str]:
    given = own.get("domain")
    if not isinstance(given, str) or not given:
        raise Refused("missing required attribute domain")
    target = str(own.get("target_link_uri") or f"https://{given}")
    domain = domain_of(given)
    if not _is_address(target):
        raise Refused("invalid_target_link_uri")
    if domain != domain_of(target):
        raise Refused("domain_targetlinkuri_mismatch")
    return domain, target


def _granted(asked: list[str]) -> tuple[str, ...]:
    """Return the scopes granted: any one about grades brings the three that change no column."""
    granted = {scope for scope in asked if scope in vocabulary.SCOPES}
    if granted & set(vocabulary.GRADE_SCOPES):
        granted |= set(vocabulary.GRADE_SCOPES) - {vocabulary.LINE_ITEM_SCOPE}
    granted -= {vocabulary.OUTCOME_SCOPE, "openid"}  # neither is asked of the token endpoint
    return tuple(scope for scope in vocabulary.SCOPES if scope in granted)


def _answered_scopes(tool: Tool) -> list[str]:
    """Return the scopes as Moodle tells them: all about grades as soon as any is granted."""
    about_grades = list(ANSWERED_GRADE_SCOPES) if tool.accepts_grades else []
    others = (vocabulary.MEMBERSHIP_SCOPE, vocabulary.SETTINGS_SCOPE)
    return about_grades + [scope for scope in others if scope in tool.scopes]


def _selection_url(own: Json, target: str) -> str | None:
    for message in _list(own, "messages"):
        if isinstance(message, dict) and message.get("type") == vocabulary.DEEP_LINKING_MESSAGE:
            return str(message.get("target_link_uri") or target)
    return None


def _list(given: Json, name: str) -> list[Any]:
    found = given.get(name) or []
    if not isinstance(found, list):
        raise Refused(f"invalid_{name}")
    return found


def _is_address(value: object) -> bool:
    """Say whether this is an address; its host goes into headers, so nothing else may be in it."""
    return isinstance(value, str) and re.fullmatch(ADDRESS, value) is not None


def _without_tags(value: Any) -> Any:
    if isinstance(value, str):
        return re.sub("<[^>]*>", "", value)
    if isinstance(value, list):
        return [_without_tags(member) for member in value]
    if isinstance(value, dict):
        return {key: _without_tags(member) for key, member in value.items()}
    return value
