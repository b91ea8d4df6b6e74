"""`fingerpost badge verify`: checks a badge of any issuer, without a database."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

import click

from lti_plugin.badges import baking, verification
from lti_plugin.badges.recipient import EMAIL, Recipient
from lti_plugin.badges.verification import Verdict
from lti_plugin.cli.setting import json_option, print_json
from lti_plugin.services import badge_documents
from lti_plugin.store.base import now


@click.command("verify")
@click.argument("file", type=click.File("rb"))
@click.option(
    "--docs",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Read the issuer's documents from this folder, and ask nobody.",
)
@click.option("--email", help="Check as well whether it is this person's.")
@json_option
def verify(file: BinaryIO, docs: Path | None, email: str | None, as_json: bool) -> None:
    """Check the badge in FILE: JSON, a JWT, or a PNG or SVG with either in it.

    Leaves with 0 if every check was passed, else with 1.
    """
    given = file.read(baking.LARGEST + 1)
    holder = Recipient(EMAIL, email) if email else None
    if docs is not None:
        verdict = verification.verify(given, badge_documents.in_folder(docs), now(), holder)
    else:
        with badge_documents.checker() as http:
            fetch = badge_documents.fetcher(lambda _url: None, http)
            verdict = verification.verify(given, fetch, now(), holder)
    if as_json:
        print_json(_told(verdict))
    else:
        for each in verdict.checks:
            click.echo(f"{'passed' if each.passed else 'FAILED'}  {each.name}  {each.message}")
        click.echo("This badge is valid." if verdict.valid else "This badge is not valid.")
    raise click.exceptions.Exit(0 if verdict.valid else 1)


def _told(verdict: Verdict) -> dict[str, object]:
    return {
        "valid": verdict.valid,
        "checks": [
            {"name": each.name, "passed": each.passed, "code": each.code, "message": each.message}
            for each in verdict.checks
        ],
        "badge": verdict.document,
    }
