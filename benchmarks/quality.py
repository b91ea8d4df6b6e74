"""Measures how well courses are ranked on a CSV folder: every method on a part held out of it.

    python benchmarks/quality.py --data DIR [--split time|last] [--people 4000] [--seed 0]

``time`` holds out the last tenth of the dated completions, ``last`` each person's last course.
Training sees the rest only, in a child process as in production. Prints a table.
"""

from __future__ import annotations

import argparse
import dataclasses
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from lti_plugin.services.folder import Folder, read
from recommender.engine.catalogue import Catalogue
from recommender.engine.child import train_in_child
from recommender.engine.content import ContentRanker
from recommender.engine.dataset import Dataset, build_dataset
from recommender.engine.evaluation import (
    TEST_SHARE,
    ScoreBlock,
    Split,
    evaluate,
    last_out_split,
    popularity,
    temporal_split,
)
from recommender.engine.facts import LearnerFacts, Person
from recommender.engine.learned import LearnedRanker
from recommender.engine.model import Model
from recommender.engine.model_store import load
from recommender.engine.neighbours import cosine, ease
from recommender.engine.tuning import neighbour_scores


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--split", choices=("time", "last"), default="time")
    parser.add_argument("--people", type=int, default=4000)
    parser.add_argument("--seed", type=int, default=0)
    chosen = parser.parse_args(arguments)
    data = read(chosen.data)
    dataset = build_dataset(data.completions, data.courses, data.learners)
    if chosen.split == "time":
        split = temporal_split(dataset.interactions, TEST_SHARE, chosen.people, chosen.seed)
    else:
        split = last_out_split(dataset.interactions, chosen.people, chosen.seed)
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as root:
        kept = dataclasses.replace(dataset, interactions=split.train)
        model = load(Path(root) / train_in_child(kept, Path(root), chosen.seed))
        seconds = time.monotonic() - began
        _print(chosen.data.name, split, _methods(data, dataset, split, model), model, seconds)
    return 0


def _methods(data: Folder, dataset: Dataset, split: Split, model: Model) -> dict[str, ScoreBlock]:
    catalogue = Catalogue(data.courses)
    facts = {learner.id: learner for learner in data.learners}
    histories = dict(split.train.histories())
    names = dataset.interactions.learners.ids
    people = [Person(facts.get(name, LearnerFacts(name)), histories[name]) for name in names]

    def ranked(ranker: LearnedRanker | ContentRanker) -> ScoreBlock:
        def scores(rows: NDArray[np.int64]) -> NDArray[np.float32]:
            return ranker.scores([people[row] for row in rows])

        return scores

    return {
        "popularity": popularity(split.train),
        "content": ranked(ContentRanker(catalogue)),
        "item-kNN, recency": neighbour_scores(split.train, cosine(split.train)),
        "EASE, recency": neighbour_scores(split.train, ease(split.train, 200.0)),
        "LightFM hybrid": ranked(
            LearnedRanker(catalogue, dataclasses.replace(model, neighbour_weight=0.0))
        ),
        "Fingerpost": ranked(LearnedRanker(catalogue, model)),
    }


def _print(
    name: str, split: Split, methods: dict[str, ScoreBlock], model: Model, seconds: float
) -> None:
    table = Table("method", "NDCG@10", "+-", "recall@10", "coverage", title=name)
    for method, scores in methods.items():
        found = evaluate(scores, split)
        table.add_row(
            method,
            f"{found.ndcg:.4f}",
            f"{found.ndcg_error:.4f}",
            f"{found.recall:.4f}",
            f"{found.coverage:.3f}",
        )
    console = Console()
    console.print(table)
    card = model.card
    console.print(
        f"{len(split.people)} people tested; trained in {seconds:.0f} s, {card['epochs']} epochs, "
        f"{card['companion']}, neighbours' weight {model.neighbour_weight}"
    )


if __name__ == "__main__":
    sys.exit(main())
