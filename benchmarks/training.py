"""Measures how long a training takes, and how much memory, on a made-up site.

    python benchmarks/training.py [--people 10000] [--courses 1000] [--completions 100000]
                                  [--budget 300] [--seed 0] [--without-comparison]
                                  [--words 0] [--alike]

People belong to one of some fields and mostly take courses of theirs, roughly in the order of the
catalogue, so that there is something to learn. ``--words`` gives each course a summary of so many,
a few of them common as in any language, most of them rare; with ``--alike`` all courses say the
same. Trains in a child process as in production, and compares the model with plain methods as the
gate does; prints how long each stage took.
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table

from recommender.engine.child import train_in_child
from recommender.engine.dataset import Dataset, build_dataset
from recommender.engine.facts import CourseFacts, LearnerFacts
from recommender.engine.model_store import load

FIELDS = 25
START = datetime(2023, 1, 1, tzinfo=UTC)
DAYS = 730.0
MOST_WORDS = 30_000


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--courses", type=int, default=1000)
    parser.add_argument("--completions", type=int, default=100_000)
    parser.add_argument("--budget", type=float, default=300.0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--without-comparison", action="store_true")
    parser.add_argument("--words", type=int, default=0)
    parser.add_argument("--alike", action="store_true")
    chosen = parser.parse_args(arguments)
    dataset = made_up(
        chosen.people,
        chosen.courses,
        chosen.completions,
        chosen.seed,
        words=chosen.words,
        alike=chosen.alike,
    )
    console = Console()
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as root:
        seen: dict[str, float] = {}
        version = train_in_child(
            dataset,
            Path(root),
            chosen.seed,
            chosen.budget,
            lambda stage, _done, _total: seen.setdefault(stage, time.monotonic()),
            compare=not chosen.without_comparison,
        )
        moments = [("begin", began), *seen.items(), ("end", time.monotonic())]
        card = load(Path(root) / version).card
        size = sum(path.stat().st_size for path in (Path(root) / version).iterdir())
    _print(console, card, chosen.courses, size, moments)
    if not chosen.without_comparison:
        console.print(_compared(card["evaluation"], seen["fit"] - seen["compare"]))
    return 0


def _print(
    console: Console,
    card: dict[str, Any],
    courses: int,
    size: int,
    moments: Sequence[tuple[str, float]],
) -> None:
    """Print what a training took and found; ``moments`` are its begin, its stages and its end."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    memory, processor = used.ru_maxrss / 1024**2, used.ru_utime + used.ru_stime
    seconds = moments[-1][1] - moments[0][1]
    weights = ", ".join(f"{part} {weight:.2f}" for part, weight in card["weights"].items())
    console.print(
        f"{card['people']} people, {courses} courses, {card['completions']} completions: "
        f"{seconds:.0f} s, {processor:.0f} of the processor, {memory:.2f} GB at most, "
        f"{size / 1024**2:.0f} MB on disk"
    )
    console.print(
        ", ".join(f"{stage} {end - at:.0f} s" for (stage, at), (_, end) in pairwise(moments[1:]))
    )
    console.print(
        f"{card['epochs']} epochs, search complete: {card['search_complete']}, "
        f"development part: {card['development']}; weights: {weights}"
    )


def _compared(found: dict[str, Any], seconds: float) -> Table:
    title = f"{found['people']} people set apart, {seconds:.0f} s; floor: {found['floor']}"
    figures = ("ndcg", "recall", "mrr", "coverage", "popularity", "cold_ndcg")
    heads = ("NDCG", "recall", "MRR", "cover", "pop.", "cold")
    table = Table("method", *heads, "to the fusion", title=title)
    for row in found["rows"]:
        cells = ["-" if row[name] is None else f"{row[name]:.3f}" for name in figures]
        ends = "" if row["difference"] is None else "{0:+.3f} {2:+.3f}".format(*row["difference"])
        table.add_row(row["method"], *cells, ends)
    return table


def made_up(
    people: int,
    courses: int,
    completions: int,
    seed: int,
    *,
    words: int,
    alike: bool,
) -> Dataset:
    """Return a site of so many people and courses, with about so many completions."""
    random = np.random.default_rng(seed)
    field_of = random.integers(FIELDS, size=courses)
    popular = random.pareto(1.2, size=courses) + 0.05
    own = random.integers(FIELDS, size=people)
    lengths = 1 + random.geometric(people / max(people + 1, completions), size=people)
    found = []
    for person in range(people):
        weights = popular * np.where(field_of == own[person], 20.0, 1.0)
        count = min(int(lengths[person]), courses)
        taken = random.choice(courses, count, replace=False, p=weights / weights.sum())
        days = np.sort(random.random(count)) * DAYS
        found += [
            (f"p{person}", f"c{course}", START + timedelta(days=float(day)))
            for course, day in zip(np.sort(taken), days, strict=True)
        ]
    facts = [
        CourseFacts(
            f"c{row}",
            f"Course {row} of field {field}",
            skills=(f"Skill {field}-{row % 7}", f"Skill {field}-{row % 5}"),
            category=f"Field {field}",
            level=float(row % 5),
            summary=_summary(random, field, words) if words else "",
        )
        for row, field in enumerate(field_of.tolist())
    ]
    if alike:
        facts = [replace(facts[0], id=course.id) for course in facts]
    learners = [LearnerFacts(f"p{row}", role=f"Role {field}") for row, field in enumerate(own)]
    return build_dataset(found, facts, learners)


def _summary(random: np.random.Generator, field: int, words: int) -> str:
    """Return words as they are spread in a text (Zipf); every other one is of the field's own."""
    ranks = np.minimum(random.zipf(1.3, size=words), MOST_WORDS)
    return " ".join(f"w{rank}" if rank % 2 else f"f{field}w{rank}" for rank in ranks.tolist())


if __name__ == "__main__":
    sys.exit(main())
