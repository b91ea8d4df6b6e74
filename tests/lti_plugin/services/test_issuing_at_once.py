"""Twenty who award the same completion at the same moment give one badge (A16)."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest

from lti_plugin.services import awarding
from lti_plugin.services.awarding import Awarded, Order
from lti_plugin.services.issuing import BY_HAND
from lti_plugin.store import Base
from lti_plugin.store.base import now
from lti_plugin.store.database import Database
from lti_plugin.store.sites import Site
from lti_plugin.vault import Vault
from tests.support.achievements import BASE_URL, give_addresses, held, of_course
from tests.support.catalogue import small_site

AT_ONCE = 20
LONG = 60


@pytest.fixture
def shared(postgres_url: str) -> Iterator[Database]:
    """A database in which many may write at the same moment."""
    database = Database(postgres_url)
    Base.metadata.create_all(database.engine)
    yield database
    database.close()


def all_at_once(database: Database, vault: Vault) -> tuple[list[Awarded], int, int]:
    """Let twenty threads award one badge to the same two people; return what became of it."""
    with database.writing() as session:
        site = Site(slug="a", name="A", issuer="https://a.test", timezone="UTC", fields={})
        session.add(site)
    small = small_site(database, site)
    give_addresses(database, site.id)
    made: UUID = of_course(database, site.id, small.courses["4"])
    people = {small.people[each]: now() for each in ("101", "102")}
    order = Order(made, people, BY_HAND, "test", "At once")
    start = threading.Barrier(AT_ONCE)

    def one(_number: int) -> Awarded:
        start.wait(LONG)
        return awarding.award(database, vault, BASE_URL, site.id, order)

    with ThreadPoolExecutor(AT_ONCE) as threads:
        done = list(threads.map(one, range(AT_ONCE), timeout=LONG))
    with database.reading() as session:
        found = held(session, made)
    return done, len(found), len({badge.status_list_id for badge, _ in found})


def check(done: list[Awarded], badges: int, lists: int) -> None:
    assert (badges, lists) == (2, 1)
    assert sum(each.issued for each in done) == 2
    assert sum(each.held for each in done) == 2 * AT_ONCE - 2


def test_a16_on_sqlite_they_get_one_badge_each(database: Database, vault: Vault) -> None:
    check(*all_at_once(database, vault))


@pytest.mark.postgres
def test_a16_on_postgresql_they_get_one_badge_each(shared: Database, vault: Vault) -> None:
    check(*all_at_once(shared, vault))
