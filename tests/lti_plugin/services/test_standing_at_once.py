"""Two who come in, or decide, at the same moment, on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import pytest

from lti_plugin.errors import NotAllowed
from lti_plugin.lti.roles import ADMIN, SITE_ADMIN
from lti_plugin.services import standing
from lti_plugin.store import Base, audit, overrides
from lti_plugin.store.database import Database
from lti_plugin.store.people import Person
from lti_plugin.store.sites import Site
from tests.support.meanwhile import Meanwhile
from tests.support.standing import audience_of

pytestmark = pytest.mark.postgres


@pytest.fixture
def database(postgres_url: str) -> Iterator[Database]:
    """An empty database on PostgreSQL, instead of SQLite."""
    database = Database(postgres_url)
    Base.metadata.create_all(database.engine)
    yield database
    database.close()


@pytest.fixture
def people(database: Database, site: Site) -> tuple[UUID, UUID]:
    """Two people of the site."""
    with database.writing() as session:
        both = [Person(site_id=site.id, name=name, extra={}) for name in ("Ada", "Grace")]
        session.add_all(both)
        session.flush()
        return both[0].id, both[1].id


def comes_in(database: Database, site: Site, person: UUID) -> str:
    with database.writing() as session:
        return audience_of(session, site.id, person, SITE_ADMIN)


@pytest.mark.parametrize("second", [0, 1], ids=["the same person", "two people"])
def test_of_two_first_site_administrators_one_is_put_on_the_list_and_both_come_in(
    database: Database, site: Site, people: tuple[UUID, UUID], second: int
) -> None:
    audiences: list[str] = []
    other = Meanwhile(database, lambda: audiences.append(comes_in(database, site, people[second])))
    with database.writing() as session:
        audiences.append(audience_of(session, site.id, people[0], SITE_ADMIN))
        other.begin()
        assert other.waits()
    other.join()
    assert audiences == [ADMIN, ADMIN]
    with database.reading() as session:
        assert [person.name for person, _ in overrides.listed(session, site.id)] == ["Ada"]
        assert len(audit.latest(session, site.id, 50)) == 1


def test_of_two_who_take_it_from_each_other_one_stays(
    database: Database, site: Site, people: tuple[UUID, UUID]
) -> None:
    ada, grace = people
    with database.writing() as session:
        for person in people:
            standing.decide(session, site.id, person, admin=True, actor=None)

    def strike_back() -> None:
        with database.writing() as session:
            standing.decide(session, site.id, ada, admin=False, actor=grace)

    other = Meanwhile(database, strike_back)
    with database.writing() as session:
        standing.decide(session, site.id, grace, admin=False, actor=ada)
        other.begin()
        assert other.waits()
    with pytest.raises(NotAllowed, match="no longer"):
        other.join()
    with database.reading() as session:
        assert overrides.any_admin(session, site.id)


def test_a_launch_goes_on_while_the_list_is_changed(
    database: Database, site: Site, people: tuple[UUID, UUID]
) -> None:
    ada, grace = people
    with database.writing() as session:
        standing.decide(session, site.id, ada, admin=True, actor=None)
    other = Meanwhile(database, lambda: comes_in(database, site, grace))
    with database.writing() as session:
        standing.set_rules(session, site.id, {"Mentor": ADMIN}, actor=ada)
        other.begin()
        assert not other.waits()
    other.join()
