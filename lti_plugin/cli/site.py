"""`fingerpost site …` and `fingerpost admin-link`."""

from __future__ import annotations

import shutil
import sys
from dataclasses import asdict
from datetime import timedelta
from typing import TextIO

import click
from rich.console import Console
from rich.table import Table

from connectors.records import Check
from lti_plugin.cli.setting import json_option, opened, print_json, site_option
from lti_plugin.errors import BadInput, JobFailed
from lti_plugin.services import admission, invitations, registrations, scales
from lti_plugin.services import sites as site_service
from lti_plugin.store import competencies, sites


@click.group()
def site() -> None:
    """Connect Moodle sites."""


@site.command()
@click.argument("url")
@click.option("--name", help="The site's name as people know it.")
@click.option("--timezone", help="The service account's time zone, such as Europe/Madrid.")
@click.option("--token-file", type=click.File(), help="A file with the token; - is the input.")
@click.option("--report", "report_id", type=int, help="The report's number; 0 for none.")
@click.option(
    "--ratings-report", "ratings_id", type=int, help="The number of the report of ratings; 0: none."
)
@click.option("--client-id", help="The client id that Moodle shows for the tool.")
@click.option("--deployment-id", help="The deployment id that Moodle shows for the tool.")
def add(
    url: str,
    name: str | None,
    timezone: str | None,
    token_file: TextIO | None,
    report_id: int | None,
    ratings_id: int | None,
    client_id: str | None,
    deployment_id: str | None,
) -> None:
    """Add the Moodle at URL, or change what is known of it."""
    if (client_id is None) != (deployment_id is None):
        raise click.UsageError("--client-id and --deployment-id belong together.")
    token = token_file.read().strip() if token_file else None
    if token == "":
        raise BadInput("There is no token in the file.", hint="Paste the token that Moodle shows.")
    said = site_service.Connection(
        url, name, timezone, token, report_id, ratings_report_id=ratings_id
    )
    with opened() as here, here.database.writing() as session:
        row = site_service.connect(session, here.vault, said)
        if client_id is not None and deployment_id is not None:
            registrations.register(
                session,
                row,
                client_id=client_id,
                deployment_id=deployment_id,
                **registrations.moodle_endpoints(row.issuer),
            )
        click.echo(f"The site {row.slug} is saved. {_next(row)}")


def _next(row: sites.Site) -> str:
    """Say how it goes on, which depends on whether there is a token to try."""
    invite = f"`fingerpost site invite --site {row.slug}` lets its Moodle register the tool."
    if row.token:
        return f"Try it with `fingerpost site check`; {invite}"
    return (
        "`fingerpost admin-link` prints the way to its page Connect, which leads through the rest; "
        f"or {invite}"
    )


@site.command()
@click.argument("url", required=False)
@click.option("--timezone", help="The time zone of a Moodle that is new here.")
@click.option("--name", help="The site's name as people know it.")
@click.option("--days", default=3, show_default=True, type=click.IntRange(1, 30))
@site_option
def invite(
    url: str | None, timezone: str | None, name: str | None, days: int, slug: str | None
) -> None:
    """Print an address by which the Moodle at URL (or a known SITE) registers the tool, once."""
    if url is not None and slug is not None:
        raise click.UsageError("Give either URL or --site.")
    if url is None and (timezone is not None or name is not None):
        raise click.UsageError("--timezone and --name belong to a URL.")
    with opened() as here, here.database.writing() as session:
        if url is None:
            row = sites.choose(session, slug)
        else:
            said = site_service.Connection(url, name, timezone)
            row = site_service.connect(session, here.vault, said)
        life = timedelta(days=days)
        address = invitations.invite(session, here.settings, row.id, "command line", life)
    click.echo(address)
    click.echo(
        f"Paste it in {row.name} under Manage tools > Add LTI Advantage. It works once, for "
        f"{days} {'day' if days == 1 else 'days'}.",
        err=True,
    )


@site.command("list")
@json_option
def list_(as_json: bool) -> None:
    """List the sites."""
    with opened() as here, here.database.reading() as session:
        rows = [
            {
                "site": row.slug,
                "name": row.name,
                "address": row.issuer,
                "time zone": row.timezone,
                "token": "set" if row.token else "missing",
                "last sync": row.synced_at,
                "last training": row.trained_at,
            }
            for row in sites.all_sites(session)
        ]
    if as_json:
        print_json(rows)
        return
    if not rows:
        click.echo("There is no site yet. Add one with `fingerpost site add URL`.")
        return
    table = Table(*rows[0])
    for row in rows:
        table.add_row(*(str(value) if value is not None else "never" for value in row.values()))
    Console().print(table)


