"""`fingerpost train` and `fingerpost recommend`."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from lti_plugin.cli.data import tell
from lti_plugin.cli.ending import unwinding
from lti_plugin.cli.progress import bars
from lti_plugin.cli.setting import json_option, opened, print_json, site_option
from lti_plugin.pages import reasonwords
from lti_plugin.services import recommendations
from lti_plugin.services.shelf import Shelf
from lti_plugin.store import people, sites
from lti_plugin.store.courses import Course
from lti_plugin.store.jobs import TRAIN
from recommender.recommend import Recommendation


@click.command()
@site_option
@json_option
@unwinding()
def train(slug: str | None, as_json: bool) -> None:
    """Train the engine on the history and rank the courses for everybody."""
    from lti_plugin.jobs.worker import run_here

    with opened() as here, here.database.reading() as session:
        settings, site_id = here.settings, sites.choose(session, slug).id
    with bars() as show:
        job = run_here(settings, site_id, TRAIN, show=show)
    tell(job, as_json)


@click.command()
@click.option("--learner", required=True, metavar="ID", help="Any id of the person, or kind:value.")
@click.option("--k", default=10, show_default=True, type=click.IntRange(1, 100))
@site_option
@json_option
def recommend(learner: str, k: int, slug: str | None, as_json: bool) -> None:
    """Print one person's next courses with reasons and scores."""
    with opened() as here, here.database.reading() as session:
        site = sites.choose(session, slug)
        person = people.find(session, site.id, learner)
        shelf = Shelf(here.settings.models_dir)
        found = recommendations.for_person(session, shelf, site.id, person.id, k)
    if found.unreadable:
        click.echo(
            "No model of this site can be read; `fingerpost train` makes a new one.", err=True
        )
    if as_json:
        print_json([_plain(item, course) for item, course in found.items])
    elif not found.items:
        click.echo("Nothing is open to this person right now.")
    else:
        table = Table("rank", "course", "score", "reason", title=f"By {found.basis}")
        for item, course in found.items:
            first = reasonwords.telling(item.reasons)
            values = {
                **first.values,
                "course": found.titles.get(first.values.get("course", ""), ""),
            }
            why = reasonwords.reason(first.key, values)
            table.add_row(str(item.rank), course.title, f"{item.score:.4f}", why)
        Console().print(table)


def _plain(item: Recommendation, course: Course) -> dict[str, Any]:
    return {
        "rank": item.rank,
        "course": course.title,
        "course_id": item.course_id,
        "score": round(item.score, 4),
        "basis": item.basis,
        "parts": {name: round(amount, 6) for name, amount in item.parts.items()},
        "ties": [asdict(each) for each in item.ties],
        "reasons": [
            {"key": each.key, **each.values, "share": round(each.share, 3)} for each in item.reasons
        ],
    }
