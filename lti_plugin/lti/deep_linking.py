"""Deep linking: what a teacher may place in a course, and the signed answer that places it."""

from __future__ import annotations

import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from joserfc import jwt
from joserfc.jwk import RSAKey

from lti_plugin.lti.addresses import same_origin
from lti_plugin.lti.claims import LTI, Claims, part
from lti_plugin.lti.refusals import malformed
from lti_plugin.lti.tokens import ALGORITHM

DEEP_LINKING = "https://purl.imsglobal.org/spec/lti-dl/claim/"
REQUEST, RESPONSE = "LtiDeepLinkingRequest", "LtiDeepLinkingResponse"
RESOURCE_LINK = "ltiResourceLink"
LONGEST_DATA = 20_000
# Moodle compares the times without any leeway, so ours begin a little earlier.
BACK_DATED, LIFE = 30, 300


@dataclass(frozen=True, slots=True)
class Settings:
    """What the platform takes, and where; ``data`` goes back as it came."""

    return_url: str
    multiple: bool
    data: str | None = None


@dataclass(frozen=True, slots=True)
class LineItem:
    """A grade column that comes with an item."""

    label: str
    maximum: float
    resource_id: str
    tag: str


@dataclass(frozen=True, slots=True)
class ContentItem:
    """One resource link to place."""

    title: str
    text: str
    url: str
    custom: dict[str, str] = field(default_factory=dict)
    line_item: LineItem | None = None

    def as_claim(self) -> dict[str, Any]:
        """Return the item in the form of the specification."""
        claim: dict[str, Any] = {
            "type": RESOURCE_LINK,
            "title": self.title,
            "text": self.text,
            "url": self.url,
            "custom": self.custom,
        }
        if self.line_item is not None:
            claim["lineItem"] = {
                "label": self.line_item.label,
                "scoreMaximum": self.line_item.maximum,
                "resourceId": self.line_item.resource_id,
                "tag": self.line_item.tag,
            }
        return claim


def settings_of(claims: Claims, issuer: str) -> Settings:
    """Return the settings of a deep linking request, or raise BadRequest.

    The answer carries what a teacher placed, so it goes to the platform's own origin alone.
    """
    given = part(claims, DEEP_LINKING + "deep_linking_settings")
    return_url, data = given.get("deep_link_return_url"), given.get("data")
    accepted = given.get("accept_types")
    usable = (
        same_origin(return_url, issuer)
        and isinstance(accepted, list)
        and RESOURCE_LINK in accepted
        and (data is None or (isinstance(data, str) and len(data) <= LONGEST_DATA))
    )
    if not usable:
        raise malformed("deep-linking")
    return Settings(str(return_url), given.get("accept_multiple") is True, data)


def response(
    key: RSAKey,
    settings: Settings,
    items: Sequence[ContentItem],
    *,
    issuer: str,
    client_id: str,
    deployment_id: str,
    message: str = "",
) -> str:
    """Return the signed answer; ``message`` is a sentence that the platform shows the teacher."""
    issued = int(time.time()) - BACK_DATED
    claims: dict[str, Any] = {
        "iss": client_id,
        "aud": [issuer],
        "iat": issued,
        "exp": issued + BACK_DATED + LIFE,
        "nonce": secrets.token_urlsafe(16),
        LTI + "deployment_id": deployment_id,
        LTI + "message_type": RESPONSE,
        LTI + "version": "1.3.0",
        DEEP_LINKING + "content_items": [item.as_claim() for item in items],
    }
    if settings.data is not None:
        claims[DEEP_LINKING + "data"] = settings.data
    if message:
        claims[DEEP_LINKING + "msg"] = message
    return jwt.encode({"alg": ALGORITHM, "typ": "JWT", "kid": key.kid}, claims, key)
