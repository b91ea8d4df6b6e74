"""Measures how well courses are ranked on a CSV folder: every method on a part held out of it.

    python benchmarks/quality.py --data DIR [--split time|launch|last|late|before|random]
                                 [--people 4000] [--seed 0] [--cold 0.2] [--factors]
                                 [--budget SECONDS]

``time`` holds out the last tenth of the dated completions, ``last`` each person's last course,
``late`` one of their last three, ``before`` their last but one (the last stays, where the records
end on something else), ``random`` a fifth of all, and ``launch`` what people took after
their first of the courses that began last, over the courses that had begun by then or do so with
these. Where the catalogue tells which courses are about to begin, all but ``time`` leave them out:
nobody could take them. ``--cold`` takes all history from so large a part of the courses and ranks
these alone.
``--factors`` also tunes ALS and LightFM by themselves: one fit of LightFM at a time, without
features, with them, and with them and the identity normalised together as in its paper (Kula 2015).
``--budget`` is the time that a training may take: by the clock, so a busy machine needs more.
Training sees the rest only, in a child process as in production. Prints a table; ``ratio`` is to
the best of all single methods, ``of peers`` to the best of those that others offer ready-made: all
are given the settings that suit the held-out part best.
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
from rivals import factorised, linked

from lti_plugin.services.folder import Folder, read
from recommender.engine.catalogue import Catalogue
from recommender.engine.child import train_in_child
from recommender.engine.content import ContentRanker
from recommender.engine.dataset import Dataset, build_dataset
from recommender.engine.development import LAST_COURSES, RANDOM_SHARE, TEST_SHARE, launch_split
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
from recommender.engine.interactions import Interactions
from recommender.engine.launch_prior import launched_in_order, upcoming, youngest
from recommender.engine.learned import LearnedRanker
from recommender.engine.model import Model
from recommender.engine.model_store import load
from recommender.engine.standing import recent_popularity

FUSION = "Fingerpost"
# What is ours: the fusion, and companions that nobody offers ready-made.
COMPANIONS = ("recent popularity", "content", "transitions", "EASE, recency")
OWN = (FUSION, *COMPANIONS, "LightFM, mean of fits")


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    splits = ("time", "launch", "last", "late", "before", "random")
    parser.add_argument("--split", choices=splits, default="time")
    parser.add_argument("--people", type=int, default=4000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--cold", type=float, default=0.0)
    parser.add_argument("--factors", action="store_true")
    parser.add_argument("--budget", type=float)
    chosen = parser.parse_args(arguments)
    data = read(chosen.data)
    dataset = build_dataset(data.completions, data.courses, data.learners)
    cold = None
    if chosen.cold:
        split, cold = _cold_split(dataset, chosen)
    elif chosen.split == "launch":
        data, dataset, split = _at_launch(data, dataset, chosen)
    else:
        if chosen.split != "time" and launched_in_order(dataset.interactions):
            data, dataset = _begun(data, dataset)
        split = _split(dataset.interactions, chosen)
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as root:
        known = dataset.of(split.train)
        version = train_in_child(known, Path(root), chosen.seed, chosen.budget, compare=False)
        model = load(Path(root) / version)
        seconds = time.monotonic() - began
        methods = _methods(data, dataset, split, model, cold, tuned=chosen.factors)
        _print(chosen.data.name, split, methods, model, seconds)
    return 0


def _at_launch(
    data: Folder, dataset: Dataset, chosen: argparse.Namespace
) -> tuple[Folder, Dataset, Split]:
    """Hold out what came after launches."""
    young = youngest(dataset.interactions)
    if young is None:
        raise SystemExit("The catalogue does not tell which courses began last.")
    young = young[~upcoming(dataset.interactions)]
    data, known = _begun(data, dataset)
    return data, known, launch_split(known.interactions, young, chosen.people, chosen.seed)


def _begun(data: Folder, dataset: Dataset) -> tuple[Folder, Dataset]:
    """Leave out the courses that begin after all that is known.

    Nobody could take these yet; as rivals of all others they would make launches look useless.
    """
    known = dataset.only_courses(np.flatnonzero(~upcoming(dataset.interactions)))
    courses = [course for course in data.courses if course.id in known.interactions.courses]
    return dataclasses.replace(data, courses=courses), known


def _cold_split(dataset: Dataset, chosen: argparse.Namespace) -> tuple[Split, NDArray[np.bool_]]:
    """Return what is held out, and the mask of the courses that lose their history."""
    past = dataset.interactions
    taken = np.flatnonzero(past.course_counts())
    random = np.random.default_rng(chosen.seed)
    cold = np.zeros(len(past.courses), dtype=bool)
    cold[random.choice(taken, int(len(taken) * chosen.cold), replace=False)] = True
    return split_at(past, cold[past.course_rows], chosen.people, chosen.seed), cold


def _split(past: Interactions, chosen: argparse.Namespace) -> Split:
    if chosen.split == "time":
        return temporal_split(past, TEST_SHARE, chosen.people, chosen.seed)
    if chosen.split == "random":
        return random_split(past, RANDOM_SHARE, chosen.people, chosen.seed)
    if chosen.split == "before":
        return split_at(past, past.steps_back() == 1, chosen.people, chosen.seed)
    among = LAST_COURSES if chosen.split == "late" else 1
    return last_out_split(past, chosen.people, chosen.seed, among)


def _methods(
    data: Folder,
    dataset: Dataset,
    split: Split,
    model: Model,
    cold: NDArray[np.bool_] | None,
    *,
    tuned: bool,
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

    # Alone it weighs the same at every course: with other weights, new ones would stand elsewhere.
    factors = dataclasses.replace(
        model, parts=(), weights={LIGHTFM: 1.0}, newcomers_weights={}, untaken_weights={}
    )
    recent = recent_popularity(split.train).values
    return {
        "popularity": measured(popularity(split.train)),
        "recent popularity": measured(lambda rows: np.tile(recent, (len(rows), 1))),
        "content": ranked(ContentRanker(catalogue)),
        **linked.tuned(split, measured),
        **(factorised.tuned(dataset, split, measured) if tuned else {}),
        "LightFM, mean of fits": ranked(LearnedRanker(catalogue, factors)),
        FUSION: ranked(LearnedRanker(catalogue, model)),
    }


def _print(
    name: str, split: Split, methods: dict[str, Metrics], model: Model, seconds: float
) -> None:
    best = max(found.ndcg for method, found in methods.items() if method != FUSION)
    peer = max(found.ndcg for method, found in methods.items() if method not in OWN)
    figures = ("NDCG@10", "+-", "ratio", "of peers", "recall@10", "coverage")
    table = Table("method", *figures, title=name)
    for method, found in methods.items():
        table.add_row(
            method,
            f"{found.ndcg:.4f}",
            f"{found.ndcg_error:.4f}",
            f"{found.ndcg / best:.3f}" if best else "-",
            f"{found.ndcg / peer:.3f}" if peer else "-",
            f"{found.recall:.4f}",
            f"{found.coverage:.3f}",
        )
    console = Console(width=110)
    console.print(table)
    card = model.card
    weights = ", ".join(f"{part} {weight:.2f}" for part, weight in card["weights"].items())
    console.print(
        f"{len(split.people)} people tested; trained in {seconds:.0f} s, {card['epochs']} epochs, "
        f"development part: {card['development']}, search "
        f"{'complete' if card['search_complete'] else 'cut short'}; weights: {weights}"
    )


if __name__ == "__main__":
    sys.exit(main())
