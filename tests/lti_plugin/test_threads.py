"""Linear algebra keeps to one thread a process, unless the operator says otherwise."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

TOLD = "import os, lti_plugin; print(os.environ['OPENBLAS_NUM_THREADS'])"


@pytest.mark.parametrize(("wished", "threads"), [(None, "1"), ("2", "2")])
def test_there_is_one_thread_unless_another_number_is_wished(
    wished: str | None, threads: str
) -> None:
    rest = {name: each for name, each in os.environ.items() if name != "OPENBLAS_NUM_THREADS"}
    chosen = {} if wished is None else {"OPENBLAS_NUM_THREADS": wished}
    done = subprocess.run(
        [sys.executable, "-c", TOLD], env=rest | chosen, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == threads
