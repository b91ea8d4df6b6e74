"""The engine of the pages: what reads holds no transaction and writes nothing, what writes does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from lti_plugin.store.database import begin_writing, page_options, prepare_pages

MADE = text("CREATE TABLE notes (text VARCHAR)")
NOTED = text("INSERT INTO notes VALUES ('kept')")
COUNTED = text("SELECT count(*) FROM notes")


def opened(url: str) -> Engine:
    engine = create_engine(**page_options(url))
    prepare_pages(engine)
    return engine


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """The engine of the pages on a database with one table."""
    on_sqlite = request.param == "sqlite"
    url = f"sqlite:///{tmp_path}/notes" if on_sqlite else request.getfixturevalue("postgres_url")
    engine = opened(url)
    with Session(engine) as session:
        begin_writing(session)
        session.execute(MADE)
        session.commit()
    yield engine
    engine.dispose()


def test_what_only_reads_cannot_write(engine: Engine) -> None:
    with Session(engine) as session, pytest.raises(DBAPIError, match=r"(?i)read.?only"):
        session.execute(NOTED)


def test_what_reads_after_it_wrote_cannot_write_either(engine: Engine) -> None:
    with Session(engine) as session:
        begin_writing(session)
        session.execute(NOTED)
        session.commit()
        assert session.scalar(COUNTED) == 1
        with pytest.raises(DBAPIError, match=r"(?i)read.?only"):
            session.execute(NOTED)


@pytest.mark.parametrize("durable", [True, False])
def test_what_is_written_comes_whole_or_not_at_all(engine: Engine, durable: bool) -> None:
    with Session(engine) as session:
        begin_writing(session, durable=durable)
        session.execute(NOTED)
        session.rollback()
        assert session.scalar(COUNTED) == 0


@pytest.mark.postgres
def test_reading_leaves_no_transaction_open_in_postgresql(postgres_url: str) -> None:
    reads = opened(postgres_url)
    beside = opened(postgres_url)
    state = text("SELECT state FROM pg_stat_activity WHERE pid = :pid")
    with Session(reads) as session, beside.connect() as onlooker:
        pid = session.scalar(text("SELECT pg_backend_pid()"))
        assert onlooker.scalar(state, {"pid": pid}) == "idle"
        session.rollback()
        begin_writing(session)
        assert session.scalar(text("SELECT pg_backend_pid()")) == pid
        assert onlooker.scalar(state, {"pid": pid}) == "idle in transaction"
    reads.dispose()
    beside.dispose()
