"""Training in a process of its own: its model, its errors, its end."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from recommender.engine import child
from recommender.engine.child import train_in_child
from recommender.engine.dataset import Dataset, build_dataset, write_dataset
from recommender.engine.errors import BelowFloor, NotEnoughHistory, TrainingFailed
from recommender.engine.model import Model
from recommender.engine.model_store import load, load_current, publish, versions
from tests.support import histories
from tests.support.waiting import LONG


class Stop(Exception):
    """What a caller that no longer wants the training raises."""


def test_the_child_publishes_a_model_and_reports_on_the_way(
    tmp_path: Path, dataset: Dataset
) -> None:
    stages: list[str] = []
    version = train_in_child(
        dataset, tmp_path, seed=1, budget_seconds=0.0, progress=lambda s, _d, _t: stages.append(s)
    )
    found = load_current(tmp_path)
    assert found is not None
    assert found[0] == version
    assert found[1].learners == dataset.interactions.learners
    assert stages[0] == "search"
    assert stages[-1] == "done"


def test_the_caller_never_loads_lightfm() -> None:
    code = (
        "import sys, recommender.recommend, recommender.engine.child; "
        "sys.exit('lightfm' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_too_little_history_starts_no_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(child.sys, "executable", "/no/such/python")
    little = build_dataset(histories.completions(15), histories.courses(), [])
    with pytest.raises(NotEnoughHistory):
        train_in_child(little, tmp_path)


def test_a_child_that_fails_passes_its_sentence_on(
    tmp_path: Path, dataset: Dataset, model: Model
) -> None:
    root = tmp_path / "root"
    root.write_text("a file where the folder should be", encoding="utf-8")
    with pytest.raises(TrainingFailed, match="could not be written"):
        train_in_child(dataset, root, budget_seconds=0.0)


def test_an_error_of_the_caller_ends_the_child_and_leaves_the_old_model(
    tmp_path: Path, dataset: Dataset, model: Model
) -> None:
    before = publish(tmp_path, model)

    def stop(_stage: str, _done: int, _total: int) -> None:
        raise Stop

    with pytest.raises(Stop):
        train_in_child(dataset, tmp_path, progress=stop)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([before, "current"])


SPEAKER = "import json,sys; print('chatter'); print(json.dumps(7)); "


def followed(code: str, tmp_path: Path) -> str:
    return child._follow([sys.executable, "-c", code], tmp_path / "errors", lambda *_step: None)


def test_lines_that_are_no_reports_are_passed_over(tmp_path: Path) -> None:
    report = json.dumps({"stage": "done", "done": 1, "total": 1, "version": "v1"})
    assert followed(f"{SPEAKER} print({report!r})", tmp_path) == "v1"


def test_a_model_that_the_gate_refused_is_an_error_with_its_card(tmp_path: Path) -> None:
    report = {"stage": "done", "done": 1, "total": 1, "refused": "Worse.", "card": {"epochs": 2}}
    with pytest.raises(BelowFloor, match=r"^Worse\.$") as refused:
        followed(f"print({json.dumps(report)!r})", tmp_path)
    assert refused.value.card == {"epochs": 2}


@pytest.mark.parametrize("compare", [True, False])
def test_the_child_compares_unless_it_is_told_not_to(
    tmp_path: Path, dataset: Dataset, compare: bool
) -> None:
    version = train_in_child(dataset, tmp_path, budget_seconds=0.0, compare=compare)
    assert ("evaluation" in load(tmp_path / version).card) is compare


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (
            f"import os; os.kill(os.getpid(), {int(signal.SIGKILL)})",
            "signal 9; if memory was short",
        ),
        ("import sys; sys.exit(3)", "code 3 and no message"),
        ("pass", "code 0 and no message"),
        ("import sys; sys.exit('first\\nlast')", "^last$"),
    ],
)
def test_every_other_end_is_told_in_a_sentence(tmp_path: Path, code: str, said: str) -> None:
    with pytest.raises(TrainingFailed, match=said):
        followed(code, tmp_path)


def test_a_child_that_ignores_the_request_to_end_is_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(child, "_STOP_SECONDS", 0.2)
    code = (
        "import signal, sys, json; signal.signal(signal.SIGTERM, signal.SIG_IGN); "
        "print(json.dumps({'stage': 'x', 'done': 0, 'total': 1}), flush=True); "
        "print(__import__('os').getpid(), flush=True); signal.pause()"
    )
    running: list[int] = []

    def stop(_stage: str, _done: int, _total: int) -> None:
        raise Stop

    real = child._stop
    monkeypatch.setattr(
        child, "_stop", lambda process: (running.append(process.pid), real(process))
    )
    with pytest.raises(Stop):
        child._follow([sys.executable, "-c", code], tmp_path / "errors", stop)
    with pytest.raises(ProcessLookupError):
        os.kill(running[0], 0)


def test_the_input_lies_where_the_caller_says_and_goes_once_it_is_read(
    tmp_path: Path, dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    scratch, written, seen = tmp_path / "scratch", list[Path](), list[Path]()
    scratch.mkdir()

    def look_what_is_written(folder: Path, given: Dataset) -> None:
        write_dataset(folder, given)
        written.extend(folder.iterdir())

    def look(_stage: str, _done: int, _total: int) -> None:
        seen.extend(scratch.glob("*/*"))
        raise Stop

    monkeypatch.setattr(child, "write_dataset", look_what_is_written)
    with pytest.raises(Stop):
        train_in_child(dataset, tmp_path / "root", scratch=scratch, progress=look)
    assert {path.parent.parent for path in written} == {scratch}
    assert [path.name for path in seen] == ["errors.txt"]
    assert list(scratch.iterdir()) == []


def test_a_child_whose_parent_is_gone_ends_and_takes_its_input_along(
    tmp_path: Path, dataset: Dataset
) -> None:
    folder, root = tmp_path / "input", tmp_path / "root"
    write_dataset(folder, dataset)
    command = [sys.executable, "-m", "recommender.engine.training_process", str(folder), str(root)]
    with subprocess.Popen(
        [*command, "--with-parent"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdout.readline()
        process.stdin.close()
        assert process.wait(LONG) == 1
    assert not folder.exists()
    assert versions(root) == []
