"""Says in an admin's words why a launch was refused, from the code of its refusal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Flask
from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy

CLOCKS = lazy("The clocks of Moodle and of this machine differ; set both by a time server.")
ELSEWHERE = lazy("The launch was meant for another tool or came from another Moodle.")
KEYS = lazy("Moodle's signature did not fit its published keys; test the token and try again.")
INCOMPLETE = lazy("Moodle's message was not whole; check the tool's LTI version in Moodle.")
AGAIN = lazy("The launch was answered twice or too late; opening the activity again helps.")
NO_PERSON = lazy("The launch was not of a person with an account.")
REASONS: Mapping[str, Any] = {
    "lti-exp": CLOCKS,
    "lti-iat": CLOCKS,
    "lti-nbf": CLOCKS,
    "lti-iss": ELSEWHERE,
    "lti-aud": ELSEWHERE,
    "lti-azp": ELSEWHERE,
    "lti-target": lazy("The launch was for another address; check the tool's URLs in Moodle."),
    "lti-key": KEYS,
    "lti-signature": KEYS,
    "lti-algorithm": KEYS,
    "outside": lazy("Moodle's keys could not be fetched from its address."),
    "lti-nonce": AGAIN,
    "lti-state-expired": AGAIN,
    "lti-deployment": lazy("The deployment id is not known here; enter it on the page “Connect”."),
    "lti-deployment-off": lazy("The deployment is switched off here."),
    "lti-registration-off": lazy("The registration is switched off here."),
    "lti-denied": lazy("Moodle itself did not let the person through."),
    "lti-anonymous": NO_PERSON,
    "lti-guest": NO_PERSON,
    "lti-sub": NO_PERSON,
    "lti-erased": lazy("The person's data was erased here."),
    "lti-placing": lazy("Somebody who does not teach tried to place something in a course."),
}


def bind(app: Flask) -> None:
    """Give the templates of ``app`` the filter."""
    app.jinja_env.filters["refusal"] = reason


def reason(code: str) -> str:
    """Return why a launch was refused."""
    return str(REASONS.get(code, INCOMPLETE)) if code else _("none")
