"""`fingerpost sync`: Moodle into the store, now and here."""

from __future__ import annotations

import click

from lti_plugin.cli.progress import bars
from lti_plugin.cli.setting import json_option, opened, print_json, site_option
from lti_plugin.store import sites
from lti_plugin.store.jobs import SYNC, Job


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


def tell(job: Job, as_json: bool) -> None:
    """Print what a job did."""
    if as_json:
        print_json({"status": job.status, "counts": job.counts, "notices": job.notices})
        return
    for notice in job.notices:
        click.echo(notice)
    for name, number in job.counts.items():
        click.echo(f"{name.replace('_', ' ')}: {number}")
