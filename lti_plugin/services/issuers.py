"""A site as an issuer of badges: its name, its addresses, and the document that lists its keys."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from joserfc.jwk import OKPKey
from sqlalchemy.orm import Session

from connectors.fitting import cleaned
from lti_plugin import keys
from lti_plugin.badges import did
from lti_plugin.badges.contexts import CREDENTIALS, OPEN_BADGES
from lti_plugin.badges.credential import Issuer
from lti_plugin.store.keys import BADGE, BADGE_JWT
from lti_plugin.store.sites import Site

_STEP = "s"


def name_of(base_url: str, site: Site) -> str:
    """Return a site's did:web; the address of its document follows from it."""
    return did.did_web(urlsplit(base_url).netloc, _STEP, site.slug)


def of_site(base_url: str, site: Site) -> Issuer:
    """Return a site as its badges name it."""
    return Issuer(name_of(base_url, site), cleaned(site.name), f"{base_url}/issuers/{site.slug}")


def document(session: Session, base_url: str, site: Site) -> dict[str, Any]:
    """Return what stands at the site's did:web: every key that its badges may be signed with."""
    return _document(session, name_of(base_url, site), site)


def root_document(session: Session, base_url: str, site: Site) -> dict[str, Any]:
    """Return the document of the host's own name, for which the first site stands."""
    also = {"alsoKnownAs": [name_of(base_url, site)]}
    return _document(session, did.did_web(urlsplit(base_url).netloc), site) | also


def profile(base_url: str, site: Site) -> dict[str, Any]:
    """Return a site as Open Badges describes an issuer."""
    issuer = of_site(base_url, site)
    return {
        "@context": [CREDENTIALS, OPEN_BADGES],
        "id": issuer.id,
        "type": ["Profile"],
        "name": issuer.name,
        "url": issuer.url,
    }


def _document(session: Session, name: str, site: Site) -> dict[str, Any]:
    public = [_read(each) for each in keys.published(session, BADGE, site.id)]
    return did.document(name, public, keys.published(session, BADGE_JWT, site.id))


def _read(jwk: dict[str, Any]) -> Ed25519PublicKey:
    key = OKPKey.import_key(jwk).public_key
    if not isinstance(key, Ed25519PublicKey):
        raise TypeError("badges are signed with Ed25519")
    return key


def address_of_list(base_url: str, number: int) -> str:
    """Return where a status list is to be had."""
    return f"{base_url}/status/{number}"


def address_of_achievement(base_url: str, achievement_id: UUID) -> str:
    """Return the public address of an achievement."""
    return f"{base_url}/achievements/{achievement_id}"


def address_of_badge(base_url: str, badge_id: UUID) -> str:
    """Return the address of a badge's page, public once its holder wants it so."""
    return f"{base_url}/badges/{badge_id}"
