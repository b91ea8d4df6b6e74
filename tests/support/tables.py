"""A database with every table, of either kind: SQLite's is a copy of one that is made once."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

import pytest
from sqlalchemy import make_url

from lti_plugin.store import Base
from lti_plugin.store.database import Database

# What tells the fixture ``database`` to run a test on a database of each kind.
ON_BOTH = pytest.mark.parametrize(
    "database",
    ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)],
    indirect=True,
)


def with_tables(url: str) -> Database:
    """Return a new database at this address, its tables made."""
    address = make_url(url)
    if address.get_backend_name() == "sqlite" and address.database:
        Path(address.database).write_bytes(_made_once())
        return Database(url)
    database = Database(url)
    Base.metadata.create_all(database.engine)
    return database


@cache
def _made_once() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "tables.sqlite"
        database = Database(f"sqlite:///{file}")
        Base.metadata.create_all(database.engine)
        database.close()  # so that nothing is left in the log beside it
        return file.read_bytes()