@site.command()
@site_option
@json_option
def check(slug: str | None, as_json: bool) -> None:
    """Ask Moodle for each thing that a sync needs, and say what is missing."""
    with opened() as here, here.database.reading() as session:
        row = sites.choose(session, slug)
        with site_service.outgoing(here.settings) as http:
            results = list(site_service.connector(row, here.vault, http).check())
    if as_json:
        print_json([asdict(each) for each in results])
    else:
        for each in results:
            click.echo(f"{_state(each)} {each.name}  {each.hint}".rstrip())
    if any(each.required and not each.ok for each in results):
        raise JobFailed("Something that a sync needs is missing.", hint="See the lines above.")


def _state(line: Check) -> str:
    if line.ok:
        return "ok      " if line.certain else "untold  "
    return "MISSING " if line.required else "optional"


@site.command("scales")
@click.option(
    "--set", "changes", multiple=True, metavar="SCALE:WORD=LEVEL", help="Say what a word means."
)
@site_option
@json_option
def scales_(changes: tuple[str, ...], slug: str | None, as_json: bool) -> None:
    """Show what the words of Moodle's scales mean on the scale of 0-5, or change it.

    A change holds from the next sync on.
    """
    with opened() as here, here.database.writing() as session:
        row = sites.choose(session, slug)
        for change in changes:
            scales.set_level(session, row.id, *_meaning(change), actor="command line")
        used: dict[str, dict[str, None]] = {}
        for each in competencies.of_site(session, row.id):
            used.setdefault(each.scale_id or "", {})[each.framework] = None
        found = [
            {"scale": scale, "frameworks": ", ".join(used.get(scale, ())), "word": word, "level": n}
            for scale, words in sorted(scales.Scales(row.fields).maps.items())
            for word, n in sorted(words.items(), key=lambda pair: pair[1])
        ]
    if as_json:
        print_json(found)
        return
    if not found:
        click.echo("No rating was read yet. See docs/moodle.md for the report that gives them.")
        return
    table = Table(*found[0])
    for line in found:
        table.add_row(*map(str, line.values()))
    Console().print(table)


def _meaning(text: str) -> tuple[str, str, float]:
    """Read SCALE:WORD=LEVEL; a word may hold either sign."""
    scale, _, rest = text.partition(":")
    word, _, level = rest.rpartition("=")
    try:
        return scale.strip(), word.strip(), float(level)
    except ValueError:
        raise click.UsageError(
            f"{text!r} is not SCALE:WORD=LEVEL, such as 2:Competent=3."
        ) from None


@site.command()
@click.argument("client_id")
@click.option("--deployment-id", help="Only this deployment, not the whole registration.")
@click.option("--on/--off", "enabled", required=True, help="Let launches in, or keep them out.")
@site_option
def switch(client_id: str, deployment_id: str | None, enabled: bool, slug: str | None) -> None:
    """Switch the launches of a registration on or off; off ends open visits at once."""
    with opened() as here, here.database.writing() as session:
        row = sites.choose(session, slug)
        registrations.switch(session, row, client_id, deployment_id, enabled)
    click.echo(f"Launches are {'on' if enabled else 'off'}.")


@site.command()
@site_option
@click.confirmation_option(prompt="Remove this site with everything that belongs to it?")
def remove(slug: str | None) -> None:
    """Remove a site, its people, its courses and its history."""
    with opened() as here, here.database.writing() as session:
        row = sites.choose(session, slug)
        session.delete(row)
    shutil.rmtree(here.settings.models_dir / str(row.id), ignore_errors=True)
    click.echo(f"The site {row.slug} is gone.")


@click.command("admin-link")
@site_option
def admin_link(slug: str | None) -> None:
    """Print a link into the admin pages; it works once, for fifteen minutes."""
    with opened() as here, here.database.writing() as session:
        row = sites.choose(session, slug)
        secret = admission.invite(session, row.id)
    click.echo(f"{here.settings.base_url}/admin/enter#{secret}")
    if sys.stdout.isatty():
        click.echo("It works once, for fifteen minutes. Open it in a browser.", err=True)
