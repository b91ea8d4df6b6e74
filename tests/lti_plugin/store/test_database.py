"""What is to last waits for PostgreSQL's disk, and what may be lost does not."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from lti_plugin.store import database
from lti_plugin.store.database import Database


@pytest.fixture
def session(postgres_url: str) -> Iterator[Session]:
    """A session on a connection that waits for the disk, in no transaction.

    The tests' server as a whole does not.
    """
    opened = Database(postgres_url)
    with opened.engine.connect() as connection, Session(connection) as session:
        session.execute(text("SET synchronous_commit TO on"))
        session.commit()
        yield session
    opened.close()


@pytest.mark.postgres
@pytest.mark.parametrize("durable", [True, False])
def test_only_what_may_be_lost_does_not_wait_for_the_disk(session: Session, durable: bool) -> None:
    database.begin_writing(session, durable=durable)
    assert session.scalar(text("SHOW synchronous_commit")) == ("on" if durable else "off")
    session.rollback()
    assert session.scalar(text("SHOW synchronous_commit")) == "on"
