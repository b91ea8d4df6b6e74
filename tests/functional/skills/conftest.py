"""A whole installation, its L&D admin, and roles for its people."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.goals import Goals
from tests.support.installation import Installation, Visit, visit


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    """An installation that one platform is registered with."""
    installation = Installation(tmp_path / "installation")
    yield installation
    installation.close()


@pytest.fixture
def admin(installation: Installation) -> Visit:
    """The L&D admin, who has no role that is known."""
    return visit(installation, "admin", "50")


@pytest.fixture
def goals(installation: Installation) -> Goals:
    """What people of the site are compared with."""
    return Goals(installation.database, installation.site)
