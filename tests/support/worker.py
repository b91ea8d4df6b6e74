"""A worker process for tests: ``python -m tests.support.worker MODE``.

Its source is the small school of :mod:`tests.support.sources`. It stops for good before the page
named in the file ``hold`` of the data folder, and then writes the file ``held``; every page read is
a line of the file ``pages``. Once ready it writes its process id into a file with the name of its
slot. MODE ``newer`` is a later release, whose sync has one stage more.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from connectors.records import Page
from lti_plugin import settings as settings_of
from lti_plugin.jobs import sync
from lti_plugin.jobs.engine import Worker
from lti_plugin.jobs.locks import locks_of, take_slot
from lti_plugin.jobs.plans import Stage
from lti_plugin.jobs.schedules import Schedule
from lti_plugin.jobs.tools import Tools
from lti_plugin.settings import Settings
from lti_plugin.store.database import Database
from lti_plugin.store.sites import Site
from lti_plugin.vault import Vault
from tests.support.sources import MemoryConnector, school


class HeldConnector(MemoryConnector):
    """Stops before one page until the process is killed."""

    folder: Path

    def _pages(self, what: str, rows: Sequence[Any], start: str | None) -> Iterator[Page[Any]]:
        hold = self.folder / "hold"
        for page in super()._pages(what, rows, start):
            if hold.exists() and hold.read_text() == self.pages[-1]:
                (self.folder / "held").touch()
                threading.Event().wait()
            with (self.folder / "pages").open("a") as file:
                file.write(f"{self.pages[-1]}\n")
            yield page


def line(name: str) -> Stage:
    """Return a stage that does nothing but write a line."""

    def run(tools: Tools, job_id: UUID, _cursor: str | None) -> None:
        with (tools.settings.data_dir / "lines").open("a") as file:
            file.write(f"{name} {job_id} {tools.worker}\n")

    return Stage(name, run)


def every_second(_settings: Settings, site: Site) -> Sequence[Schedule]:
    """Return a schedule that fires every second, for the site that asks for it."""
    if site.slug != "every-second":
        return ()
    return (Schedule(site.id, "line", "* * * * * *", site.timezone),)


def main(mode: str) -> None:
    """Run jobs until told to stop."""
    settings = settings_of.load()
    database = Database(settings.database_url)
    locks = locks_of(settings, database)
    slot = take_slot(locks, "worker")
    connector = HeldConnector(**vars(school(page_size=10)))
    connector.folder = settings.data_dir
    tools = Tools(
        settings, database, Vault(settings.secret_key), locks, slot.name, connector.opened
    )
    stages = (*sync.STAGES, line("award")) if mode == "newer" else sync.STAGES
    worker = Worker(tools, {"sync": stages, "line": (line("line"),)}, every_second, slot)
    stopped = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stopped.set())
    worker.start()
    (settings.data_dir / slot.name).write_text(str(os.getpid()))
    worker.run(stopped)
    worker.stop()


if __name__ == "__main__":
    main(sys.argv[1])
