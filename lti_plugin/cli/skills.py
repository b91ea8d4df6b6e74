"""`fingerpost skills import` and `skills list`."""

from __future__ import annotations

from operator import itemgetter
from pathlib import Path
from typing import Any
from uuid import UUID

import click
from rich.table import Column
from sqlalchemy.orm import Session

from connectors.names import plain
from connectors.taxonomies.esco import Esco
from connectors.taxonomies.onet import Onet
from lti_plugin.cli.listing import print_list
from lti_plugin.cli.setting import json_option, opened, print_json, site_option
from lti_plugin.errors import NotFound
from lti_plugin.services import suggestions, taxonomy_import
from lti_plugin.services.taxonomy_import import Report, Source
from lti_plugin.store import identities, sites
from lti_plugin.store import skills as rows
from lti_plugin.store.skills import Skill

LEVEL = click.FloatRange(0, 5)
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
    columns = ("skill", "kind", "durable", Column("uri", overflow="fold"))
    print_list(found, as_json, columns, _row)


def _row(each: dict[str, Any]) -> tuple[object, ...]:
    return each["name"], each["kind"], "yes" if each["durable"] else "", each["uri"]


@skills.command()
@site_option
@json_option
def suggest(slug: str | None, as_json: bool) -> None:
    """Print which further skills courses may teach, by the words of their texts that say so.

    Nothing is linked by that; use `fingerpost skills link` for what is right.
    """
    with opened() as here, here.database.reading() as session:
        found = [
            {
                "course_id": str(course.id),
                "course": course.title,
                "skill": each.skill.name,
                "words": each.found.words,
                "where": each.found.where,
                "strength": round(each.found.strength, 2),
            }
            for course, told in suggestions.of_site(session, sites.choose(session, slug).id).items()
            for each in told
        ]
    columns = ("course", "skill", "words", "where")
    print_list(found, as_json, columns, itemgetter(*columns))


@skills.command()
@click.argument("course")
@click.argument("skill")
@click.option("--outcome", type=LEVEL, help="The level that the course leads to, 0-5.")
@click.option("--entry", type=LEVEL, help="The level to begin with, 0-5.")
@site_option
def link(
    course: str, skill: str, outcome: float | None, entry: float | None, slug: str | None
) -> None:
    """Keep that COURSE (any id of it) teaches SKILL; no update from Moodle changes that."""
    with opened() as here, here.database.writing() as session:
        site = sites.choose(session, slug)
        course_id, own = _course(session, site.id, course), _skill(session, site.id, skill)
        suggestions.link(session, site.id, course_id, own.id, outcome, entry)
        click.echo(f"The course teaches {own.name}.")


@skills.command()
@click.argument("course")
@click.argument("skill")
@site_option
def unlink(course: str, skill: str, slug: str | None) -> None:
    """Take SKILL off COURSE; neither Moodle nor a suggestion brings it back by itself."""
    with opened() as here, here.database.writing() as session:
        site = sites.choose(session, slug)
        course_id, own = _course(session, site.id, course), _skill(session, site.id, skill)
        suggestions.unlink(session, site.id, course_id, own.id)
        click.echo(f"The course no longer teaches {own.name}.")


def _course(session: Session, site_id: UUID, text: str) -> UUID:
    """Return the course of any of its ids, or of our own."""
    present = identities.known(session, site_id, identities.COURSES)
    found = identities.match(identities.COURSES, present, [text]).get(text)
    if found is not None:
        return found
    for (_kind, value), course_id in present.items():
        if value == text or str(course_id) == text:
            return course_id
    raise NotFound(f"No course on this site has the id {text!r}.")


def _skill(session: Session, site_id: UUID, name: str) -> Skill:
    skill = rows.by_any_name(session, site_id).get(plain(name))
    if skill is None:
        raise NotFound(f"There is no skill {name!r}.", hint="See `fingerpost skills list`.")
    return skill


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
