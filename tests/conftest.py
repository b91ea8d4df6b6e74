"""What most tests need: settings, an empty database, one site."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from unittest.mock import patch

import hypothesis
import pytest
from flask import Flask
from flask.testing import FlaskClient

from lti_plugin import settings as settings_of
from lti_plugin.keys import KINDS
from lti_plugin.services import svg_rendering
from lti_plugin.settings import Settings
from lti_plugin.store.database import Database
from lti_plugin.store.keys import BADGE_JWT, LTI
from lti_plugin.store.sites import Site
from lti_plugin.vault import Vault
from tests.support.compiled import routes, statements
from tests.support.stock import next_key
from tests.support.tables import with_tables
from tests.support.templates import CompiledOnce

pytest_plugins = [
    "tests.support.distribution",
    "tests.support.garbage",
    "tests.support.postgres",
]


# A machine with much else to do stops any example for longer than that; no property is about time.
hypothesis.settings.register_profile("any machine", deadline=None)
hypothesis.settings.load_profile("any machine")


@pytest.fixture(scope="session", autouse=True)
def _compiled_once() -> Iterator[None]:
    """An application for each test, but not a compilation of every page for each application."""
    with patch.dict(Flask.jinja_options, bytecode_cache=CompiledOnce()), statements(), routes():
        yield


@pytest.fixture(scope="session", autouse=True)
def _keys_from_stock() -> Iterator[None]:
    """An installation makes its key at once; see tests.support.stock."""
    kinds = {purpose: replace(KINDS[purpose], make=next_key) for purpose in (LTI, BADGE_JWT)}
    with patch.dict(KINDS, kinds):
        yield


@pytest.fixture(scope="session", autouse=True)
def _drawn_once() -> Iterator[None]:
    """Most achievements of the tests have one name, and so the same picture."""
    with patch.object(svg_rendering, "render", cache(svg_rendering.render)):
        yield


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings of an installation of its own, with SQLite."""
    return settings_of.load(
        {
            "FINGERPOST_SECRET_KEY": "a key for tests only, of some length",
            "FINGERPOST_DATA_DIR": str(tmp_path),
        }
    )


@pytest.fixture
def vault(settings: Settings) -> Vault:
    """The vault of these settings."""
    return Vault(settings.secret_key)


@pytest.fixture
def database(settings: Settings, request: pytest.FixtureRequest) -> Iterator[Database]:
    """An empty database with every table: SQLite, unless ``ON_BOTH`` or a test says otherwise."""
    url = settings.database_url
    if getattr(request, "param", "sqlite") == "postgres":
        url = request.getfixturevalue("postgres_url")
    database = with_tables(url)
    yield database
    database.close()


@pytest.fixture
def site(database: Database) -> Site:
    """One site that is not connected to anything."""
    with database.writing() as session:
        site = Site(
            slug="acme",
            name="Acme Learning",
            issuer="https://moodle.test",
            webservice_url="https://moodle.test",
            timezone="Europe/London",
            fields={},
            report_columns={},
        )
        session.add(site)
    return site


@pytest.fixture
def app(settings: Settings, database: Database) -> Iterator[Flask]:
    """The web application on these settings, its tables made."""
    from lti_plugin.app import create_app
    from lti_plugin.extensions import db

    app = create_app(settings, check_database=False)
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without cookies of anybody."""
    return app.test_client()
