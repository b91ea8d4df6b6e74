"""Which commands there are and where; one is loaded when it is used, since all take seconds."""

from __future__ import annotations

from importlib import import_module
from typing import NamedTuple

import click


class Place(NamedTuple):
    """Where a command is written, and its line in the list of commands."""

    file: str
    name: str
    line: str


COMMANDS = {
    "admin-link": Place("site", "admin_link", "Print a link into the admin pages; it works once."),
    "award": Place("award", "award", "Issue badges to whoever has earned them."),
    "backup": Place("database", "backup", "Write every table and every model to a zip archive."),
    "badge": Place("badge", "badge", "Look at badges, check and revoke them."),
    "bench-data": Place("bench_data", "bench_data", "Rank courses for the learners of CSV files."),
    "demo": Place("demo", "demo", "Open a demo organisation in the browser."),
    "doctor": Place("doctor", "doctor", "Check settings, database, keys, and each site."),
    "evaluate": Place("evaluate", "evaluate", "Print how good each method of ranking was."),
    "import": Place("data", "import_", "Read courses, people and completions from CSV files."),
    "keys": Place("keys", "keys", "List, rotate and withdraw the keys that sign."),
    "migrate": Place("database", "migrate", "Bring the database to this version."),
    "openapi": Place("openapi", "openapi", "Print the description of the JSON API."),
    "person": Place("person", "person", "Give or erase what is held about somebody."),
    "plan": Place("plan", "plan", "Print the courses that bring a person furthest."),
    "recommend": Place("engine", "recommend", "Print one person's next courses."),
    "restore": Place("database", "restore", "Fill an empty database from a backup."),
    "roles": Place("roles", "roles", "What roles ask for, and who stands where."),
    "serve": Place("process", "serve", "Serve the pages, with a worker beside them."),
    "site": Place("site", "site", "Connect Moodle sites."),
    "skills": Place("skills", "skills", "Import taxonomies of skills; list the site's own."),
    "sync": Place("data", "sync", "Read courses, people and completions from Moodle."),
    "train": Place("engine", "train", "Train the engine and rank the courses for everybody."),
    "worker": Place("process", "worker", "Run background jobs until told to stop."),
}


def command_of(name: str) -> click.Command:
    """Load a command."""
    place = COMMANDS[name]
    command: click.Command = getattr(import_module(f"lti_plugin.cli.{place.file}"), place.name)
    return command


class Commands(click.Group):
    """The group of all commands."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, _ctx: click.Context, cmd_name: str) -> click.Command | None:
        return command_of(cmd_name) if cmd_name in COMMANDS else None

    def format_commands(self, _ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without a look at them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, place.line) for name, place in COMMANDS.items()])
