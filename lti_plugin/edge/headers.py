"""The security headers of every answer: what a page may load, who may frame it."""

from __future__ import annotations

from flask import Flask, Response, g, request

SOURCES = {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": ["'self'", "data:"],
    "font-src": ["'self'"],
    "connect-src": ["'self'"],
    "form-action": ["'self'"],
    "base-uri": ["'none'"],
    "frame-ancestors": ["'none'"],
}


def allow(directive: str, *sources: str) -> None:
    """Let this one answer also use ``sources`` for ``directive``, or be framed by them."""
    g.setdefault("policy", {}).setdefault(directive, []).extend(sources)


def policy() -> str:
    """Return the Content-Security-Policy of the present answer."""
    extra = g.get("policy", {})
    parts = []
    for directive in SOURCES | extra:
        given = SOURCES.get(directive, []) + extra.get(directive, [])
        real = [source for source in given if source != "'none'"] or ["'none'"]
        parts.append(f"{directive} {' '.join(dict.fromkeys(real))}")
    return "; ".join(parts)


def bind(app: Flask) -> None:
    """Give every answer of ``app`` its headers, unless a page has set its own."""

    @app.after_request
    def protect(response: Response) -> Response:
        headers = response.headers
        headers.setdefault("Content-Security-Policy", policy())
        headers.setdefault("Referrer-Policy", "no-referrer")
        headers.setdefault("X-Content-Type-Options", "nosniff")
        headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        if request.is_secure:
            headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        if request.endpoint != "static" and "bootstrap" not in (request.endpoint or ""):
            headers.setdefault("Cache-Control", "no-store")
        return response
