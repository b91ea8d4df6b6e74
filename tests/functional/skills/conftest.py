"""A team on an installation of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.installation import Installation
from tests.support.teams import Team


@pytest.fixture
def team(tmp_path: Path) -> Iterator[Team]:
    """A manager with six people."""
    installation = Installation(tmp_path / "installation")
    yield Team(installation)
    installation.close()
