"""`fingerpost migrate`, `backup` and `restore`."""

from __future__ import annotations

from pathlib import Path

import click

from lti_plugin import vault
from lti_plugin.cli.setting import opened
from lti_plugin.services import backups
from lti_plugin.store import revisions


@click.command()
def migrate() -> None:
    """Bring the database to this version."""
    with opened(check=False) as here:
        revisions.upgrade(here.database.engine)
    click.echo("The database is at this version.")


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup(file: Path) -> None:
    """Write every table and every model to FILE (a zip archive)."""
    with opened() as here:
        rows = backups.write(here.database.engine, here.settings.models_dir, file)
    click.echo(f"{rows} rows and the models are in {file}.")
    click.echo("Keep the secret key too: stored tokens and private keys cannot be read without it.")


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def restore(file: Path) -> None:
    """Fill an empty database and the models from FILE."""
    with opened(check=False) as here:
        rows = backups.read(here.database.engine, here.settings.models_dir, file)
        click.echo(f"{rows} rows and the models are back.")
        with here.database.reading() as session:
            vault.recognise(session, here.vault)
