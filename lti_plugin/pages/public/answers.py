"""Documents that programs of anybody read: open to every page, kept for a short while."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response, request

from lti_plugin.badges import strict_json

JSON, LINKED = "application/json", "application/ld+json"
CREDENTIAL = "application/vc+ld+json"
# What a reader asks for where it wants a document and no page.
DOCUMENTS = (JSON, LINKED, CREDENTIAL)


def wants_document() -> bool:
    """Say whether a program asks for the document, and not a person for the page."""
    kinds = ["text/html", *DOCUMENTS]
    return request.accept_mimetypes.best_match(kinds, "text/html") != "text/html"


def document(
    body: Mapping[str, Any], media_type: str = JSON, seconds: int | None = None
) -> Response:
    """Return a document as an answer; ``seconds`` is how long others may keep it, if at all."""
    return opened(Response(strict_json.compact(body), mimetype=media_type), seconds)


def opened(response: Response, seconds: int | None = None) -> Response:
    """Let pages of other origins read an answer: wallets and verifiers run in browsers too."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.headers["X-Robots-Tag"] = "noindex"
    if seconds is not None:
        response.headers["Cache-Control"] = f"public, max-age={seconds}"
    return response


def either(response: Response) -> Response:
    """Say that the answer depends on what kind was asked for."""
    response.vary.add("Accept")
    return response
