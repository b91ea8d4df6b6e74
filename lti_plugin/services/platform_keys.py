"""Fetches a platform's public keys through the one outgoing session, quickly or not at all."""

from __future__ import annotations

from connectors.errors import BadAnswer
from connectors.http import MEBIBYTE
from lti_plugin.lti.platform_keys import FetchJson
from lti_plugin.services import platforms
from lti_plugin.settings import Settings

# A person waits for this, so it is much shorter than what a sync may take.
SECONDS = 8.0
LARGEST = MEBIBYTE // 4


def fetcher(settings: Settings) -> FetchJson:
    """Return a function that fetches an address and reads the answer as JSON.

    It raises the errors of :mod:`connectors.errors`.
    """

    def fetch(url: str) -> object:
        with platforms.outgoing(settings, SECONDS, LARGEST) as http:
            answer = http.get(url, headers={"Accept": "application/json"})
        if not answer.ok:
            raise BadAnswer("The platform answers its keys' address with an error.")
        return answer.json()

    return fetch
