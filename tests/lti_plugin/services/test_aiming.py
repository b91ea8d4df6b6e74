"""What somebody chooses to aim at: a role of the site that they do not have, or none."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest

from lti_plugin.errors import BadInput, NotFound
from lti_plugin.services import aiming
from lti_plugin.store import aims
from lti_plugin.store.database import Database
from lti_plugin.store.people import Person
from lti_plugin.store.roles import Role
from lti_plugin.store.sites import Site


@pytest.fixture
def person(database: Database, site: Site) -> UUID:
    """Somebody whose title is another name of the role Analyst."""
    with database.writing() as session:
        row = Person(site_id=site.id, role="data  ANALYST", extra={})
        session.add(row)
        session.add(Role(site_id=site.id, name="Analyst", alternatives=["Data analyst"]))
        session.add(Role(site_id=site.id, name="Designer", alternatives=[]))
        session.flush()
        return row.id


def choose(database: Database, site: Site, person: UUID, name: str | None) -> UUID | None:
    """Choose a role by its name and return what is kept."""
    with database.writing() as session:
        role = session.query(Role).filter_by(name=name).one().id if name else None
        aiming.choose(session, site.id, person, role)
    with database.reading() as session:
        kept = aims.of_people(session, site.id, [person])[person].role_id
    assert kept == role
    return kept


def test_newest_choice_counts_and_may_be_none(database: Database, site: Site, person: UUID) -> None:
    assert choose(database, site, person, "Designer") is not None
    assert choose(database, site, person, None) is None


def test_role_that_one_has_under_another_name_is_no_aim(
    database: Database, site: Site, person: UUID
) -> None:
    with pytest.raises(BadInput, match="You have this role already."):
        choose(database, site, person, "Analyst")


def test_role_of_no_site_is_no_aim(database: Database, site: Site, person: UUID) -> None:
    with database.writing() as session, pytest.raises(NotFound):
        aiming.choose(session, site.id, person, uuid4())
