"""The page where anybody checks a badge of any issuer, pasted or as a file."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, current_app, make_response, render_template, request
from flask_babel import gettext as _
from flask_limiter.util import get_remote_address

from lti_plugin.badges import baking
from lti_plugin.extensions import db, limiter
from lti_plugin.pages import badgewords
from lti_plugin.services import badge_checks, badge_documents
from lti_plugin.services.badge_checks import Checked

blueprint = Blueprint("verify", __name__)
# Each check may ask two strangers.
CHECKS = "20 per minute"
LONGEST = 200
DATES = frozenset({"since", "until"})


@blueprint.get("/verify")
def show() -> Response:
    """Show where to put the badge."""
    return _page()


@blueprint.post("/verify")
@limiter.limit(CHECKS, key_func=get_remote_address)
def check() -> Response:
    """Check it; nothing of it is kept."""
    request.max_content_length = baking.LARGEST + 2 * current_app.config["MAX_CONTENT_LENGTH"]
    pasted = request.form.get("badge", "").strip()
    files = [each for each in request.files.getlist("file") if each.filename]
    given = files[0].stream.read(baking.LARGEST + 1) if files else pasted.encode()
    if not given:
        return _page(wrong=_("Paste a badge or choose a file."), status=400)
    email = request.form.get("email", "")[:LONGEST]
    settings = current_app.config["FINGERPOST"]
    with badge_documents.checker() as http:
        found = badge_checks.of_anybody(
            db.session, current_app.extensions["vault"], settings.base_url, http, given, email
        )
    return _page(found, pasted="" if files else pasted, email=email)


def _page(
    found: Checked | None = None,
    *,
    wrong: str = "",
    pasted: str = "",
    email: str = "",
    status: int = 200,
) -> Response:
    page = render_template(
        "public/verify.html",
        answer=badgewords.answer(found.verdict) if found else _("Check a badge of any issuer."),
        checks=badgewords.checks(found.verdict, found.badge) if found else [],
        valid=found is not None and found.verdict.valid,
        said=_said(found) if found else {},
        wrong=wrong,
        pasted=pasted,
        email=email,
    )
    return make_response(page, status)


def _said(found: Checked) -> dict[str, Any]:
    """Return what the badge says of itself, whether or not it is true."""
    document = found.verdict.document or {}
    subject, issuer = document.get("credentialSubject"), document.get("issuer")
    achievement = subject.get("achievement") if isinstance(subject, dict) else None
    what = achievement if isinstance(achievement, dict) else {}
    whose = issuer if isinstance(issuer, dict) else {"id": issuer}
    said = {
        "name": what.get("name") or document.get("name"),
        "description": what.get("description"),
        "issuer": whose.get("name"),
        "issuer_id": whose.get("id"),
        "since": document.get("validFrom"),
        "until": document.get("validUntil"),
    }
    told = {name: value for name, value in said.items() if isinstance(value, str) and value}
    return told | {name: badgewords.moment(told[name]) for name in DATES & told.keys()}
