"""A platform that is not registered yet, and an installation that has its site."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from lti_plugin.store.sites import Site
from tests.support.installation import Installation
from tests.support.platform import Platform
from tests.support.registering import Registering, registering


@pytest.fixture
def platform() -> Iterator[Registering]:
    with registering() as platform:
        yield platform


@pytest.fixture
def installation(tmp_path: Path, platform: Registering) -> Iterator[Installation]:
    """An installation with the platform's site, invited but not registered yet."""
    made = Installation(tmp_path / "tool", Platform(), allowed_hosts="127.0.0.1", read_timeout=1.0)
    with made.database.writing() as session:
        session.add(
            Site(slug="new", name="New Moodle", issuer=platform.issuer, timezone="UTC", fields={})
        )
    yield made
    made.close()
