"""The command line as a shell runs it, but within this process: the same entry and exit code."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

from click.testing import CliRunner

from lti_plugin.cli import main

PROGRESS = ("sync: ", "train: ", "score: ")


class Ended(NamedTuple):
    """How a command ended and what it wrote."""

    code: int
    out: str
    err: str


@dataclass
class CommandLine:
    """Runs ``fingerpost`` with the settings of an installation of its own."""

    folder: Path
    environment: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.environment = {
            "FINGERPOST_DATA_DIR": str(self.folder),
            "FINGERPOST_SECRET_KEY": "a key for tests only, of some length",
            "FINGERPOST_LOG_LEVEL": "ERROR",
            "COLUMNS": "200",
            **self.environment,
        }

    def __call__(self, *arguments: object, typed: str = "", **settings: str) -> Ended:
        """Run a command with ``typed`` as its input; ``settings`` go before the installation's."""
        given = {f"FINGERPOST_{name.upper()}": value for name, value in settings.items()}
        command = ["fingerpost", *(str(each) for each in arguments)]
        runner = CliRunner(env=self.environment | given)
        with (
            _log_handlers_kept(),
            runner.isolation(input=typed) as (out, err, _),
            patch.object(sys, "argv", command),
        ):
            code = _run()
            sys.stdout.flush()
            sys.stderr.flush()
        return Ended(code, out.getvalue().decode(), err.getvalue().decode())


def _run() -> int:
    try:
        main()
    except SystemExit as leaving:
        code: Any = leaving.code
        return code or 0
    raise AssertionError("the command line leaves with an exit code")


@contextmanager
def _log_handlers_kept() -> Iterator[None]:
    """Take away the handler that a command sets on an error stream that ends with it."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


def failure(ended: Ended) -> str:
    """Return the one line with which a command failed; lines of progress may go before it."""
    *before, line = ended.err.splitlines() or [""]
    assert ended.code == 1, ended
    assert line.startswith("fingerpost: "), ended.err
    assert "Error:" not in line, line
    assert all(each.startswith(PROGRESS) for each in before), ended.err
    return line
