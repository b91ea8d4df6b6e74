"""The `fingerpost` command: one group a file, one clear line for every failure."""

from __future__ import annotations

import os
import sys

import click

from connectors.errors import ConnectorError
from lti_plugin.cli.commands import Commands
from lti_plugin.errors import FingerpostError


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="fingerpost")
def group() -> None:
    """Skills, gaps and the next course, inside Moodle."""


def main() -> None:
    """Run the command line; leave with 0 (fine), 1 (failed) or 2 (wrong use)."""
    try:
        sys.exit(group(standalone_mode=False))
    except click.exceptions.Exit as leaving:
        sys.exit(leaving.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        _fail("Stopped.")
    except (FingerpostError, ConnectorError) as error:
        _fail(f"{error.message} {error.hint}".strip())
    except Exception as error:
        if os.environ.get("FINGERPOST_LOG_LEVEL") == "DEBUG":
            raise
        text = " ".join(str(error).split())
        _fail(f"{type(error).__name__}: {text} (FINGERPOST_LOG_LEVEL=DEBUG shows where)")


def _fail(line: str) -> None:
    click.echo(f"fingerpost: {line}", err=True)
    sys.exit(1)
