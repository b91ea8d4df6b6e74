"""Training in a process of its own, so that its caller never loads LightFM."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from recommender.engine.dataset import Dataset, write_dataset
from recommender.engine.errors import BelowFloor, NotEnoughHistory, TrainingFailed
from recommender.engine.interactions import shortfall
from recommender.engine.passing_folder import passing_folder

Progress = Callable[[str, int, int], None]

# One thread in the linear algebra: equal input gives equal bits, and the web keeps a core.
_ENVIRONMENT = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
_STOP_SECONDS = 10.0


def train_in_child(
    dataset: Dataset,
    root: Path,
    seed: int = 0,
    budget_seconds: float | None = None,
    progress: Progress = lambda _stage, _done, _total: None,
    *,
    compare: bool = True,
    scratch: Path | None = None,
) -> str:
    """Train in a child process, publish the model under ``root`` and return its version.

    A child that is killed or fails leaves nothing behind; leaving this function by any error,
    ``KeyboardInterrupt`` too, ends the child. So does the end of this process, however it comes.
    The training input goes as soon as the child has read it. Where both processes are killed
    before, the next call with the same ``scratch`` removes it.

    Parameters
    ----------
    compare
        Compares the model with plain methods first; see :func:`recommender.engine.training.train`.
    scratch
        An existing folder for the training input; the system's own folder for temporary files by
        default.

    Raises
    ------
    NotEnoughHistory
        With fewer completions or people than training needs; no process is started.
    BelowFloor
        If doing without the model is better; it is not published and the one in use stays.
    TrainingFailed
        With the child's own sentence.
    """
    missing = shortfall(dataset.interactions)
    if missing is not None:
        raise NotEnoughHistory(missing)
    with passing_folder("fingerpost-training-", scratch) as folder:
        write_dataset(folder, dataset)
        command = [sys.executable, "-m", "recommender.engine.training_process"]
        command += [str(folder), str(root)]
        command += ["--with-parent", "--seed", str(seed)]
        if not compare:
            command.append("--without-comparison")
        if budget_seconds is not None:
            command += ["--budget", str(budget_seconds)]
        return _follow(command, folder / "errors.txt", progress)


def _follow(command: list[str], errors: Path, progress: Progress) -> str:
    """Pass the child's progress on and return the version it published."""
    last: dict[str, Any] = {}
    with errors.open("w", encoding="utf-8") as stderr, _running(command, stderr.fileno()) as child:
        for line in child.stdout or ():
            report = _report(line)
            if report is not None:
                last = report
                progress(report["stage"], report["done"], report["total"])
        code = child.wait()
    if code == 0 and "refused" in last:
        raise BelowFloor(last["refused"], last["card"])
    if code == 0 and "version" in last:
        return str(last["version"])
    said = errors.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    raise TrainingFailed(said[-1] if said else _ending(code))


@contextmanager
def _running(command: list[str], stderr: int) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,  # never written to: it closes when this process is gone
        stdout=subprocess.PIPE,
        stderr=stderr,
        text=True,
        env=os.environ | _ENVIRONMENT,
    ) as child:
        try:
            yield child
        finally:
            _stop(child)


def _stop(child: subprocess.Popen[str]) -> None:
    if child.poll() is not None:
        return
    child.terminate()
    try:
        child.wait(_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        child.kill()


def _report(line: str) -> dict[str, Any] | None:
    try:
        found = json.loads(line)
    except json.JSONDecodeError:
        return None
    return found if isinstance(found, dict) and {"stage", "done", "total"} <= set(found) else None


def _ending(code: int) -> str:
    if code < 0:
        return (
            f"The training process was ended by signal {-code}; "
            "if memory was short, give the machine more and train again."
        )
    return f"The training process ended with code {code} and no message."
