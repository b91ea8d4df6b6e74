"""Turns what requests and urllib3 raise into one sentence about the host that was asked."""

from __future__ import annotations

import requests
import urllib3

from connectors.errors import AddressRefused, BadAnswer, ConnectorError, Unreachable

Failure = requests.RequestException | urllib3.exceptions.HTTPError

_MALFORMED = (
    requests.exceptions.InvalidURL,
    requests.exceptions.InvalidSchema,
    requests.exceptions.MissingSchema,
    urllib3.exceptions.LocationValueError,
)
_CERTIFICATE = (requests.exceptions.SSLError, urllib3.exceptions.SSLError)
_SLOW = (requests.Timeout, urllib3.exceptions.TimeoutError)
_GARBLED = (requests.exceptions.ContentDecodingError, urllib3.exceptions.DecodeError)
_BROKEN = (
    requests.ConnectionError,
    requests.exceptions.ChunkedEncodingError,
    urllib3.exceptions.ProtocolError,
)


def is_passing(error: Failure) -> bool:
    """Say whether another try may help: no connection, or one that broke off.

    A certificate stays wrong, and a request that was too slow once would only load the server.
    """
    return isinstance(error, _BROKEN) and not isinstance(error, _CERTIFICATE)


def translate(error: Failure, host: str) -> ConnectorError:
    """Return the error to raise instead of ``error``; its text names ``host`` and nothing else."""
    if isinstance(error, _MALFORMED):
        return AddressRefused("This is not a web address.")
    if isinstance(error, _CERTIFICATE):
        return Unreachable(
            f"The certificate of {host} is not accepted.",
            hint="Renew the certificate, or add its authority to this machine's trusted ones.",
        )
    if isinstance(error, _SLOW):
        return Unreachable(f"{host} does not answer in time.")
    if isinstance(error, _GARBLED):
        return BadAnswer(f"The answer of {host} is damaged.")
    if isinstance(_root(error), urllib3.exceptions.NameResolutionError):
        return Unreachable(f"The name {host} cannot be found.")
    if isinstance(_root(error), urllib3.exceptions.NewConnectionError):
        return Unreachable(f"{host} does not accept a connection.")
    return Unreachable(f"The connection to {host} broke off.")


def _root(error: BaseException) -> object:
    """Return the reason inside the two wrappers in which requests hands it over."""
    inner = error.args[0] if error.args else None
    return getattr(inner, "reason", inner)
