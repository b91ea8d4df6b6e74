"""A PostgreSQL server of the test run's own: in a temporary folder, without durability."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql

from tests.support.waiting import until

PLACES = Path("/usr/lib/postgresql")
REQUIRE = "FINGERPOST_TEST_REQUIRE"
ACCOUNTS = ("postgres", "nobody")
LOCAL = ("listen_addresses=",)
FAST = (*LOCAL, "fsync=off", "synchronous_commit=off", "full_page_writes=off")


def binaries() -> Path | None:
    """Return the folder of the newest server's programs, None where there is no server."""
    here = shutil.which("initdb")
    found = [Path(here).parent] if here else []
    found += [path.parent for path in PLACES.glob("*/bin/initdb")]
    newest_last = sorted(found, key=lambda path: [int(n) for n in path.parts if n.isdigit()])
    return newest_last[-1] if newest_last else None


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The folder of a running server's socket."""
    programs = binaries()
    if programs is None:
        missing = "no PostgreSQL server: neither initdb on the PATH nor /usr/lib/postgresql/*/bin"
        if "postgres" in os.environ.get(REQUIRE, "").replace(",", " ").split():
            pytest.fail(missing)
        pytest.skip(missing)
    with (
        tempfile.TemporaryDirectory(prefix="fingerpost-pg-") as folder,
        running(programs, folder),
    ):
        yield folder


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """The address of an empty database, dropped after the test."""
    name = f"t{uuid4().hex}"
    with _connection(postgres_server) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    yield f"postgresql://fingerpost@/{name}?host={postgres_server}"
    with _connection(postgres_server) as connection:
        drop = sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name))
        connection.execute(drop)


@contextmanager
def running(programs: Path, folder: str, settings: Sequence[str] = FAST) -> Iterator[None]:
    """Run a server in ``folder``; PostgreSQL refuses to be run by root."""
    account = _account()
    if account is not None:
        os.chown(folder, account.pw_uid, account.pw_gid)
    who = {} if account is None else {"user": account.pw_uid, "group": account.pw_gid}
    data, quiet = f"{folder}/data", {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    initialise = ["-D", data, "-U", "fingerpost", "-A", "trust", "-E", "UTF8", "-N", "--locale=C"]
    subprocess.run(
        [programs / "initdb", *initialise],
        check=True,
        cwd=folder,
        env={},
        **who,
        **quiet,
    )
    options = [part for each in settings for part in ("-c", each)]
    server = subprocess.Popen(
        [programs / "postgres", "-D", data, "-k", folder, *options],
        cwd=folder,
        env={},
        **who,
        **quiet,
    )
    try:
        until(lambda: server.poll() is not None or _answers(folder))
        yield
    finally:
        server.send_signal(signal.SIGQUIT)
        server.wait()


def _account() -> pwd.struct_passwd | None:
    """Return the account that runs the server instead of root, None where we are not root."""
    if os.geteuid() != 0:
        return None
    known = {each.pw_name: each for each in pwd.getpwall()}
    return next(known[name] for name in ACCOUNTS if name in known)


def _connection(folder: str) -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(
        host=folder, user="fingerpost", dbname="postgres", autocommit=True, connect_timeout=5
    )


def _answers(folder: str) -> bool:
    try:
        _connection(folder).close()
    except psycopg.OperationalError:
        return False
    return True
