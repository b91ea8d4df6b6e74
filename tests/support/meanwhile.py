"""Another process, here a thread, that does one thing while we are in the middle of ours."""

from __future__ import annotations

import threading
from collections.abc import Callable

from sqlalchemy import text

from lti_plugin.errors import FingerpostError
from lti_plugin.store.database import Database
from tests.support.waiting import LONG, until

STUCK = text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")


class Meanwhile:
    """Does ``do`` beside us, on PostgreSQL, where two may write at the same moment."""

    def __init__(self, database: Database, do: Callable[[], object]) -> None:
        self._database = database
        self._do = do
        self._refused: FingerpostError | None = None
        self._thread = threading.Thread(target=self._run)

    def begin(self) -> None:
        """Let it get as far as it can: to its end, or to where it has to wait for us."""
        self._thread.start()
        until(lambda: self.waits() or not self._thread.is_alive())

    def waits(self) -> bool:
        """Say whether it waits for a lock of ours."""
        with self._database.engine.connect() as connection:
            return bool(connection.scalar(STUCK))

    def join(self) -> None:
        """Wait for its end; what it was refused is raised here."""
        self._thread.join(LONG)
        assert not self._thread.is_alive()
        if self._refused is not None:
            raise self._refused

    def _run(self) -> None:
        try:
            self._do()
        except FingerpostError as error:
            self._refused = error
