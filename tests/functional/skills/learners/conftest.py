"""A small site, and somebody new who looks at their own pages."""

from __future__ import annotations

from uuid import UUID

import pytest

from tests.support.catalogue import Small
from tests.support.goals import Goals
from tests.support.installation import Installation


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
