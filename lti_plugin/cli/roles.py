"""`fingerpost roles …`: profiles from files and taxonomies, and who stands for them."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import click
from rich.table import Column

from lti_plugin.cli import hiring
from lti_plugin.cli.listing import print_list
from lti_plugin.cli.setting import json_option, opened, site_option
from lti_plugin.cli.skills import tell
from lti_plugin.services import drafts, outlook_data, role_import, signing, triggers
from lti_plugin.services.signing import Expected
from lti_plugin.store import roles as rows
from lti_plugin.store import sites
from recommender.skills.roles import OUTLOOKS, TRIGGERS

ACTOR = "command line"
DAY = click.DateTime(["%Y-%m-%d"])
by_option = click.option("--by", required=True, help="Who stands for it.")


@click.group()
def roles() -> None:
    """What roles ask for, how their future looks, and who stands for that."""


@roles.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True))
@site_option
@json_option
@click.option("--check", "only_check", is_flag=True, help="Read everything and write nothing.")
def import_(file: Path, slug: str | None, as_json: bool, only_check: bool) -> None:
    """Read role profiles from FILE, with the skills.csv beside it where there is one.

    Where a row cannot be used, nothing is imported and the rows are named.
    """
    with opened() as here, here.database.writing() as session:
        report = role_import.read_file(session, sites.choose(session, slug), file)
        if only_check:
            session.rollback()
    tell(report, as_json)


@roles.command("outlook-data")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@site_option
@json_option
@click.option("--check", "only_check", is_flag=True, help="Read everything and write nothing.")
def outlook_data_(file: Path, slug: str | None, as_json: bool, only_check: bool) -> None:
    """Read what published indices say of roles from FILE; it is shown and decides nothing.

    Where a row cannot be used, nothing is imported and the rows are named.
    """
    with opened() as here, here.database.writing() as session:
        report = outlook_data.read_file(session, sites.choose(session, slug), file)
        if only_check:
            session.rollback()
    tell(report, as_json)


@roles.command()
@site_option
@json_option
def starter(slug: str | None, as_json: bool) -> None:
    """Add the roles and skills of the starter pack; what the site has of its own stays."""
    with opened() as here, here.database.writing() as session:
        report = role_import.add_starter(session, sites.choose(session, slug))
    tell(report, as_json)


@roles.command("list")
@site_option
@json_option
def list_(slug: str | None, as_json: bool) -> None:
    """Print the roles of a site."""
    with opened() as here, here.database.reading() as session:
        found = [
            {
                "name": each.name,
                "family": each.family,
                "step": each.step,
                "origin": each.origin,
                "reviewed_by": each.reviewed_by,
                "outlook": each.outlook,
                "outlook_signed_on": each.outlook_signed_on,
                "outlook_signed_by": each.outlook_signed_by,
            }
            for each in rows.of_site(session, sites.choose(session, slug).id)
        ]
    print_list(found, as_json, ("role", "family", "profile", "outlook"), _row)


def _row(each: dict[str, Any]) -> tuple[object, ...]:
    profile = f"signed by {each['reviewed_by']}" if each["reviewed_by"] else "draft"
    signed = each["outlook_signed_on"]
    outlook = f"{each['outlook']}, signed {signed}" if signed else f"{each['outlook']}, unsigned"
    return each["name"], each["family"], profile, outlook


@roles.command()
@click.argument("text")
@site_option
@json_option
def search(text: str, slug: str | None, as_json: bool) -> None:
    """Find occupations of the imported taxonomies whose name holds TEXT."""
    with opened() as here, here.database.reading() as session:
        found = [
            {"name": each.name, "taxonomy": taxonomy, "uri": each.uri}
            for each, taxonomy in drafts.search(session, sites.choose(session, slug).id, text)
        ]
    columns = ("occupation", "taxonomy", Column("uri", overflow="fold"))
    print_list(found, as_json, columns, lambda each: tuple(each.values()))


@roles.command()
@click.argument("uri")
@click.option("--name", help="The role's name here; else the occupation's.")
@site_option
def draft(uri: str, name: str | None, slug: str | None) -> None:
    """Draft a role from the occupation URI of an imported taxonomy."""
    with opened() as here, here.database.writing() as session:
        role = drafts.draft(session, sites.choose(session, slug).id, uri, name)
        lines = len(rows.requirements(session, role.site_id, [role.id]))
        click.echo(f"{role.name} is drafted with {lines} skills; sign it once it is right.")


@roles.command()
@click.argument("name")
@by_option
@site_option
def sign(name: str, by: str, slug: str | None) -> None:
    """Sign the profile of the role NAME: it is no draft any more."""
    with opened() as here, here.database.writing() as session:
        role = signing.find(session, sites.choose(session, slug).id, name)
        signing.sign_profile(session, role, by, ACTOR)
        click.echo(f"The profile of {role.name} is signed.")


@roles.command()
@click.argument("name")
@click.argument("kind", type=click.Choice(OUTLOOKS))
@by_option
@click.option("--ends-on", type=DAY, help="The day from which the role is gone.")
@click.option("--headcount", type=float, help="Planned headcount as a share of today's.")
@click.option("--planned-by", type=DAY, help="By when that headcount is planned.")
@click.option("--source", default="", help="Where this comes from.")
@site_option
def outlook(
    name: str,
    kind: str,
    by: str,
    ends_on: datetime | None,
    headcount: float | None,
    planned_by: datetime | None,
    source: str,
    slug: str | None,
) -> None:
    """Sign what is expected of the role NAME; that is good for half a year."""
    said = Expected(kind, _day(ends_on), headcount, _day(planned_by), source)
    with opened() as here, here.database.writing() as session:
        role = signing.find(session, sites.choose(session, slug).id, name)
        signing.sign_outlook(session, role, said, by, ACTOR)
        click.echo(f"The outlook of {role.name} is signed.")


@roles.command()
@click.argument("name")
@click.argument("kind", type=click.Choice(TRIGGERS))
@click.option("--on", type=DAY, help="The day; without one it is now.")
@click.option("--note", default="", help="What happens.")
@click.option("--source", default="", help="Where this comes from.")
@site_option
def trigger(
    name: str, kind: str, on: datetime | None, note: str, source: str, slug: str | None
) -> None:
    """Keep that something happens to the role NAME, such as its redundancy."""
    with opened() as here, here.database.writing() as session:
        role = signing.find(session, sites.choose(session, slug).id, name)
        said = triggers.Said(kind, role.id, None, _day(on), note, source)
        triggers.add(session, role.site_id, said, ACTOR)
        click.echo(f"It is kept for {role.name}.")


def _day(given: datetime | None) -> date | None:
    return given.date() if given else None


roles.add_command(hiring.figures)
roles.add_command(hiring.build_or_buy)
