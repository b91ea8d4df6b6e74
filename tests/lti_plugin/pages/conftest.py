"""The whole application, for the tests of its pages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
from time_machine import TimeMachineFixture

from connectors.records import Learner
from lti_plugin.store import people
from lti_plugin.store.people import MOODLE
from tests.support.achievements import give_addresses
from tests.support.badge_pages import keep, only
from tests.support.catalogue import Small
from tests.support.installation import Installation, Visit, arrive
from tests.support.people_page import told
from tests.support.tool import Clock

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
def clock(time_machine: TimeMachineFixture) -> Clock:
    """The clock, running on from now until it is moved."""
    time_machine.move_to(datetime.now(UTC), tick=True)
    return time_machine


@pytest.fixture
def admin(installation: Installation) -> Visit:
    """The first site administrator, Dmitri Umar."""
    return arrive(installation, "admin", "50")


@pytest.fixture
def small(installation: Installation) -> Small:
    """The courses and people of the first site, who can be written to."""
    found = installation.fill()
    give_addresses(installation.database, installation.site.id)
    return found


@pytest.fixture
def made(admin: Visit, installation: Installation, small: Small) -> UUID:
    """An achievement of the course SQL: Foundations, described on the page."""
    page = keep(admin, small)
    assert told(page) == "It is kept as a draft. Activate it to have it awarded."
    return only(installation).id
