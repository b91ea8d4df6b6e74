"""`fingerpost skills import` and `skills list`."""

from __future__ import annotations

from pathlib import Path

import click
from rich.console import Console
from rich.table import Column, Table

from connectors.taxonomies.esco import Esco
from connectors.taxonomies.onet import Onet
from lti_plugin.cli.setting import json_option, opened, print_json, site_option
from lti_plugin.services import taxonomy_import
from lti_plugin.services.taxonomy_import import Report, Source
from lti_plugin.store import sites
from lti_plugin.store import skills as rows

ESCO, ONET = "esco", "onet"


@click.group()
def skills() -> None:
    """Import public taxonomies of skills; list the site's own skills."""


@skills.command("import")
@click.argument("kind", type=click.Choice([ESCO, ONET]))
@click.argument("place", metavar="DIR", type=click.Path(path_type=Path, exists=True))
@click.option("--language", help="Which language of ESCO's files, where there are several.")
@site_option
@json_option
def import_(kind: str, place: Path, language: str | None, slug: str | None, as_json: bool) -> None:
    """Read ESCO or O*NET from DIR, a folder of the published files or one zip.

    Roles are drafted from it with `fingerpost roles draft`. An earlier import is replaced; what the
    site has drawn from it stays. Where a file cannot be used, nothing is imported.
    """
    source: Source
    if kind == ESCO:
        source = esco = Esco(place, language)
        spoken = esco.language
    else:
        source, spoken = Onet(place), "en"
    with opened() as here, here.database.writing() as session:
        site = sites.choose(session, slug)
        report = taxonomy_import.read_in(session, site.id, kind, spoken, source)
    tell(report, as_json)


@skills.command("list")
@site_option
@json_option
def list_(slug: str | None, as_json: bool) -> None:
    """Print the skills that courses teach and roles ask for on a site."""
    with opened() as here, here.database.reading() as session:
        found = [
            {
                "name": each.name,
                "kind": each.kind,
                "durable": each.durable,
                "collections": each.collections,
                "uri": each.uri,
            }
            for each in rows.of_site(session, sites.choose(session, slug).id)
        ]
    if as_json:
        print_json(found)
        return
    table = Table("skill", "kind", "durable", Column("uri", overflow="fold"))
    for each in found:
        durable = "yes" if each["durable"] else ""
        table.add_row(str(each["name"]), str(each["kind"]), durable, str(each["uri"] or ""))
    Console().print(table)


def tell(report: Report, as_json: bool) -> None:
    """Print what an import read."""
    if as_json:
        print_json(
            {
                "counts": report.counts,
                "notices": report.notices,
                "rejected": report.rejected,
            }
        )
        return
    for line in (*report.notices, *report.rejected):
        click.echo(line)
    for name, number in report.counts.items():
        click.echo(f"{name.replace('_', ' ')}: {number}")
