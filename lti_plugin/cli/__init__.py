"""The `fingerpost` command: one group a file, one clear line for every failure."""

from __future__ import annotations

import os
import sys

import click

from connectors.errors import ConnectorError
from lti_plugin.cli.award import award
from lti_plugin.cli.badge import badge
from lti_plugin.cli.bench_data import bench_data
from lti_plugin.cli.data import import_, sync
from lti_plugin.cli.database import backup, migrate, restore
from lti_plugin.cli.demo import demo
from lti_plugin.cli.doctor import doctor
from lti_plugin.cli.engine import recommend, train
from lti_plugin.cli.evaluate import evaluate
from lti_plugin.cli.keys import keys
from lti_plugin.cli.openapi import openapi
from lti_plugin.cli.person import person
from lti_plugin.cli.plan import plan
from lti_plugin.cli.process import serve, worker
from lti_plugin.cli.roles import roles
from lti_plugin.cli.site import admin_link, site
from lti_plugin.cli.skills import skills
from lti_plugin.errors import FingerpostError


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="fingerpost")
def group() -> None:
    """Skills, gaps and the next course, inside Moodle."""


for command in (
    admin_link,
    award,
    backup,
    badge,
    bench_data,
    demo,
    doctor,
    evaluate,
    import_,
    keys,
    migrate,
    openapi,
    person,
    plan,
    recommend,
    restore,
    roles,
    serve,
    site,
    skills,
    sync,
    train,
    worker,
):
    group.add_command(command)


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
