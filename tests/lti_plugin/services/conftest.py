"""Two people of the site."""

from __future__ import annotations

from uuid import UUID

import pytest

from lti_plugin.store.database import Database
from lti_plugin.store.sites import Site
from tests.support.standing import add_person


@pytest.fixture
def ada(database: Database, site: Site) -> UUID:
    return add_person(database, site, "Ada")


@pytest.fixture
def grace(database: Database, site: Site) -> UUID:
    return add_person(database, site, "Grace")
