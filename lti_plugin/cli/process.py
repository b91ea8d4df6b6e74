"""`fingerpost serve` and `fingerpost worker`."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click
from gunicorn.app.base import BaseApplication

from lti_plugin.cli.setting import opened


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """Gunicorn with this application and these options."""

    def __init__(self, options: dict[str, Any]) -> None:
        self._options = options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        from lti_plugin.app import create_app

        return create_app()


@click.command()
@click.option("--bind", default="127.0.0.1:8000", show_default=True, help="Address and port.")
@click.option("--processes", default=2, show_default=True, type=click.IntRange(1, 64))
@click.option("--threads", default=8, show_default=True, type=click.IntRange(1, 64))
def serve(bind: str, processes: int, threads: int) -> None:
    """Serve the pages; a worker runs beside them unless FINGERPOST_INLINE_WORKER is false."""
    with opened() as here:
        inline = here.settings.inline_worker
    options = {
        "bind": bind,
        "workers": processes,
        "threads": threads,
        "worker_class": "gthread",
        "accesslog": None,
        "forwarded_allow_ips": "*",
        "control_socket_disable": True,
    }
    if not inline:
        Server(options).run()
        return
    with worker_beside():
        Server(options).run()


@contextmanager
def worker_beside(environment: dict[str, str] | None = None) -> Iterator[None]:
    """Run a worker process as long as the block lasts; it ends with this process."""
    process = subprocess.Popen(
        [sys.executable, "-m", "lti_plugin", "worker", "--parent", str(os.getpid())],
        env={**os.environ, **(environment or {})},
    )
    try:
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@click.command()
@click.option("--parent", type=int, hidden=True, help="Stop when this process is gone.")
def worker(parent: int | None) -> None:
    """Run background jobs until this process is told to stop."""
    from lti_plugin.jobs.worker import work

    with opened() as here:
        settings = here.settings
    if parent is None:
        click.echo("The worker is ready; stop it with Ctrl+C.", err=True)
    work(settings, parent)
