"""Measures how fast and how good paths are, on made-up catalogues of several sizes.

    python benchmarks/pathway.py [--seeds 3] [--sizes 60x12 200x25 500x40 2000x60] [--seconds 5]

Courses teach one to three skills, half of them only from the level below, a quarter require an
earlier course, one in thirty is durable; paths have 6, 12, 26 and 52 hours. Prints the seconds of
each size, how many paths are proven optimal, the coverage they reach, and how long the greedy path
takes and how much of the best one's gain it has.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import time
from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from recommender.skills.pathway.planner import plan
from recommender.skills.pathway.plans import Plan
from recommender.skills.pathway.values import Goal, Limits, Option

SIZES = ("60x12", "200x25", "500x40", "2000x60")
HOURS = (6, 12, 26, 52)
LENGTHS = (0.5, 1, 2, 3, 4, 6, 8, 12, 16, 24)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--sizes", nargs="+", default=SIZES)
    parser.add_argument("--seconds", type=float, default=5.0)
    chosen = parser.parse_args(arguments)
    table = Table(
        "size", "median s", "max s", "max CPU s", "optimal", "coverage", "greedy s", "ratio"
    )
    console = Console()
    for size in chosen.sizes:
        courses, skills = (int(part) for part in size.split("x"))
        table.add_row(size, *_measured(courses, skills, chosen.seeds, chosen.seconds))
    console.print(table)
    console.print("ratio: worst and median of the greedy path's gain to the best one's.")
    return 0


def _measured(courses: int, skills: int, seeds: int, seconds: float) -> list[str]:
    took, busy, quick_took, ratios = [], [], [], []
    best: list[Plan] = []
    for seed in range(seeds):
        options, goals = _made_up(courses, skills, seed)
        for hours in HOURS:
            began, began_busy = time.perf_counter(), time.process_time()
            path = plan(options, goals, Limits(hours), seconds=seconds)
            took.append(time.perf_counter() - began)
            busy.append(time.process_time() - began_busy)
            began = time.perf_counter()
            quick = plan(options, goals, Limits(hours), seconds=0)
            quick_took.append(time.perf_counter() - began)
            best.append(path)
            ratios.append(quick.gain / path.gain if path.gain else 1.0)
    after = [path.coverage_after for path in best]
    return [
        f"{statistics.median(took):.2f}",
        f"{max(took):.2f}",
        f"{max(busy):.2f}",
        f"{sum(path.label == 'optimal' for path in best)}/{len(best)}",
        f"{min(after):.2f}-{max(after):.2f}",
        f"{max(quick_took):.2f}",
        f"{min(ratios):.2f}, {statistics.median(ratios):.2f}",
    ]


def _made_up(courses: int, skills: int, seed: int) -> tuple[list[Option], list[Goal]]:
    chance = random.Random(seed)
    names = [f"s{number}" for number in range(skills)]
    options = []
    for number in range(courses):
        taught = {
            skill: float(chance.randint(1, 5))
            for skill in chance.sample(names, chance.randint(1, 3))
        }
        options.append(
            Option(
                id=f"c{number}",
                hours=round(chance.choice(LENGTHS) * chance.uniform(0.7, 1.3), 2),
                teaches=taught,
                entry={s: level - 1 for s, level in taught.items() if chance.random() < 0.5},
                requires=(f"c{chance.randrange(number)}",)
                if number and chance.random() < 0.25
                else (),
                fit=chance.random(),
                durable=chance.random() < 1 / 30,
            )
        )
    goals = []
    for skill in names:
        held = round(chance.uniform(0, 3), 2)
        needed = min(5.0, round(held + chance.uniform(0.5, 2.5)))
        goals.append(Goal(skill, held, needed, round(chance.uniform(0.2, 1), 2)))
    return options, goals


if __name__ == "__main__":
    sys.exit(main())
