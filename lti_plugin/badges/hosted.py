"""The same badge as Open Badges 2.0 writes it, hosted at its own address, for older readers.

Source: 1EdTech, Open Badges v2.0. It is a document of its own: the two kinds are never mixed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lti_plugin.badges.credential import Alignment

CONTEXT = "https://w3id.org/openbadges/v2"


@dataclass(frozen=True, slots=True)
class HostedIssuer:
    """Who vouches; whatever begins with ``begins`` is hosted by them."""

    url: str
    name: str
    page: str
    begins: str
    email: str | None = None


@dataclass(frozen=True, slots=True)
class HostedClass:
    """What is recognised."""

    url: str
    name: str
    description: str
    image: str
    caption: str
    criteria_url: str
    narrative: str
    issuer: str
    tags: Sequence[str] = ()
    alignments: Sequence[Alignment] = ()


@dataclass(frozen=True, slots=True)
class Hosted:
    """One person's badge: ``identity`` is the recipient's identity object of Open Badges 3.0."""

    url: str
    badge: HostedClass
    issuer: HostedIssuer
    identity: Mapping[str, Any]
    issued: str
    expires: str | None = None
    related: str | None = None


def assertion(told: Hosted) -> dict[str, Any]:
    """Return the assertion, which is true as long as it stands at its address."""
    return _said(
        {
            "@context": CONTEXT,
            "type": "Assertion",
            "id": told.url,
            "recipient": recipient(told.identity),
            "badge": told.badge.url,
            "verification": {"type": "HostedBadge"},
            "issuedOn": told.issued,
            "expires": told.expires,
            "related": told.related and [{"type": "Assertion", "id": told.related}],
        }
    )


def revoked(url: str, reason: str) -> dict[str, Any]:
    """Return what stands at the address of an assertion that does not hold any more."""
    return {
        "@context": CONTEXT,
        "type": "Assertion",
        "id": url,
        "revoked": True,
        "revocationReason": reason,
    }


def badge_class(told: HostedClass) -> dict[str, Any]:
    """Return what is recognised."""
    return _said(
        {
            "@context": CONTEXT,
            "type": "BadgeClass",
            "id": told.url,
            "name": told.name,
            "description": told.description,
            "image": {"type": "Image", "id": told.image, "caption": told.caption},
            "criteria": {"type": "Criteria", "id": told.criteria_url, "narrative": told.narrative},
            "issuer": told.issuer,
            "tags": list(told.tags),
            "alignment": [_alignment(each) for each in told.alignments],
        }
    )


def issuer(told: HostedIssuer) -> dict[str, Any]:
    """Return who vouches."""
    return _said(
        {
            "@context": CONTEXT,
            "type": "Issuer",
            "id": told.url,
            "name": told.name,
            "url": told.page,
            "email": told.email,
            "verification": {"type": "HostedBadge", "startsWith": told.begins},
        }
    )


def recipient(identity: Mapping[str, Any]) -> dict[str, Any]:
    """Return whose it is: the same salted hash, in the older spelling.

    Open Badges 2.0 knows no kind for a user of a platform; that is an id of the issuer's own.
    """
    kind = "email" if identity.get("identityType") == "emailAddress" else "id"
    return {
        "type": kind,
        "hashed": True,
        "salt": identity.get("salt"),
        "identity": identity.get("identityHash"),
    }


def _alignment(alignment: Alignment) -> dict[str, Any]:
    return _said(
        {
            "targetName": alignment.name,
            "targetUrl": alignment.url,
            "targetFramework": alignment.framework,
            "targetCode": alignment.code,
        }
    )


def _said(document: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in document.items() if value not in (None, "", [], {})}
