"""Whom a check asks: ourselves without a request, strangers with care, or a folder."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import pytest

from connectors import http as outgoing
from connectors.addresses import AddressGuard
from connectors.http import Outgoing
from lti_plugin.badges.failures import BadgeFailure
from lti_plugin.services import badge_documents
from lti_plugin.store.database import Database
from lti_plugin.store.sites import Site
from lti_plugin.vault import Vault

BASE = "https://tool.test"


@pytest.mark.parametrize(
    "inside",
    ["127.0.0.1", "10.0.0.5", "169.254.169.254", "::1", "fd00::1", "::ffff:127.0.0.1", "0.0.0.0"],
)
def test_a27_a_name_that_leads_inside_the_house_is_not_asked(
    monkeypatch: pytest.MonkeyPatch, inside: str
) -> None:
    def guard(allowed: frozenset[str], _resolve: object, https_only: bool) -> AddressGuard:
        return AddressGuard(allowed, lambda _host, _port: [inside], https_only)

    monkeypatch.setattr(outgoing, "AddressGuard", guard)
    with badge_documents.checker() as http:
        fetch = badge_documents.fetcher(lambda _url: None, http)
        with pytest.raises(BadgeFailure, match="private network") as refused:
            fetch("https://elsewhere.test/did.json")
    assert refused.value.code == "unreachable"


def test_a27_each_connection_judges_the_address_that_it_opens(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answers: list[Iterable[str]] = [["127.0.0.1"], ["93.184.216.34"]]

    def guard(allowed: frozenset[str], _resolve: object, https_only: bool) -> AddressGuard:
        return AddressGuard(allowed, lambda _host, _port: answers.pop(), https_only)

    def no_socket(address: tuple[str, int], *_: object, **__: object) -> object:
        assert address[0] == "93.184.216.34"
        raise OSError

    monkeypatch.setattr(outgoing, "AddressGuard", guard)
    monkeypatch.setattr("connectors.addresses.create_connection", no_socket)
    with badge_documents.checker() as http:
        fetch = badge_documents.fetcher(lambda _url: None, http)
        for _ in range(2):
            with pytest.raises(BadgeFailure):
                fetch("https://rebinding.test/did.json")
    assert answers == []


@pytest.mark.parametrize(
    "url",
    [
        "http://elsewhere.test/did.json",
        "ftp://elsewhere.test/did.json",
        "file:///etc/passwd",
        "https://elsewhere.test:22/did.json",
        "https://elsewhere.test:x/did.json",
        "https:///did.json",
        "//elsewhere.test/did.json",
        "did.json",
    ],
)
def test_a27_only_https_on_its_own_port_is_asked(url: str) -> None:
    with Outgoing() as http, pytest.raises(BadgeFailure) as refused:
        badge_documents.fetcher(lambda _url: None, http)(url)
    assert refused.value.code == "address"


def test_our_own_documents_are_never_asked_for_by_http(
    database: Database, site: Site, vault: Vault
) -> None:
    with database.writing() as session:
        own = badge_documents.own(session, vault, BASE)
        told = json.loads(own(f"{BASE}/s/{site.slug}/did.json") or b"")
        root = json.loads(own(f"{BASE}/.well-known/did.json") or b"")
        assert told["id"] == f"did:web:tool.test:s:{site.slug}"
        assert root["id"] == "did:web:tool.test"
        assert own("https://elsewhere.test/.well-known/did.json") is None


@pytest.mark.parametrize("path", ["/s/nobody/did.json", "/status/5", "/status/²", "/admin/", "/"])
def test_what_is_not_published_here_is_not_looked_for_elsewhere(
    database: Database, site: Site, vault: Vault, path: str
) -> None:
    assert site
    with database.reading() as session, pytest.raises(BadgeFailure) as missing:
        badge_documents.own(session, vault, BASE)(BASE + path)
    assert missing.value.code == "unreachable"


def test_a_folder_gives_each_document_by_the_id_in_it(tmp_path: Path) -> None:
    issuer = b'{"id": "did:web:elsewhere.test"}'
    listed = b'{"id": "https://elsewhere.test/status/1"}'
    (tmp_path / "issuer.json").write_bytes(issuer)
    (tmp_path / "list.json").write_bytes(listed)
    for number, other in enumerate((b"no json", b"[1]", b'{"id": 5}', b'{"id": "did:key:z6Mk"}')):
        (tmp_path / f"other{number}.json").write_bytes(other)
    fetch = badge_documents.in_folder(tmp_path)
    assert fetch("https://elsewhere.test/.well-known/did.json") == issuer
    assert fetch("https://elsewhere.test/status/1") == listed
    with pytest.raises(BadgeFailure) as missing:
        fetch("https://elsewhere.test/status/2")
    assert missing.value.code == "unreachable"
