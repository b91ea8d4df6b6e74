"""Writes every table and every model to one archive, and reads it back into an empty database.

The archive holds a JSON line for each row, so it moves between SQLite and PostgreSQL; secrets in
it are encrypted as they are in the database.
"""

from __future__ import annotations

import base64
import json
import os
import zlib
from collections.abc import Callable, Iterator
from datetime import datetime
from io import TextIOWrapper
from pathlib import Path
from typing import IO, Any
from uuid import UUID
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

from alembic.runtime.migration import MigrationContext
from alembic.util import CommandError
from sqlalchemy import Column, Connection, Engine, Table, column, delete, insert, select
from sqlalchemy import table as bare_table
from sqlalchemy.exc import OperationalError, StatementError

from lti_plugin.errors import BadInput, DatabaseNotReady
from lti_plugin.store import Base, revisions

PASSING = frozenset({"login_states", "one_time_links", "pending_launches", "seen", "visits"})
OWNER_ONLY = 0o600
BATCH = 1_000
# A row of these holds a whole file; more than a few at once would not fit into memory.
LARGE = frozenset({"portfolio_files"})
# What a file with other bytes than were written comes to, from the archive down to a single value.
DAMAGE = (
    BadZipFile,
    EOFError,
    zlib.error,
    KeyError,
    TypeError,
    AttributeError,
    ValueError,
    StatementError,
)
READERS: dict[type, Callable[[Any], Any]] = {
    UUID: UUID,
    datetime: datetime.fromisoformat,
    bytes: base64.b64decode,
}


def write(engine: Engine, models: Path, file: Path) -> int:
    """Write the archive whole or not at all; return the number of rows in it."""
    rows = 0
    partial = file.with_name(f"{file.name}.partial")
    try:
        partial.touch(OWNER_ONLY)
        with ZipFile(partial, "w", ZIP_DEFLATED) as archive, _one_view(engine) as connection:
            revision = MigrationContext.configure(connection).get_current_revision()
            about = {"revision": revision, "tables": [table.name for table in _tables()]}
            archive.writestr("fingerpost.json", json.dumps(about))
            for table in _tables():
                with archive.open(f"tables/{table.name}.jsonl", "w", force_zip64=True) as out:
                    rows += _dump(connection, table, out)
            for path in sorted(models.rglob("*")):
                if path.is_file():
                    archive.write(path, Path("models", path.relative_to(models)))
        os.replace(partial, file)
    except OSError as error:
        partial.unlink(missing_ok=True)
        raise BadInput(f"{file} cannot be written: {error.strerror}.") from error
    return rows


def read(engine: Engine, models: Path, file: Path) -> int:
    """Fill an empty database and the models folder; return the number of rows.

    Raises
    ------
    BadInput
        When the file is not such an archive or a newer version's, or the database already holds
        something.
    DatabaseNotReady
        When the database does not take it.
    """
    try:
        with ZipFile(file) as archive:
            about = json.loads(archive.read("fingerpost.json"))
            _refuse_full(engine)
            revisions.upgrade(engine, str(about["revision"]))
            with engine.begin() as connection:
                _clear(connection)
                there = [table for table in _tables() if table.name in about["tables"]]
                rows = sum(_load(connection, table, archive) for table in there)
            revisions.upgrade(engine)
            _extract_models(archive, models)
    except CommandError as error:
        raise BadInput(
            f"{file} was made by a newer version of Fingerpost.", hint="Restore it with that one."
        ) from error
    except OperationalError as error:
        raise DatabaseNotReady(
            "The database did not take the backup.",
            hint="Check FINGERPOST_DATABASE_URL, and that there is room.",
        ) from error
    except DAMAGE as error:
        raise BadInput(f"{file} is not a backup of Fingerpost, or it is damaged.") from error
    return rows


def _tables() -> Iterator[Table]:
    """Give every lasting table, the ones that others refer to first."""
    return (table for table in Base.metadata.sorted_tables if table.name not in PASSING)


def _refuse_full(engine: Engine) -> None:
    with engine.connect() as connection:
        sites = Base.metadata.tables["sites"]
        present = engine.dialect.has_table(connection, "sites")
        if present and connection.execute(select(sites.c.id).limit(1)).first():
            raise BadInput(
                "This database already holds a site.",
                hint="Restore into an empty one: set FINGERPOST_DATABASE_URL to a new database.",
            )


def _one_view(engine: Engine) -> Connection:
    """Connect so that all tables are read as of one moment, whatever is written meanwhile."""
    connection = engine.connect()
    if engine.dialect.name == "postgresql":
        return connection.execution_options(isolation_level="REPEATABLE READ")
    return connection


def _clear(connection: Connection) -> None:
    """Drop what a database without any site may hold already: its keys."""
    for table in reversed(Base.metadata.sorted_tables):
        if connection.dialect.has_table(connection, table.name):
            connection.execute(delete(table))


def _dump(connection: Connection, table: Table, out: IO[bytes]) -> int:
    rows = 0
    some = connection.execution_options(yield_per=_batch(table))
    for row in some.execute(select(table)).mappings():
        out.write(json.dumps({key: _plain(value) for key, value in row.items()}).encode() + b"\n")
        rows += 1
    return rows


def _batch(table: Table) -> int:
    """Return how many rows of a table are held in memory at a time."""
    return 1 if table.name in LARGE else BATCH


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return str(value) if isinstance(value, UUID) else value


def _load(connection: Connection, table: Table, archive: ZipFile) -> int:
    rows = 0
    batch: list[dict[str, Any]] = []
    # Without this code's defaults: an older revision does not have all columns yet.
    into = insert(bare_table(table.name, *(column(each.name, each.type) for each in table.c)))
    with archive.open(f"tables/{table.name}.jsonl") as raw:
        for line in TextIOWrapper(raw, "utf-8"):
            values = json.loads(line)
            batch.append({name: _value(table.c[name], given) for name, given in values.items()})
            rows += 1
            if len(batch) == _batch(table):
                connection.execute(into, batch)
                batch.clear()
    if batch:
        connection.execute(into, batch)
    return rows


def _value(column: Column[Any], given: Any) -> Any:
    reader = READERS.get(column.type.python_type)
    return given if given is None or reader is None else reader(given)


def _extract_models(archive: ZipFile, models: Path) -> None:
    """Write the models back; a name that would leave their folder is refused."""
    root = models.resolve()
    for name in archive.namelist():
        if not name.startswith("models/"):
            continue
        target = (root / Path(name).relative_to("models")).resolve()
        if not target.is_relative_to(root):
            raise BadInput("The archive holds a file outside its own folder.")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(archive.read(name))
