"""A whole installation, its L&D admin, roles for its people, and a team."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.goals import Goals
from tests.support.installation import Installation, Visit, arrive
from tests.support.teams import Team


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    """An installation that one platform is registered with."""
    installation = Installation(tmp_path / "installation")
    yield installation
    installation.close()


@pytest.fixture
def admin(installation: Installation) -> Visit:
    """The L&D admin, who has no role that is known."""
    return arrive(installation, "admin", "50")


@pytest.fixture
def goals(installation: Installation) -> Goals:
    """What people of the site are compared with."""
    return Goals(installation.database, installation.site)


@pytest.fixture
def team(installation: Installation) -> Team:
    """A manager with six people."""
    return Team(installation)
