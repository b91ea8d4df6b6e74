"""Locks that end with the process that holds them, so that others can tell it is gone.

On SQLite everything runs on one machine and a locked file does; on PostgreSQL, where workers may
run on several machines, it is an advisory lock of a connection kept for it.
"""

from __future__ import annotations

import fcntl
from pathlib import Path
from typing import IO, Protocol

from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from lti_plugin.settings import Settings
from lti_plugin.store.database import Database, engine_url


class Lock(Protocol):
    """A lock that this process holds."""

    name: str

    def held(self) -> bool:
        """Say whether it is still held."""
        ...

    def release(self) -> None:
        """Give it back."""
        ...


class Locks(Protocol):
    """The way to locks of one kind."""

    def take(self, name: str) -> Lock | None:
        """Take a lock, or return None when somebody holds it."""
        ...


class FileLock:
    """A locked file; the kernel lets go of it when the process ends, however it ends."""

    def __init__(self, name: str, file: IO[str]) -> None:
        self.name = name
        self._file = file

    def held(self) -> bool:
        """Say whether it is still held."""
        return not self._file.closed

    def release(self) -> None:
        """Give it back."""
        self._file.close()


class FileLocks:
    """Locked files in a folder of this machine."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def take(self, name: str) -> FileLock | None:
        """Take a lock, or return None when somebody holds it."""
        self._folder.mkdir(parents=True, exist_ok=True)
        file = (self._folder / f"{name}.lock").open("w", encoding="ascii")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
            return None
        return FileLock(name, file)


class AdvisoryLock:
    """An advisory lock of PostgreSQL, kept as long as its connection lives."""

    def __init__(self, name: str, connection: Connection) -> None:
        self.name = name
        self._connection = connection

    def held(self) -> bool:
        """Say whether it is still held: a broken connection has lost it."""
        try:
            self._connection.execute(text("SELECT 1"))
        except DBAPIError:
            return False
        return True

    def release(self) -> None:
        """Give it back."""
        self._connection.close()


class AdvisoryLocks:
    """Advisory locks in the application's own PostgreSQL, one connection each."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def take(self, name: str) -> AdvisoryLock | None:
        """Take a lock, or return None when somebody holds it."""
        connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        wanted = {"name": f"fingerpost {name}"}
        query = text("SELECT pg_try_advisory_lock(hashtextextended(:name, 0))")
        if connection.scalar(query, wanted):
            return AdvisoryLock(name, connection)
        connection.close()
        return None


def locks_of(settings: Settings, database: Database) -> Locks:
    """Return the locks that fit the database in use."""
    if database.engine.dialect.name == "sqlite":
        return FileLocks(settings.data_dir / "workers")
    return AdvisoryLocks(create_engine(engine_url(settings.database_url), poolclass=NullPool))


def take_slot(locks: Locks, prefix: str) -> Lock:
    """Take the first free lock of ``prefix-0``, ``prefix-1`` ...: a name stable over restarts."""
    number = 0
    while (lock := locks.take(f"{prefix}-{number}")) is None:
        number += 1
    return lock


def is_held(locks: Locks, name: str) -> bool:
    """Say whether any process holds this lock."""
    lock = locks.take(name)
    if lock is None:
        return True
    lock.release()
    return False
