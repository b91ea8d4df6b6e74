"""Checks that a verified message is meant for us, is fresh, and answers the login it claims to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from lti_plugin.lti import onetime
from lti_plugin.lti.refusals import forbidden, untrusted

# Clocks differ a little; a platform's message lives a minute and its login ten.
LEEWAY = timedelta(seconds=30)
OLDEST = timedelta(minutes=10)
LONGEST_SUBJECT = 255


def check(
    claims: Mapping[str, Any], *, issuer: str, client_id: str, nonce_hash: bytes, at: datetime
) -> None:
    """Check issuer, audience, times and nonce of a message at the given time.

    A further audience is never accepted, whatever ``azp`` says: we share our client id with nobody.

    Raises
    ------
    NotTrusted
        When one of them is missing or wrong.
    """
    if claims.get("iss") != issuer:
        raise untrusted("iss")
    _check_audience(claims, client_id)
    _check_times(claims, at)
    nonce = claims.get("nonce")
    if not isinstance(nonce, str) or not onetime.matches(nonce, nonce_hash):
        raise untrusted("nonce")


def subject(claims: Mapping[str, Any]) -> str:
    """Return who the message is about.

    Raises
    ------
    NotTrusted
        When it is not a usable id.
    NotAllowed
        When it is nobody in particular.
    """
    sub = claims.get("sub")
    if sub is None or sub == "":
        raise forbidden(
            "anonymous",
            "Moodle did not say who you are.",
            "Sign in to Moodle first, then open the activity again.",
        )
    if not isinstance(sub, str) or len(sub) > LONGEST_SUBJECT:
        raise untrusted("sub")
    return sub


def _check_audience(claims: Mapping[str, Any], client_id: str) -> None:
    audience = claims.get("aud")
    named = audience if isinstance(audience, list) else [audience]
    if not named or any(each != client_id for each in named):
        raise untrusted("aud")
    if claims.get("azp", client_id) != client_id:
        raise untrusted("azp")


def _check_times(claims: Mapping[str, Any], at: datetime) -> None:
    present = at.timestamp()
    slack = LEEWAY.total_seconds()
    if _seconds(claims, "exp") <= present - slack:
        raise untrusted("exp")
    issued = _seconds(claims, "iat")
    if not present - OLDEST.total_seconds() <= issued <= present + slack:
        raise untrusted("iat")
    if "nbf" in claims and _seconds(claims, "nbf") > present + slack:
        raise untrusted("nbf")


def _seconds(claims: Mapping[str, Any], name: str) -> int:
    """Return a time claim in seconds since 1970; a text, a fraction or a truth value is none."""
    value = claims.get(name)
    if type(value) is not int:
        raise untrusted(name)
    return value
