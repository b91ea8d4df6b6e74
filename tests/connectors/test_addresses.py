"""Which addresses an outgoing request may reach."""

from __future__ import annotations

import pytest

from connectors.addresses import AddressGuard, is_public, system_resolver
from connectors.errors import AddressRefused


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.8.8.8",
        "0.0.0.0",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "100.64.0.1",
        "169.254.169.254",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "fe80::1",
        "fe80::1%eth0",
        "fc00::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "2002:7f00:1::",
        "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe",
    ],
)
def test_an_address_inside_the_house_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["93.184.215.14", "8.8.8.8", "2606:4700::1111", "64:ff9b::5db8:d70e"]
)
def test_an_ordinary_address_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        "ftp://moodle.example/",
        "file:///etc/passwd",
        "//moodle.example/",
        "moodle.example",
        "https://",
        "https://:443/",
        "https://admin:secret@moodle.example/",
        "https://admin@moodle.example/",
        "https://moodle.example:99999/",
        "https://moodle.example:0/",
        "https://[::1/",
    ],
)
def test_a_form_that_is_never_allowed_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(AddressRefused) as refusal:
        AddressGuard().check_url(url)
    assert "secret" not in str(refusal.value)


def test_one_private_address_among_several_refuses_the_name() -> None:
    guard = AddressGuard(resolve=lambda _host, _port: ["93.184.215.14", "10.0.0.1"])
    with pytest.raises(AddressRefused, match="moodle.example"):
        guard.addresses("moodle.example", 443)


@pytest.mark.parametrize("host", ["10.0.0.1", "moodle.intern", "MOODLE.intern.", "2130706433"])
def test_a_private_host_passes_only_when_it_is_allowed(host: str) -> None:
    def resolve(_host: str, _port: int) -> list[str]:
        return ["10.0.0.1"]

    with pytest.raises(AddressRefused):
        AddressGuard(resolve=resolve).addresses(host, 443)
    allowed = frozenset({"10.0.0.1", "Moodle.Intern", "2130706433"})
    assert AddressGuard(allowed, resolve).addresses(host, 443) == ["10.0.0.1"]


def test_a_number_that_means_this_machine_is_refused() -> None:
    for host in ("2130706433", "127.1", "0x7f.1"):
        with pytest.raises(AddressRefused):
            AddressGuard().addresses(host, 80)


def test_a_name_that_is_no_name_is_refused() -> None:
    with pytest.raises(AddressRefused, match="not a host name"):
        AddressGuard(resolve=system_resolver).addresses("a" * 70 + ".example", 80)


def test_the_system_resolver_repeats_nothing() -> None:
    found = system_resolver("127.0.0.1", 80)
    assert found == ["127.0.0.1"]


@pytest.mark.parametrize(
    ("allowed", "address"),
    [
        ("10.0.0.0/8", "10.1.2.3"),
        ("10.0.0.0/8", "::ffff:10.1.2.3"),
        ("10.1.2.3", "10.1.2.3"),
        ("fd00::/8", "fd12::5"),
        ("[FD12:0::5]", "fd12::5"),
    ],
)
def test_an_allowed_network_is_reached_under_any_name(allowed: str, address: str) -> None:
    guard = AddressGuard(frozenset({allowed}), lambda _host, _port: ["93.184.215.14", address])
    assert address in guard.addresses("moodle.example", 443)


@pytest.mark.parametrize("address", ["10.1.2.3", "192.168.1.2", "::1", "::ffff:127.0.0.1"])
def test_an_allowed_network_opens_no_other(address: str) -> None:
    allowed = frozenset({"10.0.0.0/16", "fd00::/8", "192.168.1.1"})
    guard = AddressGuard(allowed, lambda _host, _port: ["10.0.2.3", address])
    with pytest.raises(AddressRefused, match="moodle.example"):
        guard.addresses("moodle.example", 443)


def test_a_malformed_network_is_no_guard() -> None:
    with pytest.raises(ValueError, match="10.0.0.0/99"):
        AddressGuard(frozenset({"10.0.0.0/99"}))


@pytest.mark.parametrize("url", ["http://moodle.example/", "http://10.0.0.1/", "HTTP://[fd00::1]/"])
def test_where_https_is_needed_an_allowed_network_does_not_replace_it(url: str) -> None:
    guard = AddressGuard(frozenset({"10.0.0.0/8", "fd00::/8"}), https_only=True)
    with pytest.raises(AddressRefused, match="not encrypted") as refusal:
        guard.check_url(url)
    assert "https://" in refusal.value.hint
    assert guard.check_url(url.lower().replace("http:", "https:")).scheme == "https"


@pytest.mark.parametrize(
    "url", ["http://Moodle.Intern./a", "http://127.0.0.1:8000/", "http://[::1]/"]
)
def test_where_https_is_needed_a_host_that_is_named_may_go_without(url: str) -> None:
    allowed = frozenset({"moodle.intern", "127.0.0.1", "0:0:0:0:0:0:0:1"})
    assert AddressGuard(allowed, https_only=True).check_url(url).scheme == "http"
