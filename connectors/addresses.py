"""Decides which network addresses an outgoing request may reach, and connects only to those.

A host name is resolved once for each connection; every address it has is judged, and the socket is
opened to a judged address, so a name that changes its answer in between gains nothing. The
certificate is still checked against the name.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterable
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from typing import Any
from urllib.parse import SplitResult, urlsplit

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError
from urllib3.util.connection import create_connection

from connectors.deadlines import is_over, watch
from connectors.errors import AddressRefused

Resolver = Callable[[str, int], Iterable[str]]
Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

# On a network with IPv6 only, every IPv4 host appears inside this prefix (RFC 6052).
_NAT64 = IPv6Network("64:ff9b::/96")


def system_resolver(host: str, port: int) -> list[str]:
    """Return the addresses the operating system knows for ``host``, without repetition."""
    answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(answer[4][0]) for answer in answers))


def is_public(address: str) -> bool:
    """Say whether ``address`` is an ordinary address of the internet, also where it is embedded."""
    ip = _meant(address)
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


def _meant(address: str) -> Address:
    """Return the address that is reached: of an embedded one, the inner."""
    ip = ip_address(address.partition("%")[0])
    return (_embedded(ip) or ip) if isinstance(ip, IPv6Address) else ip


def _embedded(ip: IPv6Address) -> IPv4Address | None:
    if ip in _NAT64:
        return IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)


class AddressGuard:
    """Refuses addresses inside the house, except for those that the operator allowed.

    ``allowed_hosts`` are host names, addresses and networks such as ``10.0.0.0/8``: a name stands
    for all its addresses, a network for its addresses under any name. With ``https_only`` a URL has
    to be encrypted, unless its host is itself among the names and addresses.

    Raises ValueError where a network is malformed.
    """

    def __init__(
        self,
        allowed_hosts: frozenset[str] = frozenset(),
        resolve: Resolver = system_resolver,
        https_only: bool = False,
    ) -> None:
        self._names = frozenset(_plain(host) for host in allowed_hosts if "/" not in host)
        self._networks = [net for host in allowed_hosts if (net := _network(host)) is not None]
        self._resolve = resolve
        self._https_only = https_only

    def check_url(self, url: str) -> SplitResult:
        """Return the parts of ``url``, or raise AddressRefused for a form that is never allowed."""
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            raise AddressRefused("This is not a web address.") from None
        if parts.scheme not in ("http", "https"):
            raise AddressRefused("Only addresses that start with http:// or https:// are allowed.")
        if not parts.hostname or port == 0:
            raise AddressRefused("This web address names no host.")
        if "@" in parts.netloc:
            raise AddressRefused("A web address with a user name or password in it is not allowed.")
        if self._https_only and parts.scheme == "http" and not self._is_named(parts.hostname):
            raise AddressRefused(
                f"The address at {parts.hostname} is not encrypted.",
                hint="Use an address that starts with https://, or name this host in "
                "FINGERPOST_ALLOWED_HOSTS.",
            )
        return parts

    def addresses(self, host: str, port: int) -> list[str]:
        """Return the addresses of ``host``; raise AddressRefused if one of them is not allowed.

        Raises OSError where the name cannot be resolved.
        """
        try:
            found = list(self._resolve(host, port))
        except UnicodeError:
            raise AddressRefused(f"{host!r} is not a host name.") from None
        if not self._is_named(host) and not all(map(self._may_reach, found)):
            raise AddressRefused(f"{host} points to an address inside a private network.")
        return found

    def _is_named(self, host: str) -> bool:
        return _plain(host) in self._names

    def _may_reach(self, address: str) -> bool:
        return is_public(address) or any(_meant(address) in net for net in self._networks)


def _plain(host: str) -> str:
    """Return a host in the one form in which hosts are compared."""
    host = host.strip("[]").rstrip(".").lower()
    try:
        return str(ip_address(host))
    except ValueError:
        return host


def _network(allowed: str) -> Network | None:
    """Return the network that an allowed host stands for; a name stands for none."""
    if "/" in allowed:
        return ip_network(allowed)
    try:
        return ip_network(_plain(allowed))
    except ValueError:
        return None


def guarded_pools(guard: AddressGuard) -> dict[str, type[HTTPConnectionPool]]:
    """Return connection pools, by scheme, whose connections go through ``guard``."""

    class Plain(HTTPConnection):
        def _new_conn(self) -> socket.socket:
            return _connect(self, guard)

        def putrequest(self, *args: Any, **kwargs: Any) -> None:
            watch(self.sock)  # a kept connection was made under an earlier deadline
            super().putrequest(*args, **kwargs)

    class Secure(HTTPSConnection):
        def _new_conn(self) -> socket.socket:
            return _connect(self, guard)

        def putrequest(self, *args: Any, **kwargs: Any) -> None:
            watch(self.sock)
            super().putrequest(*args, **kwargs)

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class SecurePool(HTTPSConnectionPool):
        ConnectionCls = Secure

    return {"http": PlainPool, "https": SecurePool}


def _connect(connection: HTTPConnection, guard: AddressGuard) -> socket.socket:
    """Open a socket to the first judged address that answers; raise urllib3's own errors."""
    try:
        addresses = guard.addresses(connection.host, connection.port)
    except socket.gaierror as error:
        raise NameResolutionError(connection.host, connection, error) from error
    failure: OSError = OSError("the name has no address")
    for address in addresses:
        if is_over():  # a name may have hundreds of addresses, none of which answers
            break
        try:
            made = create_connection(
                (address, connection.port),
                connection.timeout,
                source_address=connection.source_address,
                socket_options=connection.socket_options,
            )
        except OSError as error:
            failure = error
        else:
            watch(made)
            return made
    if isinstance(failure, TimeoutError):
        raise ConnectTimeoutError(connection, "the connection timed out") from failure
    raise NewConnectionError(connection, str(failure)) from failure
