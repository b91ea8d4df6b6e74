"""Another site of the same installation, and new sites without the starter pack."""

from __future__ import annotations

import pytest

from lti_plugin.services import role_import
from lti_plugin.store.database import Database
from lti_plugin.store.sites import Site


@pytest.fixture
def elsewhere(database: Database) -> Site:
    """Another site of the same installation."""
    with database.writing() as session:
        site = Site(slug="b", name="B", issuer="https://b.test", timezone="UTC", fields={})
        session.add(site)
    return site


@pytest.fixture
def without_starter_pack(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a site that is connected begin without roles: to read the pack takes most of the time."""
    monkeypatch.setattr(role_import, "add_starter", lambda _session, _site: None)
