"""Tools for jobs with a source in memory, and what badges are awarded for there."""

from __future__ import annotations

from uuid import UUID

import pytest

from lti_plugin.jobs.locks import locks_of
from lti_plugin.jobs.tools import Tools
from lti_plugin.settings import Settings
from lti_plugin.store.database import Database
from lti_plugin.store.sites import Site
from lti_plugin.vault import Vault
from tests.support.achievements import of_course
from tests.support.awarded import PERSON_ID, course_of, of_moodle, read_school
from tests.support.sources import MemoryConnector, school


@pytest.fixture
def source() -> MemoryConnector:
    """A small site's records."""
    return school()


@pytest.fixture
def tools(settings: Settings, database: Database, vault: Vault, source: MemoryConnector) -> Tools:
    """What jobs are given."""
    return Tools(
        settings=settings,
        database=database,
        vault=vault,
        locks=locks_of(settings, database),
        worker="test-0",
        open_source=source.opened,
    )


@pytest.fixture
def synced(tools: Tools, site: Site, source: MemoryConnector) -> None:
    """The school, read in; its achievements are awarded from then on."""
    read_school(tools, site, source)


@pytest.fixture
def course(tools: Tools, site: Site, synced: None) -> UUID:
    """The course of the school that badges are for."""
    return course_of(tools, site)


@pytest.fixture
def person(tools: Tools, site: Site, synced: None) -> UUID:
    """Somebody who finishes it."""
    return of_moodle(tools, site, PERSON_ID)


@pytest.fixture
def made(tools: Tools, site: Site, course: UUID) -> UUID:
    """An achievement of the course, awarded from now on."""
    return of_course(tools.database, site.id, course)
