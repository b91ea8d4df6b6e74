"""Counts the requests, for /metrics; web processes that share a folder count together."""

from __future__ import annotations

import os
import time

from flask import Flask, Response, g, request
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

# prometheus_client looks for it when it is imported; `fingerpost serve` sets it before.
TOGETHER = "PROMETHEUS_MULTIPROC_DIR"
METHODS = {"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"}


def bind(app: Flask) -> None:
    """Count the requests of ``app``."""
    registry = CollectorRegistry()
    labels = ("method", "endpoint", "status")
    requests = Counter("fingerpost_requests", "Requests answered", labels, registry=registry)
    seconds = Histogram(
        "fingerpost_request_seconds", "Time to answer", ("endpoint",), registry=registry
    )
    app.extensions["metrics"] = registry

    @app.before_request
    def begin() -> None:
        g.counted_from = time.perf_counter()

    @app.after_request
    def end(response: Response) -> Response:
        endpoint = request.endpoint or "none"
        method = request.method if request.method in METHODS else "other"
        requests.labels(method, endpoint, response.status_code).inc()
        # A page that was refused before it began took no time.
        taken = time.perf_counter() - g.get("counted_from", time.perf_counter())
        seconds.labels(endpoint).observe(taken)
        return response


def written(app: Flask) -> bytes:
    """Return what has been counted, as Prometheus reads it."""
    if TOGETHER not in os.environ:
        return generate_latest(app.extensions["metrics"])
    everybody = CollectorRegistry()
    MultiProcessCollector(everybody)  # type: ignore[no-untyped-call]  # it has no types
    return generate_latest(everybody)
