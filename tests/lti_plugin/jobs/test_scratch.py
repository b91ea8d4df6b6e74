"""What a process must not leave behind goes when it ends, or when the next one begins."""

from __future__ import annotations

from pathlib import Path

from lti_plugin.jobs import scratch
from lti_plugin.jobs.tools import Tools


def left(tools: Tools, worker: str) -> Path:
    folder = scratch.folder(tools.settings, worker)
    (folder / "fingerpost-training-x").mkdir(parents=True)
    (folder / "fingerpost-training-x" / "names.json").write_text("everybody")
    return folder


def test_what_a_process_that_is_gone_has_left_is_removed(tools: Tools) -> None:
    own, dead, busy = (left(tools, name) for name in ("worker-0", "hand-0", "hand-1"))
    lock = tools.locks.take("hand-1")
    assert lock is not None
    scratch.sweep(tools.settings, tools.locks, "worker-0")
    assert [folder.exists() for folder in (own, dead, busy)] == [False, False, True]
    lock.release()
    scratch.sweep(tools.settings, tools.locks, "worker-0")
    assert not busy.exists()


def test_there_is_nothing_to_remove_at_first(tools: Tools) -> None:
    scratch.sweep(tools.settings, tools.locks, "worker-0")
    scratch.clear(tools.settings, "worker-0")
    assert not scratch.folder(tools.settings, "worker-0").exists()
