"""A site with roles, people and history, and a program that asks about it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from lti_plugin.store.base import now
from tests.support.api import Program, Roles, program, with_roles
from tests.support.catalogue import Small, small_site
from tests.support.installation import Installation, site_of
from tests.support.platform import Platform

OTHER = "https://other.test"


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    """An installation with two sites."""
    platforms = Platform(), Platform(issuer=OTHER, client_id="client-2")
    installation = Installation(tmp_path / "installation", *platforms)
    yield installation
    installation.close()


@pytest.fixture
def small(installation: Installation) -> Small:
    """Courses and people of the first site."""
    return installation.fill()


@pytest.fixture
def roles(installation: Installation, small: Small) -> Roles:
    """Roles of the first site."""
    return with_roles(installation.database, installation.site, now().date())


@pytest.fixture
def theirs(installation: Installation) -> tuple[Small, Roles]:
    """What the other site has."""
    site = site_of(installation.database, OTHER)
    small = small_site(installation.database, site)
    return small, with_roles(installation.database, site, now().date())


@pytest.fixture
def learner(installation: Installation, roles: Roles) -> Program:
    """Person 102, an analyst who has finished SQL: Foundations."""
    return program(installation)
