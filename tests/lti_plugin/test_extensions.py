"""What the extensions do at every request, whether it is needed or not."""

from __future__ import annotations

import threading
from inspect import iscoroutinefunction
from typing import Any

from flask import Flask
from sqlalchemy import text

from lti_plugin.extensions import db


def test_end_of_a_request_starts_no_event_loop(app: Flask) -> None:
    assert not any(iscoroutinefunction(each) for each in app.teardown_appcontext_funcs)
    before, started = threading.Thread.start, []

    def start(thread: threading.Thread, *given: Any) -> None:
        started.append(thread)
        before(thread, *given)

    threading.Thread.start = start  # type: ignore[method-assign]
    try:
        with app.app_context():
            db.session.execute(text("SELECT 1"))
    finally:
        threading.Thread.start = before  # type: ignore[method-assign]
    assert started == []


def test_end_of_a_request_gives_its_connection_back(app: Flask) -> None:
    with app.app_context():
        db.session.execute(text("SELECT 1"))
        pool = db.engine.pool
        assert pool.checkedout() == 1  # type: ignore[attr-defined]
    assert pool.checkedout() == 0  # type: ignore[attr-defined]
