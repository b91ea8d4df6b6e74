"""`fingerpost award`: issue the badges that people have earned, now and here."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import click
from sqlalchemy.orm import Session

from connectors.names import plain
from lti_plugin.cli.data import tell
from lti_plugin.cli.progress import bars
from lti_plugin.cli.setting import json_option, opened, print_json, site_option
from lti_plugin.errors import NotFound
from lti_plugin.services import achievements as service
from lti_plugin.services import earning
from lti_plugin.services.standing import COMMAND_LINE
from lti_plugin.store import achievements, sites
from lti_plugin.store.achievements import Achievement
from lti_plugin.store.jobs import AWARD


@click.command()
@click.option(
    "--backfill",
    metavar="ACHIEVEMENT",
    help="Award this one, by name or id, for the time before its activation as well.",
)
@click.option("--dry-run", is_flag=True, help="Tell how many would get a badge; award none.")
@site_option
@json_option
def award(backfill: str | None, dry_run: bool, slug: str | None, as_json: bool) -> None:
    """Issue badges to whoever has earned them since a badge was activated."""
    from lti_plugin.jobs.worker import run_here

    with opened() as here:
        settings = here.settings
        with here.database.reading() as session:
            site_id = sites.choose(session, slug).id
            chosen = _find(session, site_id, backfill) if backfill else None
            if dry_run:
                _tell_dry_run(_counted(session, site_id, chosen), as_json)
                return
        if chosen is not None:
            with here.database.writing() as session:
                service.backfill(session, site_id, chosen.id, COMMAND_LINE)
    with bars() as show:
        tell(run_here(settings, site_id, AWARD, show=show), as_json)


def _find(session: Session, site_id: UUID, named: str) -> Achievement:
    rows = achievements.of_site(session, site_id)
    found = [each for each in rows if named == str(each.id) or plain(each.name) == plain(named)]
    if len(found) == 1:
        return found[0]
    if found:
        raise NotFound(
            f"Several badges are called {named!r}.",
            hint="Name one by its id: " + ", ".join(str(each.id) for each in found),
        )
    known = ", ".join(f"{each.name} ({each.id})" for each in rows) or "none yet"
    raise NotFound(f"There is no badge {named!r}.", hint=f"Known are: {known}.")


def _counted(session: Session, site_id: UUID, chosen: Achievement | None) -> list[dict[str, Any]]:
    """Return how many would get each achievement, or the chosen one for the past as well."""
    rows = [chosen] if chosen else achievements.active(session, site_id)
    found = []
    for each in rows:
        counted = earning.count(session, each, None if chosen else each.active_from)
        found.append(
            {
                "achievement": each.name,
                "id": each.id,
                "people": counted.people,
                "expired": counted.lapsed,
            }
        )
    return found


def _tell_dry_run(found: list[dict[str, Any]], as_json: bool) -> None:
    if as_json:
        print_json(found)
        return
    for each in found:
        late = f"; {each['expired']} more would have expired" if each["expired"] else ""
        click.echo(f"{each['achievement']}: {each['people']} would get a badge{late}")
    click.echo("Nothing was awarded.")
