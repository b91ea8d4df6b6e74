"""Logs with a correlation id."""

from __future__ import annotations

import logging
import re
import sys
import time
from uuid import uuid4

import structlog
from flask import Flask, Response, g, request
from structlog.typing import EventDict, Processor

from lti_plugin.settings import Settings

REQUEST_ID = re.compile(r"[A-Za-z0-9-]{8,64}")


def configure(settings: Settings) -> None:
    """Send every log line to standard error, as JSON or in colours for a person.

    A trace is a plain one: the variables that a pretty one shows hold tokens and people's data.
    """
    render: list[Processor] = (
        [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
        if settings.log_format == "json"
        else [
            structlog.dev.ConsoleRenderer(
                colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
            )
        ]
    )
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _harmless,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *render],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(settings.log_level)
    logging.getLogger("alembic").setLevel(logging.WARNING)


def _harmless(_logger: object, _name: str, event: EventDict) -> EventDict:
    """Write what cannot be seen as its number: it would colour a terminal or begin a line there."""
    return {
        name: value if not isinstance(value, str) or value.isprintable() else ascii(value)
        for name, value in event.items()
    }


def _path() -> str:
    """Return the path that was asked for; a link that is a secret itself is not written down."""
    token = (request.view_args or {}).get("token")
    return request.path.replace(str(token), "…") if token else request.path


def bind(app: Flask) -> None:
    """Log the requests of ``app``; each gets a correlation id."""
    log = structlog.get_logger("fingerpost.request")

    @app.before_request
    def begin() -> None:
        given = request.headers.get("X-Request-Id", "")
        g.request_id = given if REQUEST_ID.fullmatch(given) else uuid4().hex
        g.began = time.perf_counter()
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=g.request_id)

    @app.after_request
    def end(response: Response) -> Response:
        taken = time.perf_counter() - g.get("began", time.perf_counter())
        response.headers["X-Request-Id"] = g.get("request_id", "")
        if g.get("unlogged"):  # nobody keeps when somebody checked whose badges
            return response
        log.info(
            "request",
            method=request.method,
            path=_path(),
            status=response.status_code,
            ms=round(1000 * taken, 1),
        )
        return response
