"""`fingerpost serve` as a process of its own, on a filled database, for as long as a benchmark."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

from launches import site

from lti_plugin import settings as settings_of
from lti_plugin.store.database import Database
from tests.support import postgres
from tests.support.waiting import until

COMMAND = (sys.executable, "-m", "lti_plugin")


class Server:
    """A migrated, filled and trained installation that serves within ``with``."""

    def __init__(self, folder: Path, database_url: str | None, processes: int = 1) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.address = f"http://127.0.0.1:{port}"
        self._how = ("--bind", f"127.0.0.1:{port}", "--processes", str(processes))
        given = {
            "FINGERPOST_DATA_DIR": str(folder),
            "FINGERPOST_BASE_URL": self.address,
            "FINGERPOST_INLINE_WORKER": "false",
        }
        if database_url is not None:
            given["FINGERPOST_DATABASE_URL"] = database_url
        kept = {k: v for k, v in os.environ.items() if not k.startswith(settings_of.PREFIX)}
        self._environment = kept | given
        self._log = folder / "server.log"
        self._settings = settings_of.load(given)

    def __enter__(self) -> Server:
        self._run("migrate")
        database = Database(self._settings.database_url)
        site.fill(database)
        database.close()
        self._run("train")
        with self._log.open("w") as log:
            self._process = subprocess.Popen(
                [*COMMAND, "serve", *self._how],
                env=self._environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        until(self._answers)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.send_signal(signal.SIGTERM)
        self._process.wait(30)

    def cpu_seconds(self) -> float:
        """Return the CPU time that the server's processes have used so far; see proc(5)."""
        ticks = 0
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = stat.read_text(errors="replace").rpartition(")")[2].split()
            except OSError:
                continue  # it ended while we looked
            if int(fields[2]) == self._process.pid:
                ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")

    def _run(self, *command: str) -> None:
        done = subprocess.run(
            [*COMMAND, *command], env=self._environment, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise RuntimeError(done.stderr[-2000:])

    def _answers(self) -> bool:
        if self._process.poll() is not None:
            raise RuntimeError(self._log.read_text()[-2000:])
        try:
            with urllib.request.urlopen(f"{self.address}/readyz", timeout=5):
                return True
        except OSError:
            return False


@contextmanager
def temporary_postgres() -> Iterator[str]:
    """Give the address of a database on a server of our own, as durable as any."""
    programs = postgres.binaries()
    if programs is None:
        sys.exit("No PostgreSQL server was found: install one, or give its address.")
    with (
        tempfile.TemporaryDirectory(prefix="fingerpost-pg-") as folder,
        postgres.running(programs, folder, postgres.LOCAL),
    ):
        yield f"postgresql://fingerpost@/postgres?host={folder}"
