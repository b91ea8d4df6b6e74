"""The process that trains: a line of JSON for each step, and nothing left where it fails."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from recommender.engine import gate, training_process
from recommender.engine.dataset import Dataset, build_dataset, write_dataset
from recommender.engine.model_store import load, versions
from tests.support import histories


def _worst(people: np.ndarray) -> np.ndarray:
    return np.tile(np.arange(len(histories.courses()), dtype=np.float32), (len(people), 1))


def test_the_command_prints_a_json_object_a_line_and_publishes(
    tmp_path: Path, dataset: Dataset, capsys: pytest.CaptureFixture[str]
) -> None:
    write_dataset(tmp_path / "in", dataset)
    arguments = [str(tmp_path / "in"), str(tmp_path / "out"), "--seed", "1", "--budget", "0"]
    assert training_process.main(arguments) == 0
    reports = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert all({"stage", "done", "total"} <= set(report) for report in reports)
    assert versions(tmp_path / "out") == [reports[-1]["version"]]
    assert load(tmp_path / "out" / reports[-1]["version"]).learners == dataset.interactions.learners


def test_the_command_publishes_nothing_that_the_gate_refuses(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(gate, "fused", lambda *_parts: _worst)
    write_dataset(tmp_path / "in", histories.many())
    assert (
        training_process.main([str(tmp_path / "in"), str(tmp_path / "out"), "--budget", "0"]) == 0
    )
    last = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert last["stage"] == "done"
    assert last["refused"].startswith("The new model ranks worse than")
    assert last["card"]["evaluation"]["floor"] == "popularity"
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("content", [None, "little"])
def test_the_command_fails_with_one_line_and_leaves_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str | None
) -> None:
    if content:
        few = histories.completions(15)
        write_dataset(tmp_path / "in", build_dataset(few, histories.courses(), []))
    assert training_process.main([str(tmp_path / "in"), str(tmp_path / "out")]) == 1
    assert len(capsys.readouterr().err.splitlines()) == 1
    assert not (tmp_path / "out").exists()
