"""Traces of requests, where the `otel` extra is installed and a collector is named."""

from __future__ import annotations

import importlib
import os
from typing import Any

from flask import Flask

from lti_plugin.errors import BadSettings

ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT"


def bind(app: Flask) -> Any:
    """Trace the requests of ``app`` when OpenTelemetry's own settings name a collector.

    Returns the tracer provider, None where nothing is traced.

    Raises
    ------
    BadSettings
        When a collector is named but the extra is not installed.
    """
    if not os.environ.get(ENDPOINT):
        return None
    try:
        export = importlib.import_module("opentelemetry.exporter.otlp.proto.http.trace_exporter")
        flask = importlib.import_module("opentelemetry.instrumentation.flask")
        sdk = importlib.import_module("opentelemetry.sdk.trace")
        processing = importlib.import_module("opentelemetry.sdk.trace.export")
        resources = importlib.import_module("opentelemetry.sdk.resources")
    except ImportError as error:
        raise BadSettings(
            f"{ENDPOINT} is set, but the extra for it is not installed.",
            hint="Install fingerpost[otel], or unset the variable.",
        ) from error
    name = resources.Resource.create({"service.name": "fingerpost"})
    provider = sdk.TracerProvider(resource=name)
    provider.add_span_processor(processing.BatchSpanProcessor(export.OTLPSpanExporter()))
    flask.FlaskInstrumentor().instrument_app(
        app, tracer_provider=provider, excluded_urls="healthz,readyz,metrics,static"
    )
    return provider
