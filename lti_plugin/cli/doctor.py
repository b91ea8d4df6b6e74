"""`fingerpost doctor`: one line for each thing that has to be right."""

from __future__ import annotations

from collections.abc import Callable

import click

from connectors.errors import ConnectorError
from lti_plugin import settings as settings_of
from lti_plugin.cli.setting import json_option, print_json
from lti_plugin.errors import FingerpostError, JobFailed
from lti_plugin.keys import Vault, lti_jwks
from lti_plugin.services import sites as site_service
from lti_plugin.settings import Settings
from lti_plugin.store import revisions, sites
from lti_plugin.store.database import Database
from lti_plugin.store.sites import Site


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
    results: list[tuple[str, str]] = []
    try:
        settings = settings_of.load()
    except FingerpostError as error:
        return [("settings", f"{error.message} {error.hint}")]
    results.append(("settings", ""))
    database = Database(settings.database_url)
    results.append(_try("database", lambda: revisions.check(database.engine)))
    if results[-1][1]:
        return results
    vault = Vault(settings.secret_key)
    with database.writing() as session:
        results.append(_try("keys", lambda: lti_jwks(session, vault)))
        rows = sites.all_sites(session)
    results += [_try(f"site {row.slug}", _reach(settings, vault, row)) for row in rows]
    database.close()
    return results


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
