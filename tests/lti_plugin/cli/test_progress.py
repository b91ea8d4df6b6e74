"""Progress of a job: bars on a terminal, a line for each stage elsewhere."""

from __future__ import annotations

import io
import sys

import pytest

from lti_plugin.cli.progress import bars
from lti_plugin.jobs.tools import Progress

STEPS = (
    Progress("sync", "catalogue", 10, None),
    Progress("sync", "people", 10, 30),
    Progress("sync", "people", 30, 30),
    Progress("score", "people", 5, 5),
)


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def show(stream: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(sys, "stderr", stream)
    with bars() as step:
        for each in STEPS:
            step(each)
    return stream.getvalue()


def test_elsewhere_each_stage_is_a_line_once(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = show(io.StringIO(), monkeypatch).splitlines()
    assert [line for line in lines if line] == ["sync: catalogue", "sync: people", "score: people"]


def test_on_a_terminal_each_stage_is_a_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "100")
    text = show(Terminal(), monkeypatch)
    last = text[text.rindex("sync: catalogue") :]
    assert "30/30" in last
    assert "score: people" in last
