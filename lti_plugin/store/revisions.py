"""Brings the database to the revision of this code, and tells when it is at another one."""

from __future__ import annotations

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine
from sqlalchemy.exc import DatabaseError

from lti_plugin.errors import DatabaseNotReady


def configuration(engine: Engine) -> Config:
    """Return Alembic's configuration for the revisions that ship with this code."""
    config = Config()
    config.set_main_option("script_location", "migrations:")
    config.set_main_option("path_separator", "os")
    config.attributes["engine"] = engine
    return config


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Bring the database to ``revision``; a database that is there already stays as it is."""
    _refuse_strange(engine)
    command.upgrade(configuration(engine), revision)


def downgrade(engine: Engine, revision: str) -> None:
    """Bring the database back to ``revision``."""
    command.downgrade(configuration(engine), revision)


def check(engine: Engine) -> None:
    """Make sure that the database is at this code's revision.

    Raises
    ------
    DatabaseNotReady
        When it cannot be opened, or is older or newer than the code.
    """
    _refuse_strange(engine)
    wanted = ScriptDirectory.from_config(configuration(engine)).get_current_head()
    present = _present(engine)
    if present != wanted:
        raise DatabaseNotReady(
            "The database is empty." if present is None else "The database is of an older version."
        )


def _refuse_strange(engine: Engine) -> None:
    """Refuse a database that this code does not know, and code without any revision."""
    present = _present(engine)
    scripts = ScriptDirectory.from_config(configuration(engine))
    known = {script.revision for script in scripts.walk_revisions()}
    if not known:
        raise DatabaseNotReady(
            "This installation is not whole: it holds no revision of the database.",
            hint="Install Fingerpost again.",
        )
    if present is not None and present not in known:
        raise DatabaseNotReady(
            "The database was made by a newer version of Fingerpost.",
            hint="Install that version again, or restore a backup made with this one.",
        )


def _present(engine: Engine) -> str | None:
    try:
        with engine.connect() as connection:
            return MigrationContext.configure(connection).get_current_revision()
    except DatabaseError as error:
        raise DatabaseNotReady(
            "The database cannot be opened.",
            hint="Check FINGERPOST_DATABASE_URL and that the database server runs.",
        ) from error
