"""Another site of the same installation."""

from __future__ import annotations

import pytest

from lti_plugin.store.database import Database
from lti_plugin.store.sites import Site


@pytest.fixture
def elsewhere(database: Database) -> Site:
    """Another site of the same installation."""
    with database.writing() as session:
        site = Site(slug="b", name="B", issuer="https://b.test", timezone="UTC", fields={})
        session.add(site)
    return site
