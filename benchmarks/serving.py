"""Measures how fast courses are ranked, on made-up vectors and a made-up site of the usual size.

    python benchmarks/serving.py [--courses 1000 10000] [--people 10000] [--rounds 5] [--seed 0]
    python benchmarks/serving.py --stream 1000000 [--courses 20000] [--folder DIR]

Prints microseconds per learner, as medians of rounds that take turns, and the least of these: for
vectors alone (product, seen courses left out, top ten) beside the plain product, LightFM's own
``predict`` in one thread and, where it is installed, implicit; and for all that the scoring job and
a request do. Where others work on the machine, look at the processor's time, and at what it is
beside the plain product's.

With ``--stream``: CPU seconds and memory for as many learners, from a file into a file; with a
folder it goes on where it was broken off.

One thread each: nothing here runs in two.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import NamedTuple

os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1", MKL_NUM_THREADS="1")

from rich.console import Console
from rich.table import Table
from serve import site, vectors
from serve.stream import Stream

from recommender.engine.training import DIMENSIONS, FEW_FITS
from recommender.ranker import Ranker
from recommender.recommend import recommend, recommend_block

BLOCK = 1000
LIVE_REQUESTS = 100
KEPT = 20

FLOOR, ONE_FLOOR = "product, blocks", "product, one learner"
BLOCKS, ONE = "ranking.py, blocks", "ranking.py, one learner"
PREDICT = "LightFM.predict"
Runs = dict[str, Callable[[], int]]


class Time(NamedTuple):
    """Microseconds a learner by the clock and of the processor: medians, and the least of these."""

    clock: float
    spent: float
    least: float


Times = dict[str, Time]


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--courses", type=int, nargs="+")
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--stream", type=int, metavar="LEARNERS")
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--seed", type=int, default=0)
    chosen = parser.parse_args(arguments)
    console = Console()
    if chosen.stream:
        with tempfile.TemporaryDirectory() if chosen.folder is None else nullcontext() as made:
            folder = Path(made) if made else chosen.folder
            courses = (chosen.courses or [20_000])[0]
            _stream(console, Stream(folder, chosen.stream, courses, chosen.seed))
        return 0
    for courses in chosen.courses or [1000, 10_000]:
        times = _measured(_runs(courses, chosen.people, chosen.seed), chosen.rounds)
        console.print(_table(courses, times))
        ratio = times[PREDICT].spent / times[BLOCKS].spent
        console.print(f"LightFM.predict takes {ratio:.0f} times what ranking in blocks takes.\n")
    return 0


def _runs(courses: int, people: int, seed: int) -> Runs:
    """Return what is measured; each call returns for how many learners it was."""
    made = vectors.Vectors(courses, people, seed)
    model = site.model(courses, BLOCK, seed)
    ranker = Ranker(site.courses(courses, seed), model)
    asking, gaps = site.people(model, seed), site.gaps(BLOCK, seed)
    live = asking[:LIVE_REQUESTS]

    def alone() -> int:
        for person in live:
            recommend_block(ranker, [person])
        return len(live)

    def explained() -> int:
        for person in live:
            recommend(ranker, person)
        return len(live)

    return {
        ONE_FLOOR: made.one_product,
        ONE: made.one_by_one,
        FLOOR: made.product,
        BLOCKS: made.in_blocks,
        **({"implicit.cpu.topk, blocks": made.by_implicit} if vectors.topk else {}),
        PREDICT: made.by_lightfm,
        "all parts, blocks": lambda: len(recommend_block(ranker, asking, KEPT)),
        "all parts, gap, blocks": lambda: len(recommend_block(ranker, asking, KEPT, gaps)),
        "all parts, one request": alone,
        "the same with reasons": explained,
    }


def _measured(runs: Runs, rounds: int) -> Times:
    """Run everything in turns, so many rounds."""
    clocks: dict[str, list[float]] = {what: [] for what in runs}
    spent: dict[str, list[float]] = {what: [] for what in runs}
    for number in range(rounds + 1):
        for what, run in runs.items():
            clock, processor = time.perf_counter(), time.process_time()
            count = run()
            clock, processor = time.perf_counter() - clock, time.process_time() - processor
            if number:  # the first round warms up
                clocks[what].append(clock / count * 1e6)
                spent[what].append(processor / count * 1e6)
    return {
        what: Time(statistics.median(clocks[what]), statistics.median(each), min(each))
        for what, each in spent.items()
    }


def _table(courses: int, times: Times) -> Table:
    title = f"{courses} courses; vectors of {DIMENSIONS}, all parts with {DIMENSIONS * FEW_FITS}"
    table = Table("us a learner", "clock", "CPU", "least CPU", "CPU / product", title=title)
    for what, each in times.items():
        floor = times[FLOOR if "blocks" in what else ONE_FLOOR].spent
        table.add_row(what, *(f"{number:.1f}" for number in (*each, each.spent / floor)))
    return table


def _stream(console: Console, stream: Stream) -> None:
    stream.folder.mkdir(parents=True, exist_ok=True)
    stream.make()
    made, before = stream.done(), time.process_time()
    began = time.perf_counter()
    with console.status("") as status:
        stream.rank(lambda done: status.update(f"{done} of {stream.learners}"))
    spent, clock = time.process_time() - before, time.perf_counter() - began
    ranked = stream.learners - made
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    console.print(
        f"{ranked} learners x {stream.courses} courses x {DIMENSIONS}: {spent:.0f} CPU seconds "
        f"({spent / max(1, ranked) * 1e6:.1f} us a learner), {clock:.0f} s by the clock, "
        f"{memory:.0f} MB at most."
    )


if __name__ == "__main__":
    sys.exit(main())
