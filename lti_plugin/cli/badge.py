"""`fingerpost badge …`: badges that people have."""

from __future__ import annotations

import click

from lti_plugin.cli.badge_register import revoke, show


@click.group()
def badge() -> None:
    """Look at badges, and revoke them."""


badge.add_command(show)
badge.add_command(revoke)
