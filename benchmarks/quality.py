"""Measures how well courses are ranked on a CSV folder: every method on a part held out of it.

    python benchmarks/quality.py --data DIR [--split time|launch|last|random] [--people 4000]
                                 [--seed 0] [--cold 0.2]

``time`` holds out the last tenth of the dated completions, ``last`` each person's last course,
``random`` a fifth of all, and ``launch`` what people took after their first of the courses that
began last. ``--cold`` takes all history from so large a part of the courses and ranks these alone.
Training sees the rest only, in a child process as in production. Prints a table; ``ratio`` is to
the best of the single methods, which are given the settings that suit the held-out part best.
"""

from __future__ import annotations

import argparse
import dataclasses
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from lti_plugin.services.folder import Folder, read
from recommender.engine.catalogue import Catalogue
from recommender.engine.child import train_in_child
from recommender.engine.content import ContentRanker
from recommender.engine.dataset import Dataset, build_dataset
from recommender.engine.development import RANDOM_SHARE, TEST_SHARE, launch_split
from recommender.engine.evaluation import (
    Metrics,
    ScoreBlock,
    Split,
    evaluate,
    last_out_split,
    popularity,
    random_split,
    split_at,
    temporal_split,
)
from recommender.engine.factors import LIGHTFM
from recommender.engine.facts import LearnerFacts, Person
from recommender.engine.launch_prior import youngest
from recommender.engine.learned import LearnedRanker
from recommender.engine.links import Links
from recommender.engine.model import Model
from recommender.engine.model_store import load
from recommender.engine.neighbours import DECAYS, RIDGES, cosine, ease, ease_affordable
from recommender.engine.standing import recent_popularity
from recommender.engine.transitions import transitions

FUSION = "Fingerpost"


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--split", choices=("time", "launch", "last", "random"), default="time")
    parser.add_argument("--people", type=int, default=4000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--cold", type=float, default=0.0)
    chosen = parser.parse_args(arguments)
    data = read(chosen.data)
    dataset = build_dataset(data.completions, data.courses, data.learners)
    split, cold = _split(dataset, chosen)
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as root:
        version = train_in_child(dataset.of(split.train), Path(root), chosen.seed, compare=False)
        model = load(Path(root) / version)
        seconds = time.monotonic() - began
        methods = _methods(data, dataset, split, model, cold)
        _print(chosen.data.name, split, methods, model, seconds)
    return 0


def _split(dataset: Dataset, chosen: argparse.Namespace) -> tuple[Split, NDArray[np.bool_] | None]:
    """Return what is held out, and the mask of the courses without history where these count."""
    past, people, seed = dataset.interactions, chosen.people, chosen.seed
    if chosen.cold:
        taken = np.flatnonzero(past.course_counts())
        random = np.random.default_rng(seed)
        cold = np.zeros(len(past.courses), dtype=bool)
        cold[random.choice(taken, int(len(taken) * chosen.cold), replace=False)] = True
        return split_at(past, cold[past.course_rows], people, seed), cold
    if chosen.split == "launch":
        young = youngest(past)
        if young is None:
            raise SystemExit("The catalogue does not tell which courses began last.")
        return launch_split(past, young, people, seed), None
    if chosen.split == "time":
        return temporal_split(past, TEST_SHARE, people, seed), None
    if chosen.split == "random":
        return random_split(past, RANDOM_SHARE, people, seed), None
    return last_out_split(past, people, seed), None


def _methods(
    data: Folder,
    dataset: Dataset,
    split: Split,
    model: Model,
    cold: NDArray[np.bool_] | None,
) -> dict[str, Metrics]:
    catalogue = Catalogue(data.courses)
    facts = {learner.id: learner for learner in data.learners}
    histories = dict(split.train.histories())
    names = dataset.interactions.learners.ids
    people = [Person(facts.get(name, LearnerFacts(name)), histories[name]) for name in names]

    def measured(scores: ScoreBlock) -> Metrics:
        if cold is None:
            return evaluate(scores, split)
        return evaluate(lambda rows: np.where(cold, scores(rows), -np.inf), split)

    def ranked(ranker: LearnedRanker | ContentRanker) -> Metrics:
        return measured(lambda rows: ranker.scores([people[row] for row in rows]))

    lightfm = dataclasses.replace(model, parts=(), weights={LIGHTFM: 1.0})
    recent = recent_popularity(split.train).values
    return {
        "popularity": measured(popularity(split.train)),
        "recent popularity": measured(lambda rows: np.tile(recent, (len(rows), 1))),
        "content": ranked(ContentRanker(catalogue)),
        **{name: _best(found, split, measured) for name, found in _linked(split).items()},
        "LightFM hybrid": ranked(LearnedRanker(catalogue, lightfm)),
        FUSION: ranked(LearnedRanker(catalogue, model)),
    }


def _linked(split: Split) -> dict[str, list[Links]]:
    """Return the item-item methods with all settings that are tried."""
    past = split.train
    found = {
        "item-kNN": [Links("", cosine(past), 1.0)],
        "item-kNN, recency": [Links("", cosine(past), decay) for decay in DECAYS[1:]],
        "transitions": [Links("", transitions(past, 0.9), decay) for decay in DECAYS],
    }
    if ease_affordable(past):
        weights = [ease(past, ridge) for ridge in RIDGES]
        found["EASE"] = [Links("", each, 1.0) for each in weights]
        found["EASE, recency"] = [Links("", each, d) for each in weights for d in DECAYS[1:]]
    return found


def _best(tried: Sequence[Links], split: Split, measured: Any) -> Metrics:
    steps = split.train.steps()
    found: list[Metrics] = [measured(lambda rows, e=each: e.scores(steps[rows])) for each in tried]
    return max(found, key=lambda each: each.ndcg)


def _print(
    name: str, split: Split, methods: dict[str, Metrics], model: Model, seconds: float
) -> None:
    best = max(found.ndcg for method, found in methods.items() if method != FUSION)
    table = Table("method", "NDCG@10", "+-", "ratio", "recall@10", "coverage", title=name)
    for method, found in methods.items():
        table.add_row(
            method,
            f"{found.ndcg:.4f}",
            f"{found.ndcg_error:.4f}",
            f"{found.ndcg / best:.3f}" if best else "-",
            f"{found.recall:.4f}",
            f"{found.coverage:.3f}",
        )
    console = Console()
    console.print(table)
    card = model.card
    weights = ", ".join(f"{part} {weight:.2f}" for part, weight in card["weights"].items())
    console.print(
        f"{len(split.people)} people tested; trained in {seconds:.0f} s, {card['epochs']} epochs, "
        f"development part: {card['development']}; weights: {weights}"
    )


if __name__ == "__main__":
    sys.exit(main())
