"""A worker process beside the web server: started again when it ends by itself."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from structlog import get_logger

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0
STEADY_SECONDS = 60.0
PATIENCE_SECONDS = 10.0

log = get_logger("fingerpost.worker")


class Keeper:
    """Keeps one worker running; the pause before each new start doubles while it ends at once."""

    def __init__(self, environment: dict[str, str]) -> None:
        self._command = [sys.executable, "-m", "lti_plugin", "worker", "--parent", str(os.getpid())]
        self._environment = environment
        self._stopped = threading.Event()
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> subprocess.Popen[bytes] | None:
        """Start a worker, unless :meth:`stop` was called."""
        with self._lock:
            if self._stopped.is_set():
                return None
            self._process = subprocess.Popen(self._command, env=self._environment)
            return self._process

    def keep(self, process: subprocess.Popen[bytes] | None) -> None:
        """Start another worker whenever one has ended, until :meth:`stop` is called."""
        pause = FIRST_PAUSE
        while process is not None:
            began = time.monotonic()
            code = process.wait()
            if self._stopped.is_set():
                return
            steady = time.monotonic() - began > STEADY_SECONDS
            pause = FIRST_PAUSE if steady else min(2 * pause, LONGEST_PAUSE)
            log.warning("worker ended; starting another one", code=code, seconds=pause)
            self._stopped.wait(pause)
            process = self.start()

    def stop(self) -> None:
        """End the worker, politely first."""
        with self._lock:
            self._stopped.set()
            process = self._process
        if process is None:
            return
        process.terminate()
        try:
            process.wait(PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextmanager
def worker_beside(environment: dict[str, str] | None = None) -> Iterator[None]:
    """Keep a worker process running as long as the block lasts; it ends with this process."""
    owner = os.getpid()
    keeper = Keeper({**os.environ, **(environment or {})})
    # Not in the thread: a web process that is forked while the worker is being started keeps open
    # what tells that it has begun, and the thread would wait for that for ever.
    first = keeper.start()
    thread = threading.Thread(target=keeper.keep, args=(first,), daemon=True)
    thread.start()
    try:
        yield
    finally:
        # A forked web process passes here too when it ends; the worker is not its own to stop.
        if os.getpid() == owner:
            keeper.stop()
            thread.join()
