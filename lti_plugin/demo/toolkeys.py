"""Messages that a tool signed, checked with the keys that it publishes."""

from __future__ import annotations

import json
import time
from typing import Any

import requests
from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from lti_plugin.demo.tools import Tool

TIMEOUT = (3.0, 5.0)


def verified(tool: Tool, message: str) -> dict[str, Any] | None:
    """Return what ``tool`` says in ``message``; None unless signature and times are right.

    There is no leeway for the times, as there is none in Moodle.
    """
    try:
        # The tool's keys are fetched each time, so a new key of the tool is known at once.
        answer = requests.get(tool.jwks_url, timeout=TIMEOUT, allow_redirects=False)
        keys = KeySet.import_key_set(answer.json())
        told = jwt.decode(message, keys, algorithms=["RS256"]).claims
    except (requests.RequestException, JoseError, ValueError, KeyError, TypeError):
        return None
    issued, ends, now = told.get("iat", 0), told.get("exp", 0), time.time()
    if not all(isinstance(moment, int | float) for moment in (issued, ends)):
        return None
    return told if issued <= now < ends else None


def claimed_sender(message: str) -> object:
    """Return who ``message`` says it is about, before anything is checked."""
    try:
        told = json.loads(jws.extract_compact(message.encode()).payload)
    except (JoseError, ValueError):
        return None
    return told.get("sub") if isinstance(told, dict) else None
