"""`fingerpost doctor`: one line for each thing that has to be right."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial

import click

from connectors.errors import ConnectorError
from lti_plugin import settings as settings_of
from lti_plugin.cli.setting import json_option, make_folder, print_json
from lti_plugin.errors import FingerpostError, JobFailed
from lti_plugin.keys import lti_jwks
from lti_plugin.lti.access import AccessTokens, Client
from lti_plugin.services import diagnostics, platforms
from lti_plugin.services import sites as site_service
from lti_plugin.services.diagnostics import Finding
from lti_plugin.settings import Settings
from lti_plugin.store import revisions, sites
from lti_plugin.store.database import Database
from lti_plugin.store.lti import registrations
from lti_plugin.store.sites import Site
from lti_plugin.vault import Vault


@click.command()
@json_option
def doctor(as_json: bool) -> None:
    """Check settings, database, keys, and each site's web services, launches and roster."""
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
        return [("settings", ""), ("proxies", _proxies(settings)), *_open(settings, database)]


def _proxies(settings: Settings) -> str:
    """Say whether a proxy is not counted on: pages come over plain HTTP unless one ends TLS."""
    if settings.trusted_proxies or not settings.base_url.startswith("https://"):
        return ""
    return (
        "Browsers come over HTTPS, so a proxy stands in front, but FINGERPOST_TRUSTED_PROXIES is "
        "0: everybody seems to come from its address. Set it to the number of proxies."
    )


def _open(settings: Settings, database: Database) -> Iterator[tuple[str, str]]:
    """Give the checks of the database, and of what lies in it once it can be read."""
    state = _try("database", lambda: revisions.check(database.engine))
    yield state
    if state[1]:
        return
    vault = Vault(settings.secret_key)
    with database.writing() as session:
        keys = _try("keys", lambda: lti_jwks(session, vault))
        yield keys
        rows = sites.all_sites(session)
    for row in rows:
        with site_service.outgoing(settings) as http:
            connect = partial(site_service.connector, row, vault, http)
            yield _line(f"site {row.slug}", diagnostics.web_service(connect))
        if not keys[1]:
            yield from _launches(settings, database, vault, row)


def _launches(
    settings: Settings, database: Database, vault: Vault, row: Site
) -> Iterator[tuple[str, str]]:
    """Give the checks of each registration of a site: when it last launched, token and roster."""
    with database.reading() as session:
        known = [
            (each, diagnostics.last_course(session, each))
            for each in registrations(session, row.id)
        ]
    if not known:
        yield (
            f"site {row.slug} launches",
            f"Its Moodle does not know the tool yet: `fingerpost site invite --site {row.slug}`.",
        )
    with platforms.outgoing(settings) as http:
        for each, memberships_url in known:
            name = f"site {row.slug} {each.client_id}"
            last = f"{each.last_launch_at:%Y-%m-%d %H:%M} UTC" if each.last_launch_at else "never"
            yield f"{name} last launch {last}", "" if each.enabled else "It is switched off."
            with database.writing() as session:
                client = Client.of(row, each)
                caller = platforms.caller(session, vault, client, AccessTokens(), http)
            found = diagnostics.token(caller)
            yield _line(f"{name} token", found)
            with database.writing() as session:
                diagnostics.keep_scopes(session, each.id, found)
            if memberships_url is not None:
                yield _line(f"{name} roster", diagnostics.members(caller, memberships_url))


def _line(name: str, found: Finding) -> tuple[str, str]:
    return name, "" if found.ok else f"{found.message} {found.hint}".strip()


def _try(name: str, check: Callable[[], object]) -> tuple[str, str]:
    try:
        check()
    except (FingerpostError, ConnectorError) as error:
        return name, f"{error.message} {error.hint}".strip()
    return name, ""
