"""How every command fails: one clear line, 1 for failed, 2 for wrong use, never a trace."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from lti_plugin.cli.commands import COMMANDS, command_of
from lti_plugin.store.database import Database
from tests.support.command import CommandLine, failure

ROOT = Path(__file__).parents[3]


def test_every_command_has_help(bare: CommandLine) -> None:
    listed = bare("--help").out
    for name, place in COMMANDS.items():
        assert f"{name} {place.line}" in " ".join(listed.split())
        command = command_of(name)
        assert command.name == name
        assert command.help
        ended = bare(name, "--help")
        assert (ended.code, ended.err) == (0, "")
    assert bare("--version").out.startswith("fingerpost, version ")
    assert not bare.folder.exists()


def test_the_list_of_commands_loads_none_of_them() -> None:
    listed = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "lti_plugin", "--help"],
        cwd=ROOT,
        text=True,
        capture_output=True,
        check=True,
    )
    loaded = {line.rpartition("|")[2].strip() for line in listed.stderr.splitlines()}
    assert "lti_plugin.cli.commands" in loaded
    assert not {"sqlalchemy", "flask", "numpy", "lti_plugin.cli.site"} & loaded


@pytest.mark.parametrize(
    "arguments",
    [
        ("unknown",),
        ("--unknown",),
        ("site",),
        ("site", "unknown"),
        ("site", "add"),
        ("site", "list", "--unknown"),
        ("serve", "--threads", "0"),
        ("demo", "--port", "99999"),
        ("backup",),
        ("person", "export"),
    ],
)
def test_wrong_use_ends_with_two_and_shows_the_right_one(
    bare: CommandLine, arguments: tuple[str, ...]
) -> None:
    ended = bare(*arguments)
    assert ended.code == 2
    assert "Usage:" in ended.err
    assert "Traceback" not in ended.err


def test_all_mistakes_of_the_settings_are_told_together(bare: CommandLine) -> None:
    mistakes = {
        "base_url": "skills.example.org",
        "database_url": "mysql://user:hidden@host/name",
        "rate_limit": "lots",
        "sync_hour": "25",
        "secret_key_file": "/nowhere/key",
        "base_ulr": "https://skills.example.org",
    }
    ended = bare("migrate", **mistakes)
    assert ended.code == 1
    for name in mistakes:
        assert ended.err.count(f"FINGERPOST_{name.upper()}: ") == 1
    assert "docs/operate.md lists every setting" in ended.err
    assert "hidden" not in ended.err
    assert "Error" not in ended.err
    assert not bare.folder.exists()


@pytest.mark.parametrize("url", ["nonsense", "postgres://host/name", "postgresql://host:port/name"])
def test_an_address_of_no_database_is_a_mistake_of_the_settings(
    bare: CommandLine, url: str
) -> None:
    assert "FINGERPOST_DATABASE_URL: " in failure(bare("migrate", database_url=url))


def test_a_data_folder_that_cannot_be_made_is_a_mistake_of_the_settings(
    bare: CommandLine, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    ended = bare("migrate", data_dir=str(tmp_path / "file" / "data"))
    assert "FINGERPOST_DATA_DIR: " in failure(ended)


@pytest.fixture
def broken(fingerpost: CommandLine, monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    """An installation whose database breaks with an error that nobody thought of."""

    def fails(_self: Database) -> None:
        raise ZeroDivisionError("division\n by zero")

    monkeypatch.setattr(Database, "reading", fails)
    return fingerpost


def test_an_unexpected_error_is_one_line(broken: CommandLine) -> None:
    ended = broken("site", "list")
    where = "(FINGERPOST_LOG_LEVEL=DEBUG shows where)"
    line = f"fingerpost: ZeroDivisionError: division by zero {where}"
    assert (ended.code, ended.err.strip()) == (1, line)


def test_an_unexpected_error_has_its_trace_where_it_is_asked_for(broken: CommandLine) -> None:
    with pytest.raises(ZeroDivisionError):
        broken("site", "list", log_level="DEBUG")


def test_an_interrupted_command_says_so(
    fingerpost: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stops(_self: Database) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Database, "reading", stops)
    ended = fingerpost("site", "list")
    assert (ended.code, ended.err.strip()) == (1, "fingerpost: Stopped.")


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "lti_plugin", *arguments],
        cwd=ROOT,
        env={**os.environ, "FINGERPOST_DATA_DIR": str(folder)},
        text=True,
        capture_output=True,
        check=False,
    )


def test_as_a_process_it_fails_the_same_way(tmp_path: Path) -> None:
    failed = run(tmp_path, "site", "list")
    assert (failed.returncode, failed.stdout) == (1, "")
    assert failed.stderr == "fingerpost: The database is empty. Run `fingerpost migrate`.\n"


def test_a_reader_that_leaves_early_is_not_complained_about(fingerpost: CommandLine) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "lti_plugin", "site", "list", "--json"],
        cwd=ROOT,
        env={**os.environ, **fingerpost.environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 1
