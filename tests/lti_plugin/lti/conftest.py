"""A platform whose services answer, for one test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.services import Services, services_at_work


@pytest.fixture
def services() -> Iterator[Services]:
    """The platform."""
    with services_at_work() as services:
        yield services
