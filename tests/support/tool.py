"""The tool with its launch and, for pages, three plain ones; and a browser that launches it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from html import unescape
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import parse_qs, urlsplit

from flask import Blueprint, Flask, Response, g, jsonify, request
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from lti_plugin import extensions, telemetry
from lti_plugin import settings as settings_of
from lti_plugin.edge import headers, visits
from lti_plugin.pages import lti, menu, problems, wording
from lti_plugin.services import registrations
from lti_plugin.settings import Settings
from lti_plugin.store.database import page_options, prepare_pages
from lti_plugin.store.lti import LoginState, PendingLaunch
from lti_plugin.store.people import Person
from lti_plugin.store.sites import Site
from lti_plugin.store.visits import Visit
from lti_plugin.vault import Vault
from tests.support.platform import TOOL, Platform
from tests.support.tables import with_tables

Install = Callable[..., "Tool"]
TABLES = {"states": LoginState, "waiting": PendingLaunch, "visits": Visit}


class Clock(Protocol):
    """A clock that a test moves."""

    def shift(self, delta: float) -> None:
        """Move it by so many seconds."""

    def move_to(self, destination: datetime, tick: bool | None = None) -> None:
        """Move it to a time; with ``tick`` it runs on from there."""


class Tool:
    """An installation of the tool that knows the given platforms, one site for each issuer."""

    def __init__(self, folder: Path, *platforms: Platform, **overrides: Any) -> None:
        environment = {
            "FINGERPOST_SECRET_KEY": "a key for tests only, of some length",
            "FINGERPOST_DATA_DIR": str(folder),
            "FINGERPOST_BASE_URL": TOOL,
        }
        self.settings = settings_of.load(environment, **overrides)
        folder.mkdir(exist_ok=True)
        self.database = with_tables(self.settings.database_url)
        self.platforms = platforms
        for platform in platforms:
            self.register(platform)
        self.app = self._made()

    def _made(self) -> Flask:
        return _app(self.settings, self._fetch)

    def register(self, platform: Platform) -> None:
        """Make the platform known, as ``fingerpost site add`` does."""
        with self.database.writing() as session:
            site = session.scalar(select(Site).where(Site.issuer == platform.issuer))
            if site is None:
                host = urlsplit(platform.issuer).hostname or ""
                site = Site(
                    issuer=platform.issuer,
                    slug=host,
                    name=host,
                    timezone="Europe/London",
                    fields={},
                    report_columns={},
                )
                session.add(site)
                session.flush()
            registrations.register(
                session,
                site,
                client_id=platform.client_id,
                deployment_id=platform.deployment_id,
                **platform.urls,
            )

    def count(self, table: str) -> int:
        """Return how many logins ("states"), "waiting" launches or "visits" there are."""
        with self.database.reading() as session:
            return session.scalar(select(func.count()).select_from(TABLES[table])) or 0

    def close(self) -> None:
        """Give the database back."""
        with self.app.app_context():
            extensions.db.engine.dispose()
        self.database.close()

    def _fetch(self, url: str) -> object:
        return next(p for p in self.platforms if p.urls["jwks_url"] == url).fetch(url)


class Browser:
    """A browser with its own cookies, which opens the tool from a platform."""

    def __init__(self, tool: Tool, platform: Platform) -> None:
        self.platform = platform
        self.client = tool.app.test_client()

    def post(self, path: str, data: Any = None, **options: Any) -> TestResponse:
        """Post a form to the tool."""
        return self.client.post(path, data=data, base_url=TOOL, **options)

    def get(self, path: str, **options: Any) -> TestResponse:
        """Get a page of the tool."""
        return self.client.get(path, base_url=TOOL, **options)

    def begin(self, **changes: Any) -> dict[str, str]:
        """Begin a login and return the fields of the form that goes to the platform."""
        page = self.post("/lti/login", self.platform.initiation(**changes))
        assert page.status_code == 200, page.text
        return fields_of(page)

    def send(self, fields: dict[str, str], **changes: Any) -> TestResponse:
        """Answer a login with a signed launch; ``changes`` are of its claims."""
        token = self.platform.sign(self.platform.claims(fields, **changes))
        return self.post("/lti/launch", {"state": fields["state"], "id_token": token})

    def launch(self, **changes: Any) -> TestResponse:
        """Log in and launch."""
        return self.send(self.begin(), **changes)

    def keep(self, name: str, value: str) -> None:
        """Keep a cookie of the tool's."""
        self.client.set_cookie(name, value, domain=str(urlsplit(TOOL).hostname), secure=True)

    def forget(self) -> None:
        """Drop all cookies, as a browser does that keeps none in frames."""
        for cookie in list(self.client._cookies.values()):
            self.client.delete_cookie(cookie.key, domain=cookie.domain, path=cookie.path)


