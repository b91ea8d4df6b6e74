"""The one place where an error becomes a page or a problem document."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask, Response, g, jsonify, make_response, render_template, request
from flask_babel import gettext as _
from flask_limiter import RateLimitExceeded
from sqlalchemy.exc import OperationalError
from structlog import get_logger
from werkzeug.exceptions import HTTPException

from connectors.errors import ConnectorError
from lti_plugin.edge import headers
from lti_plugin.errors import BadFields, DatabaseNotReady, FingerpostError, OutsideFailed
from lti_plugin.extensions import limiter
from lti_plugin.lti.failures import ServiceFailed
from lti_plugin.pages import pathwords
from lti_plugin.store.base import now

KEPT = frozenset({"Allow", "Retry-After"})

log = get_logger("fingerpost.error")


def bind(app: Flask) -> None:
    """Let ``app`` answer every error with a page or, to a program, with problem+json."""
    app.register_error_handler(FingerpostError, answer)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(ConnectorError, _outside)
    app.register_error_handler(OperationalError, _database)
    app.register_error_handler(Exception, _unexpected)


def answer(error: FingerpostError) -> Response:
    """Render ``error``; its code and the request's id let an admin find it in the log.

    The inside raises plain English sentences: the reader gets them in their own language.
    """
    log.info("refused", code=error.code, status=error.status, reason=error.message, **_asker())
    reference = g.get("request_id", "")
    message, hint = pathwords.told(error) or worded(error.message), worded(error.hint)
    if _wants_json():
        response = jsonify(
            type=f"urn:fingerpost:{error.code}",
            title=message,
            detail=hint,
            status=error.status,
            instance=reference,
            code=error.code,
            **({"errors": error.fields} if isinstance(error, BadFields) else {}),
        )
        response.mimetype = "application/problem+json"
    else:
        response = make_response(
            render_template(
                "error.html",
                message=message,
                hint=hint,
                code=error.code,
                reference=reference,
            )
        )
    response.status_code = error.status
    return response


def _asker() -> dict[str, str]:
    """Return whose visit it is, so that somebody who tries another site's ids is found."""
    visit = g.get("visit")
    return {} if visit is None else {"site": str(visit.site_id), "visitor": visit.actor}


def told(error: FingerpostError) -> str:
    """Return what an error says and advises in the reader's language, for the page itself."""
    return f"{worded(error.message)} {worded(error.hint)}".strip()


def on_page(page: Callable[..., Response], error: FingerpostError) -> Response:
    """Return a page that says itself why nothing was done; it keeps what was typed."""
    response = page(wrong=told(error))
    response.status_code = error.status
    return response


def worded(text: str) -> str:
    """Return a text of the inside in the reader's language, or as it is."""
    return _(text) if text else ""  # no text at all would find the translations' own header


def _wants_json() -> bool:
    # Wallet apps send JSON and do not say what they read.
    return (
        request.path.startswith("/api/")
        or request.is_json
        or (
            request.accept_mimetypes.best_match(["text/html", "application/json"], "text/html")
            == "application/json"
        )
    )


def _http(error: HTTPException) -> Response:
    """Put what the framework refuses into plain words; its own names are for programmers."""
    texts = {
        404: _("There is nothing at this address."),
        405: _("This address cannot be opened by itself."),
        413: _("That was too much at once."),
        429: _("That was too often in a short time."),
    }
    hints = {413: _("Send less and try again."), 429: _("Wait a minute and try again.")}
    code = error.code or 500
    plain = FingerpostError(
        texts.get(code, error.name),
        hint=hints.get(code, _("Open the activity again from your course page.")),
        status=code,
    )
    plain.code = f"http-{code}"
    if code in {413, 429} and "open_again" not in g:
        # Whose frame it is was not looked up; the page holds nothing and does nothing.
        headers.allow("frame-ancestors", "*")
    response = answer(plain)
    response.headers.update(_kept(error))
    return response


def _kept(error: HTTPException) -> dict[str, str]:
    """Return what a program needs of an error: which methods there are, when to come again."""
    kept = {name: value for name, value in error.get_headers() if name in KEPT}
    limit = limiter.current_limit
    if isinstance(error, RateLimitExceeded) and limit is not None:
        kept["Retry-After"] = str(max(1, int(limit.reset_at - now().timestamp())))
    return kept


def _outside(error: ConnectorError) -> Response:
    return answer(OutsideFailed(error.message, hint=error.hint))


def _database(error: OperationalError) -> Response:
    log.error("database", exc_info=error)
    return answer(DatabaseNotReady(_("The database does not answer.")))


def _unexpected(error: Exception) -> Response:
    log.error("unexpected", exc_info=error)
    return answer(
        FingerpostError(
            _("Something went wrong on our side."),
            hint=_("Try again; if it happens again, give the reference below to your admin."),
        )
    )


def of_service(problem: ServiceFailed) -> dict[str, str]:
    """Return what went wrong in the reader's words, with the code for whoever looks into it."""
    return {
        "message": worded(problem.message),
        "hint": worded(problem.hint),
        "code": problem.code,
    }
