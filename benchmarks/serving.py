"""Measures how fast courses are ranked, on made-up vectors of the usual size.

    python benchmarks/serving.py [--courses 1000] [--people 5000] [--seed 0]

Prints microseconds per learner: for one live request with its reasons, and in blocks.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Sequence

import numpy as np
import scipy.sparse as sp
from rich.console import Console
from rich.table import Table

from recommender.engine.factors import Factors
from recommender.engine.facts import CourseFacts, LearnerFacts, Person
from recommender.engine.interactions import IdMap
from recommender.engine.model import Model
from recommender.engine.neighbours import DECAY, LINKS_PER_COURSE
from recommender.engine.training import DIMENSIONS, FITS
from recommender.recommend import Ranker, recommend, recommend_block

OWN_COURSES = 8
BLOCK = 1000
LIVE_REQUESTS = 200


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--courses", type=int, default=1000)
    parser.add_argument("--people", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=0)
    chosen = parser.parse_args(arguments)
    courses = [CourseFacts(f"c{row}", f"Course {row}") for row in range(chosen.courses)]
    model = _made_up(chosen.courses, chosen.people, chosen.seed)
    people = _people(model, chosen.seed)
    began = time.perf_counter()
    ranker = Ranker(courses, model)
    ready = time.perf_counter() - began
    live = people[:LIVE_REQUESTS]
    table = Table(
        "what", "us a learner", title=f"{chosen.courses} courses, d = {DIMENSIONS * FITS}"
    )
    rows: dict[str, tuple[Callable[[], object], int]] = {
        "one request, with reasons": (
            lambda: [recommend(ranker, each) for each in live],
            len(live),
        ),
        "one request, without": (
            lambda: [recommend_block(ranker, [each]) for each in live],
            len(live),
        ),
        f"blocks of {BLOCK}": (lambda: _in_blocks(ranker, people), len(people)),
    }
    for what, (run, count) in rows.items():
        run()
        began = time.perf_counter()
        run()
        table.add_row(what, f"{(time.perf_counter() - began) / count * 1e6:.0f}")
    console = Console()
    console.print(table)
    console.print(f"Making the ranker took {ready * 1e3:.0f} ms.")
    return 0


def _in_blocks(ranker: Ranker, people: list[Person]) -> None:
    for start in range(0, len(people), BLOCK):
        recommend_block(ranker, people[start : start + BLOCK])


def _made_up(courses: int, people: int, seed: int) -> Model:
    random = np.random.default_rng(seed)
    width = DIMENSIONS * FITS
    share = min(1.0, LINKS_PER_COURSE / courses)
    return Model(
        learners=IdMap(tuple(f"p{row}" for row in range(people))),
        courses=IdMap(tuple(f"c{row}" for row in range(courses))),
        learner_feature_names=IdMap(()),
        course_feature_names=IdMap(()),
        factors=Factors(
            random.normal(size=(courses, width)).astype(np.float32),
            random.normal(size=courses).astype(np.float32),
            random.normal(size=(people, width)).astype(np.float32),
        ),
        links=sp.random_array(
            (courses, courses), density=share, format="csr", dtype=np.float32, rng=random
        ),
        course_counts=random.integers(1, 1000, size=courses),
        neighbour_weight=0.5,
        decay=DECAY,
        usual_norm=1.0,
        card={},
    )


def _people(model: Model, seed: int) -> list[Person]:
    random = np.random.default_rng(seed + 1)
    own = random.integers(0, len(model.courses), size=(len(model.learners), OWN_COURSES))
    return [
        Person(LearnerFacts(name), tuple(dict.fromkeys(f"c{row}" for row in rows)))
        for name, rows in zip(model.learners, own.tolist(), strict=True)
    ]


if __name__ == "__main__":
    sys.exit(main())
