"""`fingerpost person export`, `person erase` and `person admin`."""

from __future__ import annotations

from collections.abc import Mapping

import click

from lti_plugin.cli.setting import opened, print_json, site_option
from lti_plugin.services import privacy, standing
from lti_plugin.store import people, sites

DECISIONS: Mapping[str, tuple[bool | None, str]] = {
    "on": (True, "is an L&D admin, whatever a launch says."),
    "off": (False, "is no L&D admin, whatever a launch says."),
    "clear": (None, "comes in as their launches say again."),
}


@click.group()
def person() -> None:
    """Give or erase what is held about somebody; make somebody an L&D admin."""


@person.command()
@click.argument("id_", metavar="ID")
@site_option
def export(id_: str, slug: str | None) -> None:
    """Print everything that is held about the person with this ID as JSON."""
    with opened() as here, here.database.reading() as session:
        site = sites.choose(session, slug)
        found = people.find(session, site.id, id_)
        print_json(privacy.export(session, site.id, found.id))


@person.command()
@click.argument("id_", metavar="ID")
@site_option
@click.confirmation_option(prompt="This cannot be undone. Erase this person?")
def erase(id_: str, slug: str | None) -> None:
    """Erase the person with this ID; sync and launch will not bring them back."""
    with opened() as here, here.database.writing() as session:
        site = sites.choose(session, slug)
        found = people.find(session, site.id, id_)
        privacy.erase(session, here.vault, site.id, found.id, "command line")
    click.echo("The person is erased. The next training forgets them in the model as well.")


@person.command()
@click.argument("id_", metavar="ID")
@click.option("--on", "decision", flag_value="on", help="An L&D admin, whatever launches say.")
@click.option("--off", "decision", flag_value="off", help="Not one, whatever launches say.")
@click.option("--clear", "decision", flag_value="clear", help="As their launches say again.")
@site_option
def admin(id_: str, decision: str | None, slug: str | None) -> None:
    """Make the person with this ID an L&D admin of their site, or take it away."""
    if decision is None:
        raise click.UsageError("Say --on, --off or --clear.")
    wanted, said = DECISIONS[decision]
    with opened() as here, here.database.writing() as session:
        site = sites.choose(session, slug)
        found = people.find(session, site.id, id_)
        standing.decide(session, site.id, found.id, wanted, None)
        name = found.name or id_
    click.echo(f"{name} {said}")
