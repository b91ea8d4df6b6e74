"""Measures how fast courses are ranked, on made-up vectors of the usual size.

    python benchmarks/serving.py [--courses 1000] [--people 5000] [--seed 0]

Prints microseconds per learner: for one live request with its reasons, in blocks, and for vectors
alone (product and top ten), beside LightFM's own ``predict``.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Sequence

import numpy as np
import scipy.sparse as sp
from lightfm import LightFM
from rich.console import Console
from rich.table import Table

from recommender.engine.companions import EASE, NEXT, TRANSITIONS, Part
from recommender.engine.factors import LIGHTFM, Factors
from recommender.engine.facts import CourseFacts, LearnerFacts, Person
from recommender.engine.interactions import IdMap
from recommender.engine.links import Links, links_per_course
from recommender.engine.model import Model
from recommender.engine.ranking import top_k
from recommender.engine.standing import POPULARITY, Standing
from recommender.engine.training import DIMENSIONS, FEW_FITS
from recommender.engine.vocabulary import Vocabulary
from recommender.ranker import Ranker
from recommender.recommend import recommend, recommend_block

OWN_COURSES = 8
BLOCK = 1000
LIVE_REQUESTS = 200
TOP = 10
PREDICTED = 100


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
        "what", "us a learner", title=f"{chosen.courses} courses, d = {DIMENSIONS * FEW_FITS}"
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
    vectors = _Vectors(chosen.courses, min(chosen.people, BLOCK), chosen.seed)
    rows |= {
        f"vectors, d = {DIMENSIONS}, one learner": (vectors.one_by_one, len(vectors.learners)),
        f"vectors, d = {DIMENSIONS}, in blocks": (vectors.in_blocks, len(vectors.learners)),
        "LightFM.predict, one thread": (vectors.by_lightfm, PREDICTED),
    }
    for what, (run, count) in rows.items():
        run()
        began = time.perf_counter()
        run()
        table.add_row(what, f"{(time.perf_counter() - began) / count * 1e6:.1f}")
    console = Console()
    console.print(table)
    console.print(f"Making the ranker took {ready * 1e3:.0f} ms.")
    return 0


class _Vectors:
    """Made-up vectors, ranked by product and top ten alone."""

    def __init__(self, courses: int, people: int, seed: int) -> None:
        random = np.random.default_rng(seed)
        self.courses = random.normal(size=(courses, DIMENSIONS)).astype(np.float32)
        self.learners = random.normal(size=(people, DIMENSIONS)).astype(np.float32)
        self.allowed = np.ones((people, courses), dtype=bool)
        self.lightfm = LightFM(no_components=DIMENSIONS)
        self.lightfm.fit(sp.identity(2, dtype=np.float32, format="coo"), epochs=0)
        self.lightfm.item_embeddings = self.courses
        self.lightfm.user_embeddings = self.learners
        self.lightfm.item_biases = np.zeros(courses, dtype=np.float32)
        self.lightfm.user_biases = np.zeros(people, dtype=np.float32)

    def one_by_one(self) -> None:
        for learner in range(len(self.learners)):
            scores = self.learners[learner : learner + 1] @ self.courses.T
            top_k(scores, self.allowed[:1], TOP)

    def in_blocks(self) -> None:
        top_k(self.learners @ self.courses.T, self.allowed, TOP)

    def by_lightfm(self) -> None:
        everything = np.arange(len(self.courses), dtype=np.int32)
        for learner in range(PREDICTED):
            scores = self.lightfm.predict(learner, everything, num_threads=1)
            np.argpartition(-scores, TOP)[:TOP]


def _in_blocks(ranker: Ranker, people: list[Person]) -> None:
    for start in range(0, len(people), BLOCK):
        recommend_block(ranker, people[start : start + BLOCK])


def _made_up(courses: int, people: int, seed: int) -> Model:
    random = np.random.default_rng(seed)
    width = DIMENSIONS * FEW_FITS
    parts = _parts(courses, random)
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
        vocabulary=Vocabulary(IdMap(()), np.zeros(0)),
        content=sp.csr_matrix((courses, 0)),
        parts=parts,
        weights=dict.fromkeys((LIGHTFM, *(part.name for part in parts)), 1 / (len(parts) + 1)),
        course_counts=random.integers(1, 1000, size=courses),
        followers=sp.csr_matrix((courses, courses), dtype=np.int32),
        usual_norm=1.0,
        card={},
    )


def _parts(courses: int, random: np.random.Generator) -> tuple[Part, ...]:
    """Return as many companions as a fusion usually has."""
    share = min(1.0, links_per_course(courses) / courses)

    def links(name: str) -> Links:
        weights = sp.random_array(
            (courses, courses), density=share, format="csr", dtype=np.float32, rng=random
        )
        return Links(name, weights, 0.8)

    popular = Standing(POPULARITY, random.random(courses).astype(np.float32))
    return links(EASE), links(TRANSITIONS), links(NEXT), popular


def _people(model: Model, seed: int) -> list[Person]:
    random = np.random.default_rng(seed + 1)
    own = random.integers(0, len(model.courses), size=(len(model.learners), OWN_COURSES))
    return [
        Person(LearnerFacts(name), tuple(dict.fromkeys(f"c{row}" for row in rows)))
        for name, rows in zip(model.learners, own.tolist(), strict=True)
    ]


if __name__ == "__main__":
    sys.exit(main())
