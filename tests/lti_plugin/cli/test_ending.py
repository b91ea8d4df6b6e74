"""Commands that are told to end leave nothing of what people have done behind."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from lti_plugin.cli.ending import unwinding
from lti_plugin.store import jobs
from lti_plugin.store.database import Database
from lti_plugin.store.jobs import CANCELLED, TRAIN
from lti_plugin.store.sites import Site
from tests.support import folders, processes
from tests.support.command import CommandLine
from tests.support.waiting import LONG, until

Begin = Callable[..., "subprocess.Popen[bytes]"]


@pytest.fixture
def begin(fingerpost: CommandLine, tmp_path: Path) -> Iterator[Begin]:
    """Begin a command in a group of its own, with a folder of its own for temporary files."""
    (tmp_path / "passing").mkdir()
    given = os.environ | fingerpost.environment | {"TMPDIR": str(tmp_path / "passing")}
    with processes.commands() as commands, (tmp_path / "errors").open("wb") as told:
        yield partial(commands.begin, env=given, stdout=told, stderr=told)


@pytest.mark.parametrize("whole_group", [True, False])
def test_bench_data_that_is_told_to_end_leaves_nothing(
    begin: Begin, tmp_path: Path, whole_group: bool
) -> None:
    folder, passing = folders.write(tmp_path / "site"), tmp_path / "passing"
    process = begin("bench-data", folder, "--out", tmp_path / "out.csv")
    until(lambda: any(passing.glob("fingerpost-training-*/errors.txt")))
    (os.killpg if whole_group else os.kill)(process.pid, signal.SIGTERM)
    assert process.wait(LONG) == 1
    until(lambda: not processes.alive(process.pid))
    assert list(passing.iterdir()) == []
    assert (tmp_path / "errors").read_text().splitlines()[-1] == "fingerpost: Stopped."


def test_a_training_that_is_told_to_end_is_cancelled_and_leaves_nothing(
    begin: Begin, fingerpost: CommandLine, site: Site, database: Database, tmp_path: Path
) -> None:
    assert fingerpost("import", folders.write(tmp_path / "site")).code == 0
    process = begin("train")
    own = fingerpost.folder / "tmp"
    until(lambda: any(own.glob("*/fingerpost-training-*/errors.txt")))
    os.killpg(process.pid, signal.SIGTERM)
    assert process.wait(LONG) == 1
    assert [path for path in own.rglob("*") if path.name.startswith("fingerpost-")] == []
    assert list((tmp_path / "passing").iterdir()) == []
    with database.reading() as session:
        last = jobs.last_of(session, site.id, TRAIN)
        assert last is not None
        assert last.status == CANCELLED


def raised_by(number: signal.Signals) -> None:
    with unwinding():
        os.kill(os.getpid(), number)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_to_end_unwinds_once_and_its_handler_is_put_back(number: signal.Signals) -> None:
    # Whoever runs the tests may have it ignored.
    outside = signal.signal(number, signal.SIG_DFL)
    try:
        with pytest.raises(KeyboardInterrupt):
            raised_by(number)
        assert signal.getsignal(number) is signal.SIG_DFL
    finally:
        signal.signal(number, outside)


def test_a_signal_that_is_ignored_stays_so() -> None:
    """So nohup asks for."""
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        raised_by(signal.SIGHUP)
    finally:
        signal.signal(signal.SIGHUP, before)
