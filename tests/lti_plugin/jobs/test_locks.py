"""Locks that tell whether a process is still there."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import text

from lti_plugin.jobs.locks import Locks, is_held, locks_of, take_slot
from lti_plugin.settings import Settings
from lti_plugin.store.database import Database
from tests.support.tables import ON_BOTH


@pytest.fixture
def locks(settings: Settings, database: Database) -> Locks:
    url = database.engine.url.render_as_string(hide_password=False)
    return locks_of(replace(settings, database_url=url), database)


@ON_BOTH
def test_a_lock_is_held_until_it_is_given_back(locks: Locks) -> None:
    lock = locks.take("a")
    assert lock is not None
    assert lock.held()
    assert locks.take("a") is None
    assert is_held(locks, "a")
    assert not is_held(locks, "b")
    lock.release()
    assert not is_held(locks, "a")


@ON_BOTH
def test_each_process_gets_the_first_free_slot(locks: Locks) -> None:
    first, second = take_slot(locks, "worker"), take_slot(locks, "worker")
    assert (first.name, second.name) == ("worker-0", "worker-1")
    first.release()
    again = take_slot(locks, "worker")
    assert again.name == "worker-0"
    again.release()
    second.release()


@pytest.mark.postgres
@pytest.mark.parametrize("database", ["postgres"], indirect=True)
def test_a_lock_is_lost_with_its_connection(locks: Locks, database: Database) -> None:
    lock = locks.take("a")
    assert lock is not None
    with database.engine.begin() as connection:
        others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> %s"
        own = connection.scalar(text("SELECT pg_backend_pid()"))
        where = " AND datname = current_database()"
        connection.exec_driver_sql(others + where, (own,))
    assert not lock.held()
    assert not is_held(locks, "a")
    lock.release()
