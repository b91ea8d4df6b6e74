"""`fingerpost roles figures` and `roles build-or-buy`: what a hire takes, and what training."""

from __future__ import annotations

import click

from lti_plugin.cli.setting import json_option, opened, print_json, site_option
from lti_plugin.services import build_or_buy as service
from lti_plugin.services import signing
from lti_plugin.services.shelf import Shelf
from lti_plugin.store import sites
from lti_plugin.store.role_figures import RoleFigures
from recommender.skills.build_or_buy import (
    COST_PER_HIRE,
    DAYS_TO_HIRE,
    HOUR_COST,
    LEAST_PEOPLE,
    READY,
    VOLUNTEERS,
    Answer,
    Figures,
)

ACTOR = "command line"
AMOUNT = click.FloatRange(0, service.MOST)
MISSING = {
    COST_PER_HIRE: "what a hire costs",
    DAYS_TO_HIRE: "how many days a hire takes",
    HOUR_COST: "what an hour of learning costs",
    VOLUNTEERS: f"{LEAST_PEOPLE} volunteers; of fewer nothing is told",
    READY: f"{LEAST_PEOPLE} volunteers whom the courses here make ready",
}


@click.command()
@click.argument("name")
@click.option("--cost-per-hire", type=AMOUNT, help="What one hire costs.")
@click.option("--days-to-hire", type=AMOUNT, help="From the opening to the first day at work.")
@click.option("--hour-cost", type=AMOUNT, help="What an hour of learning costs beside the fees.")
@click.option("--source", required=True, help="Where these figures come from.")
@click.option("--by", required=True, help="Who enters them.")
@site_option
def figures(
    name: str,
    cost_per_hire: float | None,
    days_to_hire: float | None,
    hour_cost: float | None,
    source: str,
    by: str,
    slug: str | None,
) -> None:
    """Keep what hiring for the role NAME takes; what is left out is not known any more."""
    given = Figures(cost_per_hire, days_to_hire, hour_cost)
    with opened() as here, here.database.writing() as session:
        role = signing.find(session, sites.choose(session, slug).id, name)
        service.enter(session, role, given, source, by, ACTOR)
        click.echo(f"The figures of {role.name} are kept.")


@click.command("build-or-buy")
@click.argument("name")
@site_option
@json_option
def build_or_buy(name: str, slug: str | None, as_json: bool) -> None:
    """Set what the volunteers for the role NAME take until they are ready against a hire."""
    with opened() as here, here.database.reading() as session:
        role = signing.find(session, sites.choose(session, slug).id, name)
        found, row = service.of_role(session, Shelf(here.settings.models_dir), role)
        told = service.told(found, row)
    if as_json:
        print_json({"role": role.name, **told})
        return
    for line in _lines(found, row):
        click.echo(line)


def _lines(found: Answer, row: RoleFigures | None) -> list[str]:
    lines = []
    if found.building is not None:
        built = found.building
        cost = "" if built.cost is None else f", {built.cost:,.0f}"
        lines.append(
            f"Build: the nearest {built.people} of {found.volunteers} volunteers take "
            f"{built.hours:.1f} hours and {built.days:.0f} days each{cost}."
        )
    if row is not None:
        lines.append(
            f"Buy: a hire takes {_amount(row.days_to_hire)} days and {_amount(row.cost_per_hire)} "
            f"({row.source}, entered by {row.entered_by} on {row.entered_at:%Y-%m-%d})."
        )
    if found.comparison is not None:
        said = found.comparison
        lines.append(
            f"To build is {said.cheaper_by:,.0f} cheaper and {said.sooner_by_days:.0f} days sooner."
        )
    else:
        lines.append("Not enough data. Missing: " + "; ".join(MISSING[n] for n in found.missing))
    return lines


def _amount(value: float | None) -> str:
    return "an unknown number" if value is None else f"{value:,.0f}"
