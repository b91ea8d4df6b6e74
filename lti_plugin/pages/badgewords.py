"""What checks of badges and their dates are called on pages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import Flask
from flask_babel import format_date
from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy

from lti_plugin.badges import moments
from lti_plugin.badges.failures import BadgeFailure
from lti_plugin.badges.verification import (
    FORM,
    ISSUER,
    RECIPIENT,
    SIGNATURE,
    STATUS,
    VALIDITY,
    Check,
    Verdict,
)
from lti_plugin.services.badge_views import Shown
from lti_plugin.store.badges import Badge

NAMES: Mapping[str, Any] = {
    FORM: lazy("Form"),
    ISSUER: lazy("Issuer"),
    SIGNATURE: lazy("Signature"),
    VALIDITY: lazy("Dates"),
    STATUS: lazy("Revocation"),
    RECIPIENT: lazy("Holder"),
}
PASSED: Mapping[str, Any] = {
    FORM: lazy("It is written as Open Badges 3.0 asks for."),
    ISSUER: lazy("The issuer’s own document was read at its own address."),
    SIGNATURE: lazy("The issuer signed it, and nothing was changed since."),
    VALIDITY: lazy("It holds today."),
    STATUS: lazy("The issuer has not revoked it."),
    RECIPIENT: lazy("It was issued to this e-mail address."),
}
# In general, for each check; more precisely, for what somebody may come across.
FAILED: Mapping[str, Any] = {
    FORM: lazy("It is no Open Badge 3.0, or not written as one has to be."),
    ISSUER: lazy("Who issued it could not be found out."),
    SIGNATURE: lazy("The signature is not the issuer’s, or something was changed since."),
    VALIDITY: lazy("Its dates do not say when it holds."),
    STATUS: lazy("Whether it was revoked could not be found out, so it does not count as valid."),
    RECIPIENT: lazy("It was issued to another e-mail address."),
}
CODES: Mapping[str, Any] = {
    "not-badge": lazy("This is neither a badge nor a picture with a badge in it."),
    "not-json": lazy("This is neither a badge nor a picture with a badge in it."),
    "not-jwt": lazy("This is neither a badge nor a picture with a badge in it."),
    "baked": lazy("There is no badge in this picture, or not exactly one."),
    "picture": lazy("This picture cannot be read, or is larger than a badge’s."),
    "too-large": lazy("It is larger than a badge."),
    "type": lazy("It is some other document, and no Open Badge."),
    "twice": lazy("It says something twice, so that two readers would read it differently."),
    "context": lazy("It uses words of its own, which nobody here vouches for."),
    "spelling": lazy("It holds something that its signature does not cover or that readers hide."),
    "key": lazy("The key that signed it is not among the issuer’s published keys."),
    "algorithm": lazy("It is signed in a way that is not accepted here."),
    "unreachable": lazy("The issuer’s address does not answer with the document."),
    "address": lazy("It leads to an address that is not asked from here."),
    "busy": lazy("Too many badges are being checked at this moment. Try again in a minute."),
    "expired": lazy("It has expired."),
    "not-yet": lazy("It does not hold yet."),
    "revoked": lazy("The issuer has revoked it."),
}


def bind(app: Flask) -> None:
    """Give the templates of ``app`` the filter."""
    app.jinja_env.filters["web_only"] = web_only


def web_only(address: object) -> str:
    """Return an address that a browser may be sent to, or nothing."""
    text = str(address)
    return text if text.startswith(("https://", "http://")) else ""


def checks(verdict: Verdict, badge: Badge | None = None) -> list[dict[str, Any]]:
    """Return each check in the reader's words; ``badge`` is ours, where it is, if revoked."""
    return [
        {
            "passed": each.passed,
            "name": NAMES[each.name],
            "text": PASSED[each.name] if each.passed else _failed(each, badge),
            "code": each.code,
        }
        for each in verdict.checks
    ]


def revoked(badge: Badge) -> str:
    """Return when a badge of ours was revoked and why."""
    if badge.revoked_at is None:
        return ""
    return _(
        "The issuer revoked it on %(day)s: %(reason)s",
        day=day(badge.revoked_at),
        reason=badge.revoked_because or "",
    )


def answer(verdict: Verdict) -> str:
    """Return in one sentence what came of the checks."""
    if verdict.valid:
        return _("This badge is valid.")
    codes = {each.code for each in verdict.checks}
    if "revoked" in codes:
        return _("This badge was revoked.")
    if "expired" in codes:
        return _("This badge has expired.")
    return _("This badge is not valid.")


def dates(shown: Shown) -> str:
    """Return since when a badge holds and until when."""
    awarded, until = day(shown.badge.awarded_at), shown.badge.expires_at
    if until is None:
        return _("Awarded on %(day)s; it does not expire", day=awarded)
    if shown.expired:
        return _("Awarded on %(day)s; it expired on %(until)s", day=awarded, until=day(until))
    return _("Awarded on %(day)s; it holds until %(until)s", day=awarded, until=day(until))


def day(value: datetime) -> str:
    """Return the day of a time, where the reader is."""
    return str(format_date(value, "long"))


def moment(text: object) -> str:
    """Return the day of a moment that stands in a badge, or the text itself where it is none."""
    try:
        return day(moments.read(text))
    except BadgeFailure:
        return str(text)


def _failed(check: Check, badge: Badge | None) -> str:
    if check.code == "revoked" and badge is not None:
        return revoked(badge)
    return str(CODES.get(check.code or "", FAILED[check.name]))
