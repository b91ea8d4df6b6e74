"""A whole installation with a small site in it, and somebody new who looks at their own pages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest

from tests.support.catalogue import Small
from tests.support.goals import Goals
from tests.support.installation import Installation


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    """An installation that one platform is registered with."""
    installation = Installation(tmp_path / "installation")
    yield installation
    installation.close()


@pytest.fixture
def small(installation: Installation) -> Small:
    """The courses and people of its site."""
    return installation.fill()


@pytest.fixture
def me(small: Small) -> UUID:
    """Person 100: nothing is known of them."""
    return small.people["100"]


@pytest.fixture
def goals(installation: Installation, me: UUID) -> Goals:
    """A site without any role yet, and so nobody with one."""
    goals = Goals(installation.database, installation.site)
    goals.has(me, None)
    return goals
