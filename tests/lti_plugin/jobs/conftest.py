"""Tools for jobs with a source in memory."""

from __future__ import annotations

import pytest

from lti_plugin.jobs.locks import locks_of
from lti_plugin.jobs.tools import Tools
from lti_plugin.settings import Settings
from lti_plugin.store.database import Database
from lti_plugin.vault import Vault
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
