"""Somebody's file as an answer that browsers save and never show."""

from __future__ import annotations

from io import BytesIO

from flask import Response, send_file

from lti_plugin.services.portfolio_files import Download

# Should a browser show it all the same, it is a page of no origin that runs and loads nothing.
ALONE = "default-src 'none'; frame-ancestors 'none'; sandbox"


def attachment(file: Download) -> Response:
    """Return a file to be saved under its name; nothing keeps it on the way, or guesses its kind.

    There are no parts and no tags of it, so that each download asks anew who may have it.
    """
    answer = send_file(
        BytesIO(file.content),
        mimetype=file.media_type,
        as_attachment=True,
        download_name=file.name,
        conditional=False,
        etag=False,
    )
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Content-Security-Policy"] = ALONE
    answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer
