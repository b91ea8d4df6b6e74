"""`fingerpost person`: export, erase, make an L&D admin, list and settle requests."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

import click

from lti_plugin.cli.setting import json_option, opened, print_json, site_option
from lti_plugin.errors import BadInput
from lti_plugin.services import portfolio_files, privacy, requests, standing
from lti_plugin.services.standing import COMMAND_LINE
from lti_plugin.store import people, sites
from lti_plugin.store import requests as asked
from lti_plugin.store.people import Person
from lti_plugin.store.requests import Request

DECISIONS: Mapping[str, tuple[bool | None, str]] = {
    "on": (True, "is an L&D admin, whatever a launch says."),
    "off": (False, "is no L&D admin, whatever a launch says."),
    "clear": (None, "comes in as their launches say again."),
}


@click.group()
def person() -> None:
    """Give or erase what is held about somebody, answer requests, make somebody an L&D admin."""


@person.command()
@click.argument("id_", metavar="ID")
@click.option(
    "--files",
    "folder",
    type=click.Path(file_okay=False, writable=True, path_type=Path),
    help="A folder to write the files of their portfolio into, each under its id in the JSON.",
)
@site_option
def export(id_: str, folder: Path | None, slug: str | None) -> None:
    """Print everything that is held about the person with this ID as JSON."""
    with opened() as here, here.database.reading() as session:
        site = sites.choose(session, slug)
        found = people.find(session, site.id, id_)
        if folder is not None:
            _write_files(portfolio_files.all_of(session, site.id, found.id), folder)
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


@person.command("requests")
@click.option("--all", "settled", is_flag=True, help="Those that are settled as well.")
@json_option
@site_option
def list_requests(slug: str | None, as_json: bool, settled: bool) -> None:
    """List what people asked for under "My data", the oldest first."""
    with opened() as here, here.database.reading() as session:
        site = sites.choose(session, slug)
        found = [_row(*each) for each in asked.of_site(session, site.id, settled=settled)]
    if as_json:
        print_json(found)
    elif not found:
        click.echo("No request waits.")
    else:
        for row in found:
            click.echo(_line(row))


@person.command()
@click.argument("request_id", metavar="REQUEST", type=click.UUID)
@click.option("--answer", required=True, help="What came of it; the person reads it.")
@site_option
def settle(request_id: UUID, answer: str, slug: str | None) -> None:
    """Answer a request; an erasure is carried out with `fingerpost person erase` instead."""
    with opened() as here, here.database.writing() as session:
        site = sites.choose(session, slug)
        requests.settle(session, site.id, request_id, answer, COMMAND_LINE)
    click.echo("The request is settled.")


def _write_files(files: Iterable[tuple[str, bytes]], folder: Path) -> None:
    for name, content in files:
        path = folder / name
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        except OSError as error:
            raise BadInput(f"{path} cannot be written: {error.strerror}.") from error


def _row(request: Request, owner: Person) -> dict[str, Any]:
    return {
        "id": request.id,
        "kind": request.kind,
        "person": owner.id,
        "name": owner.name,
        "about": request.about,
        "entry": request.about_id,
        "text": request.text,
        "created_at": request.created_at,
        "settled_at": request.settled_at,
        "answer": request.answer,
    }


def _line(row: Mapping[str, Any]) -> str:
    """Return a request on one line: the id to settle it by comes first."""
    about = f" about {row['about']} {row['entry']}" if row["about"] else ""
    said = f": {' '.join(row['text'].split())}" if row["text"] else ""
    day = f"{row['created_at']:%Y-%m-%d}"
    end = f" (settled: {' '.join(row['answer'].split())})" if row["settled_at"] else ""
    return f"{row['id']}  {day}  {row['kind']}{about}, {row['name']} ({row['person']}){said}{end}"
