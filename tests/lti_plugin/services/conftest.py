"""Two people of the site, and another site of the same installation."""

from __future__ import annotations

from uuid import UUID

import pytest

from lti_plugin.store.database import Database
from lti_plugin.store.sites import Site
from tests.support.standing import (
    add_person,
)


@pytest.fixture
def ada(database: Database, site: Site) -> UUID:
    return add_person(database, site, "Ada")


@pytest.fixture
def grace(database: Database, site: Site) -> UUID:
    return add_person(database, site, "Grace")


@pytest.fixture
def elsewhere(database: Database) -> Site:
    """Another site of the same installation."""
    with database.writing() as session:
        site = Site(slug="b", name="B", issuer="https://b.test", timezone="UTC", fields={})
        session.add(site)
    return site
