"""`fingerpost keys …`: the keys that sign LTI messages and badges."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import click
from rich.console import Console
from rich.table import Table
from sqlalchemy.orm import Session

from lti_plugin import keys as ring
from lti_plugin.cli.setting import json_option, opened, print_json, site_option
from lti_plugin.store import keys as rows
from lti_plugin.store import sites
from lti_plugin.store.keys import BADGE, BADGE_JWT, LTI, SigningKey

WITHDRAW = """Nobody will accept any more what this key has signed: open requests to Moodle fail \
until they are made anew, and badges signed with it can no longer be verified. Withdraw it only if \
others may know it; otherwise rotate. Withdraw this key?"""


@click.group()
def keys() -> None:
    """List, rotate and withdraw the keys that sign."""


@keys.command("list")
@json_option
def list_(as_json: bool) -> None:
    """List the keys and say which one signs."""
    with opened() as here, here.database.reading() as session:
        slugs = {site.id: site.slug for site in sites.all_sites(session)}
        found = [_row(row, state, slugs) for row, state in ring.listed(session)]
    if as_json:
        print_json(found)
    elif not found:
        click.echo("There is no key yet. The first one is made when it is needed.")
    else:
        table = Table(*found[0])
        for each in found:
            table.add_row(*(_cell(value) for value in each.values()))
        Console().print(table)


@keys.command()
@click.option(
    "--purpose", type=click.Choice([LTI, BADGE, BADGE_JWT]), default=LTI, show_default=True
)
@click.option("--now", "at_once", is_flag=True, help="Let the new key sign at once.")
@site_option
def rotate(purpose: str, at_once: bool, slug: str | None) -> None:
    """Make a new key; the one before signs until others have had time to fetch the new one."""
    if purpose == LTI and slug is not None:
        raise click.UsageError("LTI keys belong to the installation; --site goes with badge keys.")
    lead = timedelta(0) if at_once else ring.CACHED
    with opened() as here, here.database.writing() as session:
        site_id = sites.choose(session, slug).id if purpose != LTI else None
        new = ring.rotate(session, here.vault, purpose, site_id, lead)
        before = _before(session, new)
    click.echo(f"The new key is {new.kid}. It is published now.")
    if before is None or before.retired_at is None or before.retired_at <= new.created_at:
        click.echo("It signs from now on.")
    else:
        click.echo(f"It signs from {_time(before.retired_at)} on; until then the one before.")
    if before is not None:
        until = ring.published_until(before)
        rest = f"until {_time(until)}" if until else "for good: badges are verified with it"
        click.echo(f"The one before stays published {rest}.")


# An id may begin with a hyphen, and is no option for that.
@keys.command(context_settings={"ignore_unknown_options": True, "help_option_names": ["--help"]})
@click.argument("kid")
@click.confirmation_option(prompt=WITHDRAW)
def withdraw(kid: str) -> None:
    """Stop using and publishing the key KID at once, as when others may know it."""
    with opened() as here, here.database.writing() as session:
        row = ring.withdraw(session, here.vault, kid)
        signing = next(
            each.kid
            for each, state in ring.listed(session)
            if state == ring.SIGNS and (each.purpose, each.site_id) == (row.purpose, row.site_id)
        )
    click.echo(f"The key {kid} is withdrawn. Now {signing} signs.")


def _before(session: Session, new: SigningKey) -> SigningKey | None:
    """Return the key that signs last before this one does."""
    older = [
        row
        for row in rows.ring(session, new.purpose, new.site_id)
        if row.id != new.id and row.retired_at is not None and row.withdrawn_at is None
    ]
    return max(older, key=lambda row: row.retired_at or row.created_at, default=None)


def _row(row: SigningKey, state: str, slugs: dict[UUID, str]) -> dict[str, Any]:
    return {
        "kid": row.kid,
        "purpose": row.purpose,
        "site": slugs[row.site_id] if row.site_id else None,
        "state": state,
        "created": row.created_at,
        "retired": row.retired_at,
        "withdrawn": row.withdrawn_at,
    }


def _cell(value: object) -> str:
    return _time(value) if isinstance(value, datetime) else str(value or "–")


def _time(value: datetime) -> str:
    return f"{value:%Y-%m-%d %H:%M} UTC"
