"""The command line on an installation of its own, empty or with a small site."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from lti_plugin.store import revisions
from lti_plugin.store.database import Database
from lti_plugin.store.sites import Site
from lti_plugin.vault import Vault
from tests.support.catalogue import Small, small_site
from tests.support.command import CommandLine


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file at this revision, to be copied: migrating takes longer."""
    file = tmp_path_factory.mktemp("migrated") / "fingerpost.sqlite"
    database = Database(f"sqlite:///{file}")
    revisions.upgrade(database.engine)
    database.close()
    return file


@pytest.fixture
def bare(tmp_path: Path) -> CommandLine:
    """The command line before `fingerpost migrate`."""
    return CommandLine(tmp_path / "data")


@pytest.fixture
def fingerpost(bare: CommandLine, migrated: Path) -> CommandLine:
    """The command line on an empty database."""
    bare.folder.mkdir()
    shutil.copy(migrated, bare.folder)
    return bare


@pytest.fixture
def database(fingerpost: CommandLine) -> Iterator[Database]:
    """The database of this command line."""
    database = Database(f"sqlite:///{fingerpost.folder}/fingerpost.sqlite")
    yield database
    database.close()


@pytest.fixture
def vault(fingerpost: CommandLine) -> Vault:
    """The vault of this command line."""
    return Vault(fingerpost.environment["FINGERPOST_SECRET_KEY"])


@pytest.fixture
def small(database: Database, site: Site) -> Small:
    """One site with a few courses and people; see tests.support.catalogue."""
    return small_site(database, site)
