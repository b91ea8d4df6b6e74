"""The whole application, for the tests of its pages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest

from connectors.records import Learner
from lti_plugin.store import people
from lti_plugin.store.people import MOODLE
from tests.support.installation import Installation, Visit, visit

OTHERS = [
    Learner(id="7", name="Ada Byron", username="ada", email="ada@example.org"),
    Learner(id="8", name="Grace <Hopper>", id_number="E8"),
]


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    """An installation that one platform is registered with."""
    installation = Installation(tmp_path / "installation")
    yield installation
    installation.close()


@pytest.fixture
def ids(installation: Installation) -> dict[str, UUID]:
    """Two people of the site, besides the admin."""
    with installation.database.writing() as session:
        made = people.upsert(session, installation.site.id, OTHERS, MOODLE).ids
    return dict(zip(("ada", "grace"), made, strict=True))


@pytest.fixture
def admin(installation: Installation) -> Visit:
    """The first site administrator, Dmitri Umar."""
    return visit(installation, "admin", "50")
