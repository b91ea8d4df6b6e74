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
WRITING: dict[str, dict[str, Any]] = {
    "sqlite": {"sqlite_begin": "BEGIN IMMEDIATE"},
    "postgresql": {"isolation_level": "READ COMMITTED", "postgresql_readonly": False},
}


def engine_url(url: str) -> str:
    """Return ``url`` with the driver that this project brings along."""
    parts = make_url(url)
    if parts.get_backend_name() == "postgresql":
        parts = parts.set(drivername="postgresql+psycopg")
    return parts.render_as_string(hide_password=False)


def page_options(url: str) -> dict[str, Any]:
    """Return how the engine of the pages is made.

    In PostgreSQL each question sees what is committed when it is asked, within a transaction or
    not. So what only reads begins none: that is two ways to the server and back less a page.
    """
    alone = make_url(url).get_backend_name() == "postgresql"
    level = {"isolation_level": "AUTOCOMMIT"} if alone else {}
    return {"url": engine_url(url), **OPTIONS, **level}


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


def prepare_pages(engine: Engine) -> None:
    """Prepare the engine of the pages, which refuses what they write without ``begin_writing``."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "begin", _on_page)
    else:
        event.listen(engine, "connect", _read_only)
    prepare(engine)


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


def _read_only(connection: Any, _record: object) -> None:
    connection.execute("SET default_transaction_read_only TO on")


def _on_page(connection: Connection) -> None:
    writes = "sqlite_begin" in connection.get_execution_options()
    connection.exec_driver_sql(f"PRAGMA query_only={'OFF' if writes else 'ON'}")


def _on_begin(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get("sqlite_begin", "BEGIN"))


def begin_writing(session: Session, *, durable: bool = True) -> None:
    """Take SQLite's write lock at once, so that a later write cannot meet a stale snapshot.

    What is not ``durable`` may be forgotten where PostgreSQL's machine loses its power within a
    second: so a commit waits for no disk. SQLite's write-ahead log never waits.
    """
    dialect = session.get_bind().dialect.name
    connection = session.connection(execution_options=WRITING[dialect])
    driver = connection.connection.driver_connection
    if not durable and dialect == "postgresql" and driver is not None:
        with driver.pipeline():  # together with the transaction's begin
            driver.execute("SET LOCAL synchronous_commit TO off")


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
