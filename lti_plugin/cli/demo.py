"""`fingerpost demo`: a demo organisation, its Moodle look-alike, the tool and a worker."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import threading
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import click
from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from lti_plugin import settings as settings_of
from lti_plugin import telemetry
from lti_plugin.cli import demo_badges, demo_situations
from lti_plugin.cli.beside import worker_beside
from lti_plugin.cli.progress import bars
from lti_plugin.demo.blueprint import create_blueprint, open_demo
from lti_plugin.demo.site import DemoSite
from lti_plugin.errors import BadInput
from lti_plugin.services import freshness, registrations
from lti_plugin.services import sites as site_service
from lti_plugin.settings import Settings
from lti_plugin.store import revisions, sites
from lti_plugin.store.base import now
from lti_plugin.store.database import Database
from lti_plugin.store.jobs import AWARD, SYNC, TRAIN
from lti_plugin.store.sites import Site
from lti_plugin.vault import Vault

PLATFORM, TOOL = "127.0.0.1", "localhost"


@click.command()
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--reset", is_flag=True, help="Forget the last demo and begin afresh.")
@click.option("--no-browser", is_flag=True, help="Only print the address.")
def demo(port: int, reset: bool, no_browser: bool) -> None:
    """Open a demo organisation: a course page with the tool in it, for each audience."""
    folder = Path(os.environ.get("FINGERPOST_DATA_DIR", "var")).resolve() / "demo"
    if reset and folder.exists():
        shutil.rmtree(folder)
    with opened(folder, port) as here:
        _train_where_due(here)
        _award(here)
        with worker_beside(_environment(folder, port)):
            click.echo(f"\nThe demo is ready: {here.home_url}\nStop it with Ctrl+C.")
            if not no_browser:
                webbrowser.open(here.home_url)
            _wait()


@dataclass(frozen=True)
class Opened:
    """A demo that is served: its settings and database, its site, and where visitors begin."""

    settings: Settings
    database: Database
    site: Site
    home_url: str


@contextmanager
def opened(folder: Path, port: int) -> Iterator[Opened]:
    """Serve the demo of ``folder``, with everything that its organisation would have entered."""
    from lti_plugin.jobs.worker import run_here

    settings = settings_of.load(_environment(folder, port))
    telemetry.configure(settings)
    database = Database(settings.database_url)
    revisions.upgrade(database.engine)
    app, moodle = _application(settings, folder, port)
    with _served(app, port):
        site = _connect(database, Vault(settings.secret_key), moodle)
        with bars() as show:
            run_here(settings, site.id, SYNC, show=show)
        with database.writing() as session:
            demo_situations.settle(session, sites.get(session, site.id), now().date())
            demo_badges.settle(session, settings.base_url, sites.get(session, site.id))
        yield Opened(settings, database, site, moodle.home_url)
    database.close()


def _environment(folder: Path, port: int) -> dict[str, str]:
    """Return settings of the demo's own; those of a real installation do not count here."""
    return {
        "FINGERPOST_DATA_DIR": str(folder),
        "FINGERPOST_BASE_URL": f"http://{TOOL}:{port}",
        "FINGERPOST_ALLOWED_HOSTS": f"{PLATFORM} {TOOL}",
        "FINGERPOST_LOG_LEVEL": os.environ.get("FINGERPOST_LOG_LEVEL", "WARNING"),
        "FINGERPOST_RATE_LIMIT": "3000 per minute",
    }


def _application(settings: Settings, folder: Path, port: int) -> tuple[Flask, DemoSite]:
    from lti_plugin.app import create_app

    moodle = open_demo(
        folder / "moodle",
        platform_origin=f"http://{PLATFORM}:{port}",
        tool_url=settings.base_url,
        today=datetime.now(UTC).date(),
    )
    app = create_app(settings)
    app.register_blueprint(create_blueprint(moodle))
    return app, moodle.site


class _Silent(WSGIRequestHandler):
    """Leaves the access log to the application."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing."""


@contextmanager
def _served(app: Flask, port: int) -> Iterator[None]:
    """Serve the tool and the look-alike from this process, each under its own host name."""
    with _listening(port) as listener:
        server = make_server(
            PLATFORM, port, app, threaded=True, request_handler=_Silent, fd=listener.fileno()
        )
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield
        finally:
            server.shutdown()
            server.server_close()


def _listening(port: int) -> socket.socket:
    try:
        return socket.create_server((PLATFORM, port), backlog=128)
    except OSError as error:
        raise BadInput(
            f"Port {port} is taken on this machine.", hint="Choose another one with --port."
        ) from error


def _connect(database: Database, vault: Vault, moodle: DemoSite) -> Site:
    """Do what an admin does: give address, token and report, and the ids of the registration."""
    said = site_service.Connection(
        url=moodle.issuer,
        name=moodle.name,
        timezone=moodle.time_zone,
        token=moodle.token,
        report_id=moodle.report_id,
        ratings_report_id=moodle.ratings_report_id,
    )
    with database.writing() as session:
        site = site_service.connect(session, vault, said)
        registrations.register(
            session,
            site,
            client_id=moodle.client_id,
            deployment_id=moodle.deployment_id,
            auth_login_url=moodle.auth_url,
            auth_token_url=moodle.token_url,
            jwks_url=moodle.jwks_url,
        )
    return site


def _train_where_due(here: Opened) -> None:
    """Train where there is no model that is recent enough."""
    from lti_plugin.jobs.worker import run_here

    with here.database.reading() as session:
        due = freshness.training_is_due(session, here.site, now(), here.settings.models_dir)
    if due:
        with bars() as show:
            run_here(here.settings, here.site.id, TRAIN, show=show)


def _award(here: Opened) -> None:
    """Issue the badges that people have earned, so that nobody finds their page empty."""
    from lti_plugin.jobs.worker import run_here

    with bars() as show:
        run_here(here.settings, here.site.id, AWARD, show=show)


def _wait() -> None:
    """Wait for Ctrl+C, or for a polite request to stop."""
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    while not stopped.wait(3600):
        pass
