"""Hands a badge over to a wallet app, once and for a few minutes, by an address that says nothing.

The address is shown to its holder alone, as a code for the camera of their phone. What is handed
over is the signed badge as it is: it names its holder already, and is no other badge in the app.
"""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit
from uuid import UUID

from sqlalchemy.orm import Session

from lti_plugin.badges.contexts import CREDENTIALS
from lti_plugin.errors import BadInput, NotFound
from lti_plugin.lti import onetime
from lti_plugin.services import badge_views
from lti_plugin.store import access, badges
from lti_plugin.store.access import WALLET, OneTimeLink
from lti_plugin.store.base import now

LIFE = timedelta(minutes=10)
ROOM = "wallet"
# The page of the Learner Credential Wallet that opens the app, or says where to get it.
LCW = "https://lcw.app/request.html"
_NUMBER = 32  # digits of the badge


def offer(session: Session, site_id: UUID, person_id: UUID, badge_id: UUID) -> str:
    """Return the secret of an address that hands a person's own badge over once.

    Raises
    ------
    BadInput
        When the badge is revoked.
    NotFound
        When it is not theirs.
    """
    shown = badge_views.own(session, site_id, person_id, badge_id)
    if shown.revoked:
        raise BadInput("This badge is revoked; a wallet app would only say so.")
    secret = f"{badge_id.hex}{onetime.new()}"
    row = {"purpose": WALLET, "secret_hash": onetime.digest(secret), "expires_at": now() + LIFE}
    session.add(OneTimeLink(site_id=site_id, **row))
    return secret


def take(session: Session, secret: str) -> dict[str, Any]:
    """Return the signed badge of an address and use the address up.

    Raises
    ------
    NotFound
        When there is no such address, or it was used or is too old.
    """
    site_id = access.redeem(session, WALLET, onetime.digest(secret), now())
    found = None if site_id is None else badges.with_holder(session, UUID(secret[:_NUMBER]))
    if found is None or found[0].revoked_at is not None:
        raise NotFound("There is nothing at this address any more.")
    return found[1].document


def address(base_url: str, secret: str) -> str:
    """Return the address at which a wallet fetches the badge."""
    return f"{base_url}/{ROOM}/{secret}"


def app_link(base_url: str, secret: str) -> str:
    """Return what opens the Learner Credential Wallet on the phone that it is pressed on."""
    parts = urlsplit(base_url)
    wanted = {
        "credentialRequestOrigin": f"{parts.scheme}://{parts.netloc}",
        "protocols": {"vcapi": address(base_url, secret)},
    }
    return f"{LCW}?{urlencode({'request': json.dumps(wanted, separators=(',', ':'))})}"


def presented(document: dict[str, Any]) -> dict[str, Any]:
    """Return a badge as the answer of an exchange of the VC API: a presentation without a proof."""
    presentation = {
        "@context": [CREDENTIALS],
        "type": ["VerifiablePresentation"],
        "verifiableCredential": [document],
    }
    return {"verifiablePresentation": presentation}
