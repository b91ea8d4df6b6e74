"""What a launch says, read from verified claims: who, where, as what."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from lti_plugin.lti import deep_linking, endpoints
from lti_plugin.lti.addresses import same_origin
from lti_plugin.lti.claims import LONGEST_ID, LTI, part, required, text
from lti_plugin.lti.identity import subject
from lti_plugin.lti.refusals import forbidden, malformed, untrusted

RESOURCE_LINK = "LtiResourceLinkRequest"
KINDS = (RESOURCE_LINK, deep_linking.REQUEST)
VERSION = "1.3.0"
MOST_ROLES = 100
LONGEST_CUSTOM = 2000
MOST_CUSTOM = 50
_LOCALE = re.compile(r"[A-Za-z]{2,3}([_-][A-Za-z0-9]{2,8}){0,3}")


@dataclass(frozen=True, slots=True)
class Launch:
    """One verified launch; everything in it can be stored as JSON.

    ``subject`` is Moodle's id of the person. ``username`` and ``id_number`` come from the
    platform's own claims only: a teacher may write anything into an activity's custom parameters.
    ``placing`` holds the settings of a deep linking request, which is about no activity yet.
    """

    subject: str
    deployment_id: str
    roles: list[str]
    name: str = ""
    email: str | None = None
    username: str | None = None
    id_number: str | None = None
    locale: str | None = None
    context_id: str | None = None
    context_title: str | None = None
    resource_link_id: str | None = None
    resource_link_title: str | None = None
    memberships_url: str | None = None
    line_items_url: str | None = None
    line_item_url: str | None = None
    placing: dict[str, Any] | None = None
    course_module: int | None = None
    return_url: str | None = None
    guid: str | None = None
    custom: dict[str, str] = field(default_factory=dict)


def read(claims: Mapping[str, Any], issuer: str, course_module: int | None) -> Launch:
    """Return what the claims of a launch say, each in its form or missing.

    Raises
    ------
    BadRequest
        When a claim that a launch needs is missing or of another form.
    NotTrusted, NotAllowed
        When it is not about a person with an account.
    """
    kind = _kind(claims)
    presentation = part(claims, LTI + "launch_presentation")
    return_url = presentation.get("return_url")
    # Moodle's carries a session key, so it is not kept where the activity's own address is known.
    needed = course_module is None and same_origin(return_url, issuer)
    context = required(claims, "context") if LTI + "context" in claims else {}
    person = subject(claims)
    _refuse_guest(claims, person)
    services = endpoints.read(claims, issuer)
    link = required(claims, "resource_link") if kind == RESOURCE_LINK else {}
    return Launch(
        subject=person,
        deployment_id=deployment_id(claims),
        roles=_roles(claims),
        name=_name(claims),
        email=_email(claims),
        username=text(part(claims, LTI + "ext").get("user_username")),
        id_number=text(part(claims, LTI + "lis").get("person_sourcedid")),
        locale=_locale(presentation.get("locale")),
        context_id=context.get("id"),
        context_title=text(context.get("title"), 500) or text(context.get("label"), 500),
        resource_link_id=link.get("id"),
        resource_link_title=text(link.get("title"), 500),
        memberships_url=services.memberships,
        line_items_url=services.line_items,
        line_item_url=services.line_item,
        placing=_placing(claims, issuer) if kind == deep_linking.REQUEST else None,
        course_module=course_module,
        return_url=return_url if needed else None,
        guid=text(part(claims, LTI + "tool_platform").get("guid")),
        custom=_custom(part(claims, LTI + "custom")),
    )


def _placing(claims: Mapping[str, Any], issuer: str) -> dict[str, Any]:
    return asdict(deep_linking.settings_of(claims, issuer))


def deployment_id(claims: Mapping[str, Any]) -> str:
    """Return the deployment that a message names, or raise NotTrusted."""
    value = claims.get(LTI + "deployment_id")
    if not isinstance(value, str) or not 0 < len(value) <= LONGEST_ID:
        raise untrusted("deployment")
    return value


def target(claims: Mapping[str, Any]) -> object:
    """Return the address that a message says it is for."""
    return claims.get(LTI + "target_link_uri")


def _kind(claims: Mapping[str, Any]) -> str:
    """Return the type of a message of the version that we speak."""
    if claims.get(LTI + "version") != VERSION:
        raise malformed("version")
    kind = claims.get(LTI + "message_type")
    if not isinstance(kind, str) or kind not in KINDS:
        raise malformed("message-type")
    return kind


def _refuse_guest(claims: Mapping[str, Any], person: str) -> None:
    """Moodle lets guests in under one shared account, which no plan can belong to."""
    moodle = part(claims, LTI + "tool_platform").get("product_family_code") == "moodle"
    named_guest = part(claims, LTI + "ext").get("user_username") == "guest"
    if named_guest or (moodle and person in {"0", "1"}):
        raise forbidden(
            "guest",
            "You are in Moodle as a guest.",
            "Sign in to Moodle with your own account, then open the activity again.",
        )


def _roles(claims: Mapping[str, Any]) -> list[str]:
    given = claims.get(LTI + "roles")
    if not isinstance(given, list) or not all(isinstance(role, str) for role in given):
        raise malformed("roles")
    return [role[:LONGEST_ID] for role in given[:MOST_ROLES]]


def _name(claims: Mapping[str, Any]) -> str:
    parts = (text(claims.get("given_name")), text(claims.get("family_name")))
    full = text(claims.get("name")) or " ".join(part for part in parts if part)
    return full[:LONGEST_ID]


def _email(claims: Mapping[str, Any]) -> str | None:
    email = claims.get("email")
    usable = isinstance(email, str) and len(email) <= LONGEST_ID and "@" in email
    return text(email) if usable else None


def _locale(value: object) -> str | None:
    """Return a language code with hyphens; Moodle writes ``pt_br``."""
    usable = isinstance(value, str) and len(value) <= 20 and _LOCALE.fullmatch(value)
    return str(value).replace("_", "-") if usable else None


def _custom(given: Mapping[str, Any]) -> dict[str, str]:
    """Return the custom parameters that were filled in and are not over long."""
    filled = {
        key: value
        for key, value in given.items()
        if isinstance(value, str) and value and not value.startswith("$")
    }
    short = [
        pair for pair in filled.items() if len(pair[0]) <= 100 and len(pair[1]) <= LONGEST_CUSTOM
    ]
    return dict(short[:MOST_CUSTOM])
