"""`fingerpost plan`: one person's path within their hours, dated."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from lti_plugin.cli.setting import json_option, opened, print_json, site_option
from lti_plugin.errors import NotFound
from lti_plugin.services import plans
from lti_plugin.services.plans import Planned
from lti_plugin.services.shelf import Shelf
from lti_plugin.store import people, sites


@click.command()
@click.option("--learner", required=True, metavar="ID", help="Any id of the person, or kind:value.")
@click.option("--hours", type=click.FloatRange(0, plans.MOST_HOURS, min_open=True), required=True)
@click.option(
    "--weeks",
    type=click.IntRange(1, plans.MOST_WEEKS),
    help="In how many weeks; else the person's own times.",
)
@click.option("--role", help="The role to go to; else the one that the person's way leads to.")
@site_option
@json_option
def plan(
    learner: str,
    hours: float,
    weeks: int | None,
    role: str | None,
    slug: str | None,
    as_json: bool,
) -> None:
    """Print the courses that bring a person furthest within HOURS, with their dates."""
    with opened() as here, here.database.reading() as session:
        site = sites.choose(session, slug)
        person = people.find(session, site.id, learner)
        with _silent_solver():
            found = plans.for_person(
                session,
                Shelf(here.settings.models_dir),
                site.id,
                person.id,
                site.timezone,
                hours=hours,
                towards=role,
                weeks=weeks,
            )
    if found is None:
        raise NotFound(
            "It is not known which role this person's path leads to."
            if role is None
            else f"There is no role {role!r} here, or it asks for nothing.",
            hint="See `fingerpost roles list`, and name one with --role.",
        )
    if as_json:
        print_json(_plain(found))
    else:
        _print(found)


def _plain(found: Planned) -> dict[str, Any]:
    return {
        "role": found.role,
        "rule": found.direction.rule,
        "label": found.plan.label,
        "hours": round(found.plan.hours, 2),
        "cost": round(found.plan.cost, 2),
        "coverage_before": round(found.plan.coverage_before, 4),
        "coverage_after": round(found.plan.coverage_after, 4),
        "finish": found.schedule.finish if found.schedule else None,
        "steps": [
            {
                "course_id": step.option_id,
                "course": found.courses[step.option_id].title,
                "hours": round(step.hours, 2),
                "hours_known": step.option_id not in found.guessed,
                "gain": round(step.gain, 4),
                "raises": [
                    {"skill": each.skill, "from": each.start, "to": each.end}
                    for each in step.raises
                ],
            }
            for step in found.plan.steps
        ],
        "sessions": [
            {
                "start": each.start.isoformat(),
                "end": each.end.isoformat(),
                "courses": [part.option_id for part in each.parts],
            }
            for each in (found.schedule.sessions if found.schedule else ())
        ],
        "curve": [{"hours": each.hours, "coverage": each.coverage} for each in found.points],
        "unmet": [
            {
                "skill": each.skill,
                "reached": each.reached,
                "needed": each.needed,
                "why": each.reason,
            }
            for each in found.plan.unmet
        ],
    }


def _print(found: Planned) -> None:
    plan_ = found.plan
    before, after = f"{plan_.coverage_before:.0%}", f"{plan_.coverage_after:.0%}"
    title = f"{found.role}: {before} to {after} in {plan_.hours:.1f} hours ({plan_.label})"
    table = Table("step", "course", "hours", "adds", title=title)
    for place, step in enumerate(plan_.steps, start=1):
        about = "about " if step.option_id in found.guessed else ""
        title_ = found.courses[step.option_id].title
        table.add_row(str(place), title_, f"{about}{step.hours:.1f}", f"{step.gain:.1%}")
    Console().print(table)
    if found.schedule and found.schedule.finish:
        click.echo(f"Done on {found.schedule.finish:%Y-%m-%d}.")
    for point in found.points:
        have = "not possible" if point.coverage is None else f"{point.coverage:.0%}"
        click.echo(f"{point.hours:g} hours: {have}")


@contextmanager
def _silent_solver() -> Iterator[None]:
    """Keep what the solver's own library may write to the output out of what programs read."""
    sys.stdout.flush()
    kept = os.dup(1)
    try:
        os.dup2(2, 1)
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)
