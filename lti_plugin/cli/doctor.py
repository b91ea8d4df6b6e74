"""`fingerpost doctor`: one line for each thing that has to be right."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing

import click

from connectors.errors import ConnectorError
from lti_plugin import settings as settings_of
from lti_plugin.cli.setting import json_option, make_folder, print_json
from lti_plugin.errors import FingerpostError, JobFailed
from lti_plugin.keys import lti_jwks
from lti_plugin.services import sites as site_service
from lti_plugin.settings import Settings
from lti_plugin.store import revisions, sites
from lti_plugin.store.database import Database
from lti_plugin.store.sites import Site
from lti_plugin.vault import Vault


@click.command()
@json_option
def doctor(as_json: bool) -> None:
    """Check settings, database, keys and each site's connection."""
    results = _examine()
    if as_json:
        print_json([{"name": name, "ok": not said, "hint": said} for name, said in results])
    else:
        for name, said in results:
            click.echo(f"{'WRONG' if said else 'ok   '} {name}  {said}".rstrip())
    if any(said for _, said in results):
        raise JobFailed("Something is not right.", hint="See the lines above.")


def _examine() -> list[tuple[str, str]]:
    """Return each check's name with what is wrong, empty where nothing is."""
    try:
        settings = settings_of.load()
        make_folder(settings)
    except FingerpostError as error:
        return [("settings", f"{error.message} {error.hint}")]
    with closing(Database(settings.database_url)) as database:
        return [("settings", ""), *_open(settings, database)]


def _open(settings: Settings, database: Database) -> Iterator[tuple[str, str]]:
    """Give the checks of the database, and of what lies in it once it can be read."""
    state = _try("database", lambda: revisions.check(database.engine))
    yield state
    if state[1]:
        return
    vault = Vault(settings.secret_key)
    with database.writing() as session:
        yield _try("keys", lambda: lti_jwks(session, vault))
        rows = sites.all_sites(session)
    for row in rows:
        yield _try(f"site {row.slug}", _reach(settings, vault, row))


def _reach(settings: Settings, vault: Vault, row: Site) -> Callable[[], object]:
    def check() -> None:
        with site_service.outgoing(settings) as http:
            checks = site_service.connector(row, vault, http).check()
            missing = [each for each in checks if each.required and not each.ok]
        if missing:
            raise JobFailed("; ".join(f"{each.name}: {each.hint}" for each in missing))

    return check


def _try(name: str, check: Callable[[], object]) -> tuple[str, str]:
    try:
        check()
    except (FingerpostError, ConnectorError) as error:
        return name, f"{error.message} {error.hint}".strip()
    return name, ""
