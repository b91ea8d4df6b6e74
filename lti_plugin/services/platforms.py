"""The way to the services of a site's platform: as which client, with which key, how carefully."""

from __future__ import annotations

from sqlalchemy.orm import Session

from connectors.http import MEBIBYTE, Outgoing
from lti_plugin.keys import lti_key
from lti_plugin.lti.access import AccessTokens, Client
from lti_plugin.lti.service import ServiceCaller
from lti_plugin.settings import Settings
from lti_plugin.vault import Vault

# Somebody often waits for the answer, and it carries or follows a secret: it is never plain HTTP.
SECONDS = 15.0
LARGEST = 16 * MEBIBYTE


def outgoing(settings: Settings, seconds: float = SECONDS, largest: int = LARGEST) -> Outgoing:
    """Return a session for requests to a platform; one of them takes at most ``seconds``."""
    return Outgoing(
        allowed_hosts=settings.allowed_hosts,
        https_only=True,
        timeouts=(min(settings.connect_timeout, seconds), min(settings.read_timeout, seconds)),
        total_seconds=seconds,
        max_bytes=largest,
        retries=1,
    )


def caller(
    session: Session, vault: Vault, client: Client, tokens: AccessTokens, http: Outgoing
) -> ServiceCaller:
    """Return what asks as this client; the first call of an installation makes its key."""
    return ServiceCaller(client, tokens, lti_key(session, vault), http)
