"""Measures launches: the server's work for login, launch and first page, at a rate and flat out.

    python benchmarks/launch.py [--database sqlite|postgres|URL] [--processes 1] [--rate 20]

Starts `fingerpost serve` with so many processes on a made-up site with a trained model, on this
machine alone. The times are a browser's, so waiting counts and a launch's clock starts when it is
due, but the platform's signing and the static files do not. Prints a table; figures are medians of
rounds. The aim is meant for two cores: one process for each, ``--processes 2``.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from itertools import cycle
from pathlib import Path

from launches.server import Server, temporary_postgres
from launches.site import PEOPLE
from launches.visitor import STEPS, Visitor
from rich.console import Console
from rich.table import Table

PERCENTILES = (50, 95, 99)
VISITORS = 4
AT_MOST_WAITING = 64
WARM_UP = 20
AIM_MS = 60

Times = list[tuple[float, ...]]


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", default="sqlite", metavar="sqlite|postgres|URL")
    parser.add_argument("--processes", type=int, default=1, help="web processes, one for a core")
    parser.add_argument("--rate", type=float, default=20.0, help="launches a second")
    parser.add_argument("--seconds", type=float, default=20.0, help="length of a round")
    parser.add_argument("--rounds", type=int, default=3)
    chosen = parser.parse_args(arguments)
    # One address may begin 3000 logins a minute, and this all comes from one.
    if not 0 < chosen.rate <= 40 or not 0 < chosen.seconds <= 120 or not 0 < chosen.rounds <= 9:
        parser.error("at most 40 launches a second, 120 seconds and 9 rounds")
    amount = round(chosen.rate * chosen.seconds)
    with (
        tempfile.TemporaryDirectory() as folder,
        _address(chosen.database) as url,
        Server(Path(folder), url, chosen.processes) as server,
    ):
        visitor, people = Visitor(server.address), cycle(PEOPLE)
        for _ in range(WARM_UP):
            visitor.launch(next(people))
        paced = _rounds(server, chosen.rounds, lambda: _paced(visitor, people, chosen, amount))
        alone = _rounds(server, chosen.rounds, lambda: _at_once(visitor, people, amount // 2, 1))
        most = _rounds(server, chosen.rounds, lambda: _at_once(visitor, people, amount, VISITORS))
    kind = f"{chosen.database.partition(':')[0]}, processes: {chosen.processes}"
    console = Console()
    _print(console, f"{kind}, {chosen.rate:g} launches a second", paced)
    _print(console, f"{kind}, one visitor without a pause", alone)
    _print(console, f"{kind}, {VISITORS} visitors without a pause", most)
    worst = _median(paced, lambda each: each.percentile(len(STEPS), 95))
    verdict = "is met" if worst < AIM_MS else "is missed"
    console.print(f"The aim, a p95 under {AIM_MS} ms for all three at that rate, {verdict}.")
    return 0


@contextmanager
def _address(database: str) -> Iterator[str | None]:
    """Give the database's address; None is the embedded default."""
    if database == "sqlite":
        yield None
    elif database == "postgres":
        with temporary_postgres() as url:
            yield url
    else:
        yield database


class Round:
    """What one round brought: seconds of each step, launches a second, the server's CPU time."""

    def __init__(self, server: Server, run: Callable[[], Times]) -> None:
        used, began = server.cpu_seconds(), time.perf_counter()
        self.times = run()
        self.per_second = len(self.times) / (time.perf_counter() - began)
        self.cpu = (server.cpu_seconds() - used) / len(self.times)

    def percentile(self, step: int, share: int) -> float:
        """Return a step's percentile in ms; the step after the last is all of them."""
        taken = [sum(each) if step == len(STEPS) else each[step] for each in self.times]
        return 1000 * statistics.quantiles(taken, n=100, method="inclusive")[share - 1]


def _rounds(server: Server, amount: int, run: Callable[[], Times]) -> list[Round]:
    return [Round(server, run) for _ in range(amount)]


def _paced(
    visitor: Visitor, people: Iterator[str], chosen: argparse.Namespace, amount: int
) -> Times:
    """Launch at a steady rate, whether the launches before have ended or not."""
    with ThreadPoolExecutor(AT_MOST_WAITING) as pool:
        began = time.perf_counter()
        waiting = []
        for number in range(amount):
            due = began + number / chosen.rate
            time.sleep(max(0.0, due - time.perf_counter()))
            waiting.append(pool.submit(visitor.launch, next(people), due))
        return [each.result() for each in waiting]


def _at_once(visitor: Visitor, people: Iterator[str], amount: int, visitors: int) -> Times:
    """Launch as fast as so many visitors can, each after their last one has ended."""
    with ThreadPoolExecutor(visitors) as pool:
        waiting = [pool.submit(visitor.launch, next(people)) for _ in range(amount)]
        return [each.result() for each in waiting]


def _median(rounds: list[Round], figure: Callable[[Round], float]) -> float:
    return statistics.median(figure(each) for each in rounds)


def _print(console: Console, title: str, rounds: list[Round]) -> None:
    table = Table("ms", *(f"p{share}" for share in PERCENTILES), title=title)
    for step, name in enumerate((*STEPS, "all three")):
        figures = [
            _median(rounds, partial(Round.percentile, step=step, share=share))
            for share in PERCENTILES
        ]
        table.add_row(name, *(f"{each:.1f}" for each in figures))
    console.print(table)
    rate = _median(rounds, lambda each: each.per_second)
    cpu = 1000 * _median(rounds, lambda each: each.cpu)
    console.print(f"{rate:.1f} launches a second, {cpu:.1f} ms of the server's CPU for each.")


if __name__ == "__main__":
    sys.exit(main())
