"""`fingerpost badge …`: badges that people have."""

from __future__ import annotations

import click

from lti_plugin.cli.badge_register import revoke, show
from lti_plugin.cli.badge_verify import verify


@click.group()
def badge() -> None:
    """Look at badges, check and revoke them."""


badge.add_command(show)
badge.add_command(verify)
badge.add_command(revoke)
