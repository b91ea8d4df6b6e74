"""The documents that a check needs: our own from the store, others' by https, or from a folder."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from threading import BoundedSemaphore
from urllib.parse import urlsplit

from sqlalchemy.orm import Session

from connectors.errors import ConnectorError
from connectors.http import Outgoing
from lti_plugin.badges import did, strict_json
from lti_plugin.badges.failures import BadgeFailure
from lti_plugin.badges.verification import Fetch
from lti_plugin.services import issuers, revoking
from lti_plugin.store import badges, sites
from lti_plugin.vault import Vault

SECONDS = 5.0
HTTPS = 443
# Whoever checks a badge makes us ask strangers; so many threads of a process may wait for these.
MOST_WAITING = 3
ACCEPTED = "application/did+ld+json, application/vc+ld+json, application/ld+json, application/json"

_waiting = BoundedSemaphore(MOST_WAITING)
Known = Callable[[str], bytes | None]


def own(session: Session, vault: Vault, base_url: str) -> Known:
    """Return what finds the documents that are published here, without asking ourselves by HTTP."""
    here = urlsplit(base_url).netloc.lower()

    def find(url: str) -> bytes | None:
        parts = urlsplit(url)
        if parts.netloc.lower() != here:
            return None
        match parts.path.split("/")[1:]:
            case [".well-known", "did.json"]:
                site = sites.first(session)
                if site is not None:
                    return strict_json.compact(issuers.root_document(session, base_url, site))
            case ["s", slug, "did.json"]:
                site = sites.by_slug(session, slug)
                if site is not None:
                    return strict_json.compact(issuers.document(session, base_url, site))
            case ["status", number] if number.isascii() and number.isdigit() and len(number) < 11:
                listed = badges.list_numbered(session, int(number))
                if listed is not None:
                    found = revoking.published_list(session, vault, base_url, listed)
                    return strict_json.compact(found)
        raise _missing(url)

    return find


def checker() -> Outgoing:
    """Return a session for documents of strangers: https, public addresses, small and quick.

    What an operator allows inside the house is for their Moodle alone, and not for whoever comes
    with a badge.
    """
    return Outgoing(
        https_only=True,
        timeouts=(SECONDS, SECONDS),
        total_seconds=SECONDS,
        max_bytes=strict_json.LARGEST,
        retries=0,
    )


def fetcher(known: Known, http: Outgoing) -> Fetch:
    """Return what fetches a document: one of our own, or else from where its address leads.

    It raises BadgeFailure: ``address`` where such an address is not asked, ``unreachable`` where
    nothing useful came back, ``busy`` where too many wait already.
    """

    def fetch(url: str) -> bytes:
        mine = known(url)
        return mine if mine is not None else _from_outside(http, url)

    return fetch


def only(known: Known) -> Fetch:
    """Return what finds our own documents and asks nobody for others."""

    def fetch(url: str) -> bytes:
        mine = known(url)
        if mine is None:  # it was issued under another name of this installation
            raise _missing(url)
        return mine

    return fetch


def in_folder(folder: Path) -> Fetch:
    """Return what finds documents among the JSON files of a folder, by the id in each."""
    found: dict[str, bytes] = {}
    for path in sorted(folder.glob("*.json")):
        raw = path.read_bytes()
        address = _address(raw)
        if address is not None:
            found.setdefault(address, raw)

    def fetch(url: str) -> bytes:
        if url not in found:
            raise BadgeFailure("unreachable", f"No file in {folder} is the document of {url}.")
        return found[url]

    return fetch


def _address(raw: bytes) -> str | None:
    """Return where a document would be fetched from; None where it does not say."""
    try:
        document = json.loads(raw)
        name = document.get("id") if isinstance(document, Mapping) else None
        if isinstance(name, str) and name.startswith("did:"):
            return did.address_of(name)
    except (ValueError, RecursionError, BadgeFailure):
        return None
    return name if isinstance(name, str) else None


def _from_outside(http: Outgoing, url: str) -> bytes:
    host = _host(url)
    if not _waiting.acquire(blocking=False):
        raise BadgeFailure("busy", "Too many badges are being checked at this moment.")
    try:
        answer = http.get(url, headers={"Accept": ACCEPTED})
    except ConnectorError as error:
        raise BadgeFailure("unreachable", error.message) from error
    finally:
        _waiting.release()
    if answer.status != 200:
        raise BadgeFailure("unreachable", f"{host} answered with {answer.status}.")
    return answer.body


def _host(url: str) -> str:
    """Return the host of an address that may be asked."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise BadgeFailure("address", "An address in this badge is none.") from None
    if parts.scheme != "https" or port not in {None, HTTPS} or not parts.hostname:
        raise BadgeFailure("address", "Only addresses of https on its own port are asked.")
    return parts.hostname


def _missing(url: str) -> BadgeFailure:
    return BadgeFailure("unreachable", f"There is no document at {url} any more.")
