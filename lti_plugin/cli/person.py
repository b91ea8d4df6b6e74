"""`fingerpost person export` and `person erase`."""

from __future__ import annotations

import click

from lti_plugin.cli.setting import opened, print_json, site_option
from lti_plugin.services import privacy
from lti_plugin.store import people, sites


@click.group()
def person() -> None:
    """Give or erase what is held about somebody."""


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
