"""`fingerpost sync` and `fingerpost import`: Moodle or CSV files into the store, now and here."""

from __future__ import annotations

from pathlib import Path

import click

from lti_plugin.cli.progress import bars
from lti_plugin.cli.setting import json_option, opened, print_json, site_option
from lti_plugin.services import imports
from lti_plugin.store import notices, sites
from lti_plugin.store.jobs import IMPORT, SYNC, Job


@click.command()
@site_option
@json_option
@click.option("--full", is_flag=True, help="Begin from the start, even after a broken-off sync.")
@click.option("--confirm-gone", is_flag=True, help="Mark what is gone, however much it is.")
def sync(slug: str | None, as_json: bool, full: bool, confirm_gone: bool) -> None:
    """Read courses, people and completions from Moodle."""
    from lti_plugin.jobs.worker import run_here

    given = {"full": full, "confirm_gone": confirm_gone}
    with opened() as here, here.database.reading() as session:
        settings, site_id = here.settings, sites.choose(session, slug).id
    with bars() as show:
        arguments = {name: True for name, wanted in given.items() if wanted}
        job = run_here(settings, site_id, SYNC, arguments, show)
    tell(job, as_json)
    if not as_json and any(n for name, n in job.counts.items() if name.endswith("_to_confirm")):
        click.echo("If they are gone indeed, run `fingerpost sync --confirm-gone`.")


@click.command("import")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@site_option
@json_option
@click.option("--check", "only_check", is_flag=True, help="Read everything and write nothing.")
def import_(folder: Path, slug: str | None, as_json: bool, only_check: bool) -> None:
    """Read courses, people and completions from the CSV files in DIR.

    An id of a row that Moodle knows is its ID number, else its short name or user name. What the
    files do not say stays as it is, and nothing goes because they do not list it.
    """
    from lti_plugin.jobs.worker import run_here

    with opened() as here, here.database.reading() as session:
        settings, site = here.settings, sites.choose(session, slug)
        files = imports.connector(folder, site)
        if only_check:
            _tell_check(*imports.check(session, site, files), as_json)
            return
    with bars() as show:
        tell(run_here(settings, site.id, IMPORT, {"folder": str(folder.resolve())}, show), as_json)


def _tell_check(contents: imports.Contents, counts: dict[str, int], as_json: bool) -> None:
    """Print what an import would meet, with every row that it would leave out."""
    told = [each.line for each in contents.notices]
    rejected = [f"{each.where}: {each.reason}" for each in contents.rejected]
    if as_json:
        print_json({"counts": counts, "notices": told, "rejected": rejected})
        return
    for line in (*told, *rejected):
        click.echo(line)
    _tell_counts(counts)


def tell(job: Job, as_json: bool) -> None:
    """Print what a job did."""
    told = [notices.read(each).line for each in job.notices]
    if as_json:
        print_json({"status": job.status, "counts": job.counts, "notices": told})
        return
    for line in told:
        click.echo(line)
    _tell_counts({name: number for name, number in job.counts.items() if number})


def _tell_counts(counts: dict[str, int]) -> None:
    for name, number in counts.items():
        click.echo(f"{name.replace('_', ' ')}: {number}")
