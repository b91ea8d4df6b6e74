"""`fingerpost evaluate`: every method of the newest training, side by side."""

from __future__ import annotations

from typing import Any

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Column, Table

from lti_plugin.cli.setting import json_option, opened, print_json, site_option
from lti_plugin.pages.admin import modelnames
from lti_plugin.pages.admin.modelnames import COLUMNS, METHODS, OF_A_GROUP, WAYS, name_of
from lti_plugin.services import trainings
from lti_plugin.services.model_card import (
    BETTER_THAN_FUSION,
    FIGURES,
    NO_DIFFERENCE,
    WORSE_THAN_FUSION,
    Comparison,
    Method,
)
from lti_plugin.services.trainings import Trainings
from lti_plugin.store import sites
from lti_plugin.store.models import ModelRun

BEST = "*"
BEATEN = {
    WORSE_THAN_FUSION: "The fusion is surely better.",
    NO_DIFFERENCE: "There is no clear difference to the fusion.",
    BETTER_THAN_FUSION: "The fusion is surely worse.",
    None: "How the fusion does against it is not known.",
}


@click.command()
@site_option
@json_option
def evaluate(slug: str | None, as_json: bool) -> None:
    """Print how good each method of the newest training was on the site's own history."""
    with opened() as here, here.database.reading() as session:
        site = sites.choose(session, slug)
        found = trainings.of_site(session, site.id)
    if as_json:
        print_json(_plain(site.slug, found))
    run, compared = trainings.newest_compared(found)
    if as_json:
        return
    console = Console()
    console.print(_methods(run, compared))
    for line in _lines(found, run, compared):
        click.echo(line)
    if compared.exposure:
        console.print(_groups(compared))


def _plain(slug: str, found: Trainings) -> dict[str, Any]:
    """Return what a program gets; what there is none of is None."""
    run = found.newest
    return {
        "site": slug,
        "training": None if run is None else _training(run),
        "popularity": {"setting": found.popularity, "share": found.share},
        "evaluation": None if run is None else run.metrics.get("evaluation"),
    }


def _training(run: ModelRun) -> dict[str, Any]:
    return {
        "id": run.id,
        "version": run.version,
        "created_at": run.created_at.isoformat(),
        "basis": run.basis,
        "people": run.people,
        "courses": run.courses,
        "completions": run.completions,
        "seconds": run.seconds,
        "promoted": run.promoted,
        "note": run.note,
    }


def _methods(run: ModelRun, compared: Comparison) -> Table:
    figures = [Column(name_of(COLUMNS, name), justify="right") for name in COLUMNS]
    title = f"Training of {run.created_at:%Y-%m-%d %H:%M} UTC"
    table = Table(Column("method"), *figures, title=title)
    for row in compared.methods:
        cells = [_figure(getattr(row, name), name in row.best) for name in FIGURES]
        table.add_row(name_of(METHODS, row.name), *cells, _difference(row))
    return table


def _groups(compared: Comparison) -> Table:
    figures = [Column(name_of(OF_A_GROUP, name), justify="right") for name in OF_A_GROUP]
    people = Column("people", justify="right")
    table = Table(Column("group"), people, *figures, title="Who is shown what")
    for row in compared.exposure:
        cells = [_figure(getattr(row, name)) for name in OF_A_GROUP]
        table.add_row(escape(f"{row.kind} {row.group}"), str(row.people), *cells)
    return table


def _figure(value: float | None, best: bool = False) -> str:
    if value is None:
        return "-"
    return f"{value:.3f}{BEST if best else ''}"


def _difference(row: Method) -> str:
    gap = row.difference
    return "" if gap is None else f"{gap.mean:+.3f} ({gap.low:+.3f} to {gap.high:+.3f})"


def _lines(found: Trainings, run: ModelRun, compared: Comparison) -> list[str]:
    """Return what the table does not say by itself."""
    way = str(WAYS.get(compared.way, compared.way))
    lines = [f"{BEST} best of its column. {compared.people} people were tested. {way}".strip()]
    if compared.floor is not None:
        floor = name_of(METHODS, compared.floor)
        lines.append(f"To be beaten: {floor}. {BEATEN[compared.floors_verdict]}")
    result = "put in use" if run.promoted else "not put in use"
    lines.append(f"This training was {result}.{f' {run.note}' if run.note else ''}")
    step = name_of(modelnames.STEPS, found.popularity).lower()
    lines.append(f"Popular courses count: {step} ({found.share:.0%} of what was learned).")
    return lines