def fields_of(page: TestResponse) -> dict[str, str]:
    """Return the hidden fields of a page's form."""
    found = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', page.text)
    return {unescape(name): unescape(value) for name, value in found}


def data_of(page: TestResponse, name: str) -> str:
    """Return a data attribute of a page."""
    found = re.search(rf'data-{name}="([^"]*)"', page.text)
    assert found is not None, page.text
    return unescape(found[1])


def short_of(response: TestResponse) -> str:
    """Return the visit that a redirect leads to."""
    return parse_qs(urlsplit(response.headers["Location"]).query)["v"][0]


def code_of(response: TestResponse) -> str:
    """Return the code that an error page shows."""
    return re.findall(r"<code>([^<]*)</code>", response.text)[0]


def _app(settings: Settings, fetch: Callable[[str], object]) -> Flask:
    app = Flask("lti_plugin")
    app.config.update(
        FINGERPOST=settings,
        SECRET_KEY=Vault(settings.secret_key).derive("signatures"),
        SQLALCHEMY_ENGINES={"default": page_options(settings.database_url)},
        BOOTSTRAP_SERVE_LOCAL=True,
        RATELIMIT_STORAGE_URI="memory://",
        RATELIMIT_DEFAULT=settings.rate_limit,
        MAX_CONTENT_LENGTH=1_000_000,
    )
    app.extensions["vault"] = Vault(settings.secret_key)
    app.extensions["platform_keys"] = fetch
    telemetry.bind(app)
    extensions.db.init_app(app)
    with app.app_context():
        prepare_pages(extensions.db.engine)
    extensions.babel.init_app(app)
    extensions.bootstrap.init_app(app)
    extensions.limiter.init_app(app)
    headers.bind(app)
    problems.bind(app)
    wording.bind(app)
    menu.bind(app)
    app.register_blueprint(lti.blueprint)
    for name, view in (("learner", "courses"), ("instructor", "course"), ("admin", "overview")):
        app.register_blueprint(_plain_page(name, view))
    return app


def _plain_page(audience: str, name: str) -> Blueprint:
    """Return a blueprint with one page that tells the visit that it was opened in."""
    blueprint = Blueprint(audience, __name__, url_prefix=f"/{audience}")

    @visits.require(audience)
    def view() -> Response:
        shown = ("audience", "context_id", "context_title", "locale")
        told = {each: getattr(g.visit, each) for each in shown}
        told["cookie"] = visits.COOKIE + g.visit.short in request.cookies
        return jsonify(**told, person=g.visit.person_id, token=visits.page_token())

    view.__qualname__ = f"{audience}.{name}"
    blueprint.add_url_rule("/", name, view, methods=["GET", "POST"])
    return blueprint


def newest(tool: Tool) -> tuple[Visit, Person]:
    """Return the visit opened last, and its person."""
    with tool.database.reading() as session:
        visit = session.scalars(select(Visit).order_by(Visit.created_at.desc())).first()
        assert visit is not None
        return visit, session.get_one(Person, visit.person_id)
