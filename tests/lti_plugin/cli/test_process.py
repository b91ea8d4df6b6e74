"""`fingerpost serve` and `fingerpost worker` as the processes that they are."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from lti_plugin.store import jobs
from lti_plugin.store.database import Database
from lti_plugin.store.sites import Site
from tests.support import processes
from tests.support.catalogue import Small
from tests.support.command import CommandLine
from tests.support.waiting import LONG, until

ROOT = Path(__file__).parents[3]
Begin = Callable[..., subprocess.Popen[bytes]]


@pytest.fixture
def begin(fingerpost: CommandLine) -> Iterator[Begin]:
    """Start a command as a process in a group of its own; nothing of it outlives the test."""
    with processes.commands() as commands:

        def begin(*arguments: object, **settings: str) -> subprocess.Popen[bytes]:
            given = {f"FINGERPOST_{name.upper()}": value for name, value in settings.items()}
            env = os.environ | fingerpost.environment | given
            return commands.begin(*arguments, cwd=ROOT, env=env)

        yield begin


@pytest.fixture
def port() -> int:
    """A port that nobody uses."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def answers(port: int) -> bool:
    """Say whether the web server is there."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:  # not there, not yet or no more, or too busy to say
        return False


def counted(port: int) -> float:
    """Return how often /healthz was asked, as /metrics tells it."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=5) as answer:
        lines = answer.read().decode().splitlines()
    name = 'fingerpost_requests_total{endpoint="health.alive"'
    return sum(float(line.split()[-1]) for line in lines if line.startswith(name))


def workers(group: int) -> set[int]:
    """Return the processes of a group that run jobs."""
    return {each for each in processes.alive(group) if b"worker" in command(each)}


def command(process: int) -> bytes:
    """Return how a process was started; nothing of one that has ended this very moment."""
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return b""


def slot(fingerpost: CommandLine) -> bool:
    """Say whether a worker has begun: it holds its lock."""
    return (fingerpost.folder / "workers" / "worker-0.lock").exists()


def test_serve_answers_works_off_jobs_whatever_kills_its_worker_and_leaves_nothing_behind(
    fingerpost: CommandLine, begin: Begin, port: int, database: Database, site: Site, small: Small
) -> None:
    process = begin("serve", "--bind", f"127.0.0.1:{port}")
    until(lambda: answers(port) and slot(fingerpost) and len(workers(process.pid)) == 1)
    (first,) = workers(process.pid)
    os.kill(first, signal.SIGKILL)
    until(lambda: bool(workers(process.pid) - {first}))
    assert answers(port)
    with database.writing() as session:
        job_id = jobs.enqueue(session, site.id, "score").id

    def is_done() -> bool:
        with database.reading() as session:
            return jobs.get(session, job_id).status == "done"

    until(is_done)
    assert len(processes.alive(process.pid)) == 3
    process.send_signal(signal.SIGTERM)
    assert process.wait(LONG) == 0
    until(lambda: not processes.alive(process.pid))
    assert not answers(port)


@pytest.mark.full
def test_serve_without_a_worker_is_the_web_server_alone(begin: Begin, port: int) -> None:
    arguments = ("serve", "--bind", f"127.0.0.1:{port}")
    process = begin(*arguments, inline_worker="false")
    until(lambda: answers(port))
    assert len(processes.alive(process.pid)) == 2
    process.send_signal(signal.SIGTERM)
    assert process.wait(LONG) == 0
    assert not processes.alive(process.pid)


def test_several_web_processes_count_together_and_a_worker_ends_with_a_server_that_is_killed(
    fingerpost: CommandLine, begin: Begin, port: int
) -> None:
    process = begin("serve", "--bind", f"127.0.0.1:{port}", "--processes", "2")
    until(lambda: answers(port) and slot(fingerpost))
    until(lambda: len(processes.alive(process.pid)) == 4)
    before = counted(port)
    for _ in range(40):
        assert answers(port)
    # Whichever of the two answers, it tells what both have done.
    assert counted(port) == before + 40
    process.kill()
    until(lambda: not processes.alive(process.pid))


@pytest.mark.full
def test_worker_ends_when_it_is_told_to(fingerpost: CommandLine, begin: Begin) -> None:
    process = begin("worker")
    until(lambda: slot(fingerpost))
    process.send_signal(signal.SIGTERM)
    assert process.wait(LONG) == 0
    assert not processes.alive(process.pid)
