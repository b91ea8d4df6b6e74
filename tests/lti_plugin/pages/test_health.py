"""Health and counters."""

from __future__ import annotations

from dataclasses import replace

from flask import Flask
from flask.testing import FlaskClient

from lti_plugin.app import create_app
from lti_plugin.settings import Settings
from lti_plugin.store import revisions
from lti_plugin.store.database import Database


def test_the_process_says_that_it_lives(client: FlaskClient) -> None:
    assert client.get("/healthz").get_json() == {"status": "ok"}


def test_it_is_ready_only_at_the_right_revision(client: FlaskClient, settings: Settings) -> None:
    assert client.get("/readyz").status_code == 503
    fresh = replace(settings, database_url=f"sqlite:///{settings.data_dir}/fresh.sqlite")
    database = Database(fresh.database_url)
    revisions.upgrade(database.engine)
    assert create_app(fresh).test_client().get("/readyz").status_code == 200
    database.close()


def test_counters_are_for_this_machine_alone(client: FlaskClient) -> None:
    client.get("/healthz")
    here = client.get("/metrics")
    assert b'fingerpost_requests_total{endpoint="health.alive"' in here.data
    elsewhere = client.get("/metrics", environ_base={"REMOTE_ADDR": "192.0.2.7"})
    assert elsewhere.status_code == 403


def test_with_a_token_only_the_token_counts(settings: Settings, database: Database) -> None:
    app = create_app(replace(settings, metrics_token="let me in"), check_database=False)
    client = app.test_client()
    assert client.get("/metrics").status_code == 403
    wrong = client.get("/metrics", headers={"Authorization": "Bearer let me"})
    assert wrong.status_code == 403
    right = client.get("/metrics", headers={"Authorization": "Bearer let me in"})
    assert right.status_code == 200


def test_no_health_check_is_limited(app: Flask) -> None:
    client = app.test_client()
    assert {client.get("/healthz").status_code for _ in range(400)} == {200}
