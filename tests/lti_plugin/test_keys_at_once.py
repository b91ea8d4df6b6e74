"""Two who make or rotate keys at the same moment, on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from lti_plugin import keys
from lti_plugin.keys import lti_key
from lti_plugin.store import Base
from lti_plugin.store.database import Database
from lti_plugin.store.keys import LTI
from lti_plugin.vault import Vault
from tests.support.key_ring import Ring
from tests.support.meanwhile import Meanwhile

pytestmark = pytest.mark.postgres


@pytest.fixture
def shared(postgres_url: str, vault: Vault) -> Iterator[Ring]:
    """The LTI keys in a database in which two may write at the same moment."""
    database = Database(postgres_url)
    Base.metadata.create_all(database.engine)
    yield Ring(database, vault)
    database.close()


@pytest.mark.parametrize("before", [True, False], ids=["with a key", "without any"])
def test_two_rotations_at_once_go_one_after_the_other(shared: Ring, before: bool) -> None:
    first = [shared.signs()] if before else []
    other = Meanwhile(shared.database, shared.rotate)
    with shared.database.writing() as session:
        keys.rotate(session, shared.vault, LTI)
        other.begin()
        assert other.waits()
    other.join()
    with shared.database.reading() as session:
        found = [row for row, _ in keys.listed(session)]
    assert len(found) == len(first) + 2
    assert [row.retired_at is None for row in found] == [False] * (len(found) - 1) + [True]


def test_two_who_need_the_first_key_get_the_same_one(shared: Ring) -> None:
    got: list[str] = []
    other = Meanwhile(shared.database, lambda: got.append(shared.signs()))
    with shared.database.writing() as session:
        got.append(str(lti_key(session, shared.vault).kid))
        other.begin()
        assert other.waits()
    other.join()
    assert len(set(got)) == 1
    assert shared.published() == got[:1]


def test_the_published_keys_can_be_read_during_a_rotation(shared: Ring) -> None:
    first = shared.signs()
    seen: list[str] = []
    other = Meanwhile(shared.database, lambda: seen.extend([*shared.published(), shared.signs()]))
    with shared.database.writing() as session:
        keys.rotate(session, shared.vault, LTI)
        other.begin()
        assert not other.waits()
    other.join()
    assert seen == [first, first]
