"""Opens the database: SQLite with write-ahead log and foreign keys, or PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.orm import Session, sessionmaker

# The connection used last comes first: what it has prepared is what is being asked.
OPTIONS: dict[str, Any] = {"pool_use_lifo": True, "hide_parameters": True}
PREPARED = 500  # statements that a connection to PostgreSQL keeps ready; the pages ask some 300
WRITING = {"sqlite_begin": "BEGIN IMMEDIATE"}


def engine_url(url: str) -> str:
    """Return ``url`` with the driver that this project brings along."""
    parts = make_url(url)
    if parts.get_backend_name() == "postgresql":
        parts = parts.set(drivername="postgresql+psycopg")
    return parts.render_as_string(hide_password=False)


def open_engine(url: str) -> Engine:
    """Return an engine for ``url`` with the settings that this application relies on."""
    engine = create_engine(engine_url(url), pool_pre_ping=True, **OPTIONS)
    prepare(engine)
    return engine


def prepare(engine: Engine) -> None:
    """Give a SQLite engine its pragmas and real transactions, another's connections more room."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _on_connect)
        event.listen(engine, "begin", _on_begin)
    else:
        event.listen(engine, "connect", _on_postgres)


def _on_connect(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the driver's own begin comes too late for a snapshot
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "foreign_keys=ON",
        "busy_timeout=30000",
        "synchronous=NORMAL",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _on_postgres(connection: Any, _record: object) -> None:
    connection.prepared_max = PREPARED


def _on_begin(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get("sqlite_begin", "BEGIN"))


def begin_writing(session: Session, *, durable: bool = True) -> None:
    """Take SQLite's write lock at once, so that a later write cannot meet a stale snapshot.

    What is not ``durable`` may be forgotten where PostgreSQL's machine loses its power within a
    second: so a commit waits for no disk. SQLite's write-ahead log never waits.
    """
    connection = session.connection(execution_options=WRITING)
    if not durable and connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET LOCAL synchronous_commit TO off")


class Database:
    """The way to the tables for everything that runs outside a web request."""

    def __init__(self, url: str) -> None:
        self.engine = open_engine(url)
        self._sessions = sessionmaker(self.engine, expire_on_commit=False)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Give a session whose changes are dropped."""
        with self._sessions() as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Give a session that commits at the end, or changes nothing when an error passes."""
        with self._sessions.begin() as session:
            begin_writing(session)
            yield session

    def close(self) -> None:
        """Give every connection back."""
        self.engine.dispose()
