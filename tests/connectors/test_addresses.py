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
