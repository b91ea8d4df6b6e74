"""Whose page has sent a request: one of our own, or somebody else's."""

from __future__ import annotations

from flask import current_app, request

from lti_plugin.lti.addresses import origin

OURS = frozenset({"same-origin", "none"})


def elsewhere() -> bool:
    """Say whether the browser tells that another site's page has sent this request.

    The browser says so in ``Sec-Fetch-Site``, which no page can change. Only where it does not,
    as older ones, its ``Origin`` counts; that is ``null`` for our own pages too, since they send
    no referrer.
    """
    told = request.headers.get("Sec-Fetch-Site")
    if told is not None:
        return told not in OURS
    sender = request.headers.get("Origin", "null")
    return sender not in {"null", origin(current_app.config["FINGERPOST"].base_url)}
