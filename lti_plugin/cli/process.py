"""`fingerpost serve` and `fingerpost worker`."""

from __future__ import annotations

import gc
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

import click
from gunicorn.app.base import BaseApplication

from lti_plugin.cli.beside import worker_beside
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

        app = create_app()
        # What lives as long as the process is not looked through again: that takes 0.1 s.
        gc.collect()
        gc.freeze()
        return app


@click.command()
@click.option("--bind", default="127.0.0.1:8000", show_default=True, help="Address and port.")
@click.option("--processes", default=1, show_default=True, type=click.IntRange(1, 64))
@click.option("--threads", default=16, show_default=True, type=click.IntRange(1, 64))
def serve(bind: str, processes: int, threads: int) -> None:
    """Serve the pages; a worker runs beside them unless FINGERPOST_INLINE_WORKER is false.

    Threads are those of each process. A process uses one core.
    """
    with opened() as here:
        inline = here.settings.inline_worker
    options = {
        "bind": bind,
        "workers": processes,
        "threads": threads,
        "worker_class": "gthread",
        "accesslog": None,
        "control_socket_disable": True,
    }
    with counting_together(processes), worker_beside() if inline else nullcontext():
        Server(options).run()


@contextmanager
def counting_together(processes: int) -> Iterator[None]:
    """Give several web processes a folder for what they count, since each answers /metrics."""
    if processes == 1:
        yield
        return
    with tempfile.TemporaryDirectory(prefix="fingerpost-counts-") as folder:
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = folder  # see lti_plugin/counters.py
        yield


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
