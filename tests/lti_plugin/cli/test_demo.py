"""`fingerpost demo` where it cannot start; how it runs is a browser's test."""

from __future__ import annotations

import socket

from tests.support.command import CommandLine, failure


def test_a_port_that_is_taken_is_told_and_nothing_is_read(bare: CommandLine) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ended = bare("demo", "--no-browser", "--port", port)
    line = failure(ended)
    assert f"Port {port} is taken on this machine." in line
    assert "--port" in line
    assert ended.out == ""


def test_a_demo_leaves_the_installation_beside_it_alone(bare: CommandLine) -> None:
    bare.folder.mkdir()
    kept = bare.folder / "fingerpost.sqlite"
    kept.write_text("the real one")
    old = bare.folder / "demo" / "old"
    old.parent.mkdir()
    old.touch()
    with socket.create_server(("127.0.0.1", 0)) as taken:
        failure(bare("demo", "--no-browser", "--reset", "--port", taken.getsockname()[1]))
    assert kept.read_text() == "the real one"
    assert not old.exists()
