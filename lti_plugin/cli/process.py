"""`fingerpost serve` and `fingerpost worker`."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click
from gunicorn.app.base import BaseApplication

from lti_plugin.cli.setting import opened


class Server(BaseApplication):
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
        [sys.executable, "-m", "lti_plugin", "worker", "--until-end-of-input"],
        env={**os.environ, **(environment or {})},
        stdin=subprocess.PIPE,
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
@click.option("--until-end-of-input", is_flag=True, hidden=True)
def worker(until_end_of_input: bool) -> None:
    """Run background jobs until this process is told to stop."""
    from lti_plugin.jobs.worker import work

    if until_end_of_input:
        threading.Thread(target=_stop_at_end_of_input, daemon=True).start()
    with opened() as here:
        click.echo("The worker is ready; stop it with Ctrl+C.", err=True)
        work(here.settings)


def _stop_at_end_of_input() -> None:
    """Stop when the process that holds the other end is gone, however it went."""
    sys.stdin.read()
    os.kill(os.getpid(), signal.SIGTERM)
