"""`fingerpost openapi`."""

from __future__ import annotations

import click

from lti_plugin.cli.setting import print_json


@click.command()
def openapi() -> None:
    """Print the description of the JSON API, as /api/v1/openapi.json has it."""
    from lti_plugin.api import description  # only this command needs the pages' libraries

    print_json(description.document())
