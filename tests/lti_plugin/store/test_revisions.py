"""The revisions make exactly the tables, and can be undone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, inspect, text

from lti_plugin.errors import DatabaseNotReady
from lti_plugin.store import Base, revisions
from lti_plugin.store.database import Database, open_engine


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """An empty database of each kind."""
    if request.param == "sqlite":
        engine = open_engine(f"sqlite:///{tmp_path}/empty.sqlite")
    else:
        engine = open_engine(request.getfixturevalue("postgres_url"))
    yield engine
    engine.dispose()


def test_the_tables_equal_the_revisions(engine: Engine) -> None:
    revisions.upgrade(engine)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_up_down_and_up_again(engine: Engine) -> None:
    revisions.upgrade(engine)
    revisions.downgrade(engine, "base")
    assert set(inspect(engine).get_table_names()) == {"alembic_version"}
    revisions.upgrade(engine)
    revisions.check(engine)
    revisions.upgrade(engine)


def test_an_empty_database_says_what_to_do(engine: Engine) -> None:
    with pytest.raises(DatabaseNotReady) as caught:
        revisions.check(engine)
    assert "fingerpost migrate" in caught.value.hint


def test_a_database_of_a_newer_version_is_left_alone(engine: Engine) -> None:
    revisions.upgrade(engine)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'from-the-future'"))
    for attempt in (revisions.check, revisions.upgrade):
        with pytest.raises(DatabaseNotReady, match="newer version"):
            attempt(engine)


def test_a_database_that_cannot_be_opened_is_one_clear_line(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/missing/folder.sqlite")
    with pytest.raises(DatabaseNotReady, match="cannot be opened"):
        revisions.check(database.engine)


def test_sqlite_keeps_a_log_and_its_foreign_keys(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path}/some.sqlite")
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
    engine.dispose()


@pytest.mark.parametrize("attempt", [revisions.check, revisions.upgrade])
def test_an_installation_without_its_revisions_does_not_call_an_empty_database_ready(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, attempt: Callable[[Engine], None]
) -> None:
    (tmp_path / "bare" / "versions").mkdir(parents=True)
    engine = open_engine(f"sqlite:///{tmp_path}/empty.sqlite")
    bare = revisions.configuration(engine)
    bare.set_main_option("script_location", str(tmp_path / "bare"))
    monkeypatch.setattr(revisions, "configuration", lambda _: bare)
    with pytest.raises(DatabaseNotReady, match="not whole"):
        attempt(engine)
    engine.dispose()
