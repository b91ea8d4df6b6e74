"""`fingerpost badge …`: badges that people have."""

from __future__ import annotations

import click

from lti_plugin.cli.badge_verify import verify


@click.group()
def badge() -> None:
    """Check badges."""


badge.add_command(verify)
