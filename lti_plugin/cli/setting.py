"""What every command works with: the settings, the database and the vault."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import click

from lti_plugin import settings as settings_of
from lti_plugin import telemetry
from lti_plugin.errors import BadSettings
from lti_plugin.settings import Settings
from lti_plugin.store import revisions
from lti_plugin.store.database import Database
from lti_plugin.vault import Vault, recognise, remember

site_option = click.option(
    "--site", "slug", metavar="SITE", help="Which site, where there are several."
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON for a program.")


@dataclass(frozen=True)
class Setting:
    """Settings read once, and what they open."""

    settings: Settings
    database: Database
    vault: Vault


@contextmanager
def opened(*, check: bool = True) -> Iterator[Setting]:
    """Open what a command needs; the database must be at this code's revision."""
    settings = settings_of.load()
    telemetry.configure(settings)
    make_folder(settings)
    database = Database(settings.database_url)
    try:
        vault = Vault(settings.secret_key)
        if check:
            revisions.check(database.engine)
            _recognise(database, vault)
        yield Setting(settings, database, vault)
    finally:
        database.close()


def _recognise(database: Database, vault: Vault) -> None:
    """Make sure that the database belongs to this key; the first use decides."""
    with database.reading() as session:
        known = recognise(session, vault)
    if not known:
        with database.writing() as session:
            remember(session, vault)


def make_folder(settings: Settings) -> None:
    """Make the data folder where there is none yet: SQLite does not make its own.

    Raises
    ------
    BadSettings
        When there cannot be such a folder.
    """
    try:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadSettings(
            f"FINGERPOST_DATA_DIR: {settings.data_dir} cannot be made ({error.strerror})."
        ) from error


def print_json(value: Any) -> None:
    """Print one JSON document."""
    click.echo(json.dumps(value, indent=2, ensure_ascii=False, default=str))
