"""`fingerpost serve` and `fingerpost worker`."""

from __future__ import annotations

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

        return create_app()


@click.command()
@click.option("--bind", default="127.0.0.1:8000", show_default=True, help="Address and port.")
@click.option("--threads", default=16, show_default=True, type=click.IntRange(1, 64))
def serve(bind: str, threads: int) -> None:
    """Serve the pages; a worker runs beside them unless FINGERPOST_INLINE_WORKER is false."""
    with opened() as here:
        inline = here.settings.inline_worker
    options = {
        "bind": bind,
        "workers": 1,
        "threads": threads,
        "worker_class": "gthread",
        "accesslog": None,
        "control_socket_disable": True,
    }
    if not inline:
        Server(options).run()
        return
    with worker_beside():
        Server(options).run()


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
