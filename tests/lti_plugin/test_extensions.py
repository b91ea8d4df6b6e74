"""What the extensions do at every request, whether it is needed or not."""

from __future__ import annotations

import threading
from inspect import iscoroutinefunction
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import QueuePool, text

from lti_plugin.extensions import db


def test_end_of_a_request_starts_no_event_loop(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not any(iscoroutinefunction(each) for each in app.teardown_appcontext_funcs)
    before, started = threading.Thread.start, []

    def start(thread: threading.Thread, *given: Any) -> None:
        started.append(thread)
        before(thread, *given)

    monkeypatch.setattr(threading.Thread, "start", start)
    with app.app_context():
        db.session.execute(text("SELECT 1"))
    assert started == []


def test_end_of_a_request_gives_its_connection_back(app: Flask) -> None:
    with app.app_context():
        db.session.execute(text("SELECT 1"))
        pool = db.engine.pool
        assert isinstance(pool, QueuePool)
        assert pool.checkedout() == 1
    assert pool.checkedout() == 0
