"""Folders that must not outlive their process."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from recommender.engine.passing_folder import passing_folder

KILLED = """
import os, sys, pathlib
from recommender.engine.passing_folder import passing_folder
with passing_folder("mine-", pathlib.Path(sys.argv[1])) as folder:
    (folder / "names.json").write_text("everybody")
    os.kill(os.getpid(), 9)
"""


def make_older(folder: Path) -> None:
    hour_ago = time.time() - 3600
    os.utime(folder, (hour_ago, hour_ago))


def fill_and_stop(parent: Path) -> None:
    with passing_folder("mine-", parent) as folder:
        assert folder.parent == parent
        assert folder.stat().st_mode & 0o77 == 0
        (folder / "names.json").write_text("everybody")
        raise KeyboardInterrupt


def test_it_goes_at_the_end_whatever_happens(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        fill_and_stop(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_process_left_goes_with_the_next(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-c", KILLED, str(tmp_path)], check=False)
    (left,) = tmp_path.iterdir()
    with passing_folder("mine-", tmp_path):
        assert left.exists()  # perhaps its process has just made it
    make_older(left)
    with passing_folder("mine-", tmp_path):
        assert not left.exists()


def test_what_is_in_use_or_not_of_the_kind_stays(tmp_path: Path) -> None:
    other, elsewhere = tmp_path / "other", tmp_path / "elsewhere"
    for each in (other, elsewhere):
        each.mkdir()
        make_older(each)
    link = tmp_path / "mine-link"
    link.symlink_to(elsewhere)
    with passing_folder("mine-", tmp_path) as used:
        make_older(used)
        with passing_folder("mine-", tmp_path):
            assert all(each.exists() for each in (used, other, link, elsewhere))
