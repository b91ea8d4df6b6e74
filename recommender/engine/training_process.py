"""The child process that trains and does nothing else; see :mod:`recommender.engine.child`.

Run as ``python -m recommender.engine.training_process INPUT_DIR OUTPUT_DIR --seed N``: it prints
one JSON object a line, ``{"stage", "done", "total"}``, the last of which also names the model's
version, or says why the gate ``refused`` it, with its ``card``.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

from recommender.engine.dataset import read_dataset, remove_dataset
from recommender.engine.errors import BelowFloor, EngineError
from recommender.engine.model_store import publish
from recommender.engine.training import DEFAULT_BUDGET_SECONDS, train

_DONE: dict[str, object] = {"stage": "done", "done": 1, "total": 1}


def main(arguments: Sequence[str] | None = None) -> int:
    """Train from a folder into a model folder; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m recommender.engine.training_process")
    parser.add_argument("input_dir", type=Path)
    parser.add_argument("output_dir", type=Path)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--budget", type=float, default=DEFAULT_BUDGET_SECONDS)
    parser.add_argument("--without-comparison", action="store_true")
    parser.add_argument(
        "--with-parent",
        action="store_true",
        help="end when stdin closes, and remove the input once it is read",
    )
    chosen = parser.parse_args(arguments)
    if chosen.with_parent:
        threading.Thread(target=_end_with_parent, args=(chosen.input_dir,), daemon=True).start()
    try:
        dataset = read_dataset(chosen.input_dir)
        if chosen.with_parent:
            remove_dataset(chosen.input_dir)
        compare = not chosen.without_comparison
        model = train(dataset, chosen.seed, chosen.budget, _print_progress, compare=compare)
        version = publish(chosen.output_dir, model)
    except BelowFloor as error:
        _print_line({**_DONE, "refused": str(error), "card": error.card})
        return 0
    except EngineError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    _print_line({**_DONE, "version": version})
    return 0


def _end_with_parent(folder: Path) -> None:
    """End this process, and remove its input, once the one that started it is gone."""
    # Not by sys.stdin, whose lock a thread that waits for it would hold at the interpreter's end.
    while os.read(0, 1):
        pass
    shutil.rmtree(folder, ignore_errors=True)
    os._exit(1)


def _print_progress(stage: str, done: int, total: int) -> None:
    _print_line({"stage": stage, "done": done, "total": total})


def _print_line(values: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(values) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
