"""The way to the services of a site's platform: as which client, with which key, how carefully."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from uuid import UUID

from sqlalchemy.orm import Session

from connectors.http import MEBIBYTE, Outgoing
from lti_plugin.keys import lti_key
from lti_plugin.lti.access import AccessTokens, Client
from lti_plugin.lti.failures import Busy
from lti_plugin.lti.service import ServiceCaller
from lti_plugin.settings import Settings
from lti_plugin.vault import Vault

# Somebody often waits for the answer, and it carries or follows a secret: it is never plain HTTP.
SECONDS = 15.0
LARGEST = 16 * MEBIBYTE
# A process serves every site with a few threads; so many may wait for the Moodle of one of them.
MOST_WAITING = 4

_waiting: Counter[UUID] = Counter()
_counting = Lock()


@contextmanager
def waiting(site_id: UUID) -> Iterator[None]:
    """Count this thread among those that wait for a site's Moodle.

    Raises
    ------
    Busy
        When so many do already that another would keep out the people of other sites.
    """
    with _counting:
        if _waiting[site_id] >= MOST_WAITING:
            raise Busy
        _waiting[site_id] += 1
    try:
        yield
    finally:
        with _counting:
            _waiting[site_id] -= 1


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
