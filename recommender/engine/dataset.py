"""The input of one training: built from plain facts, kept in a folder for the child process."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recommender.engine.contents import Contents
from recommender.engine.errors import UNREADABLE, DatasetUnreadable
from recommender.engine.facts import CourseFacts, LearnerFacts
from recommender.engine.features import (
    COURSE_FEATURE_CAP,
    LEARNER_FEATURE_CAP,
    MIN_OWNERS,
    FeatureTable,
    course_features,
    learn_table,
    learner_features,
)
from recommender.engine.interactions import Completion, IdMap, Interactions
from recommender.engine.likeness import Predictor
from recommender.engine.sparse import read_sparse, sparse_arrays
from recommender.engine.vocabulary import Vocabulary, course_tokens

_ARRAYS = "arrays.npz"
_NAMES = "names.json"


@dataclass(frozen=True)
class Dataset:
    """Completions with the features of every course and of every person in the history.

    ``contents`` are those of the courses, over the tokens of ``vocabulary``. ``gap`` is people x
    courses as CSR: what each course would close of what a person lacks. It is no input of
    the training, only of what the training is compared with; None where nobody lacks anything.
    """

    interactions: Interactions
    course_features: FeatureTable
    learner_features: FeatureTable
    vocabulary: Vocabulary
    contents: Contents
    gap: Any | None = None

    @property
    def content(self) -> Any:
        """Courses x tokens of ``vocabulary`` as CSR, rows of length 1 or empty."""
        return self.contents.vectors

    @cached_property
    def predictor(self) -> Predictor:
        """What predicts for the courses without a history here."""
        return Predictor(self.content, self.interactions.course_counts())

    def of(self, past: Interactions) -> Dataset:
        """Return the same with another history of the same people and courses."""
        return replace(self, interactions=past)

    def only_courses(self, rows: NDArray[np.int64]) -> Dataset:
        """Return what there is of the courses at these rows, in their order."""
        features = self.course_features
        return replace(
            self,
            interactions=self.interactions.only_courses(rows),
            course_features=FeatureTable(features.names, features.matrix[rows]),
            contents=Contents(self.content[rows]),
            gap=None if self.gap is None else self.gap[:, rows],
        )


def build_dataset(
    completions: Iterable[Completion],
    courses: Sequence[CourseFacts],
    learners: Iterable[LearnerFacts],
) -> Dataset:
    """Gather what training needs; completions of unknown courses are left out.

    Hidden and excluded courses belong to ``courses`` too: who took them still tells something. Of
    two with the same id the first counts, as in the catalogue.
    """
    facts: dict[str, CourseFacts] = {}
    for course in courses:
        facts.setdefault(course.id, course)
    interactions = Interactions.from_completions(completions, IdMap(tuple(facts)))
    people: dict[str, LearnerFacts] = {}
    for learner in learners:
        people.setdefault(learner.id, learner)
    course_rows = [course_features(course) for course in facts.values()]
    learner_rows = [
        learner_features(people[name]) if name in people else {} for name in interactions.learners
    ]
    counted = [course_tokens(course) for course in facts.values()]
    vocabulary = Vocabulary.of(counted, MIN_OWNERS)
    return Dataset(
        interactions,
        learn_table(course_rows, COURSE_FEATURE_CAP),
        learn_table(learner_rows, LEARNER_FEATURE_CAP),
        vocabulary,
        Contents(vocabulary.vectors(counted)),
    )


def write_dataset(folder: Path, dataset: Dataset) -> None:
    """Write ``dataset`` into ``folder`` as plain arrays and JSON."""
    folder.mkdir(parents=True, exist_ok=True)
    past = dataset.interactions
    np.savez(
        folder / _ARRAYS,
        learner_rows=past.learner_rows,
        course_rows=past.course_rows,
        times=past.times,
        token_weights=dataset.vocabulary.weights,
        **sparse_arrays("content", dataset.content),
        **sparse_arrays("course_features", dataset.course_features.matrix),
        **sparse_arrays("learner_features", dataset.learner_features.matrix),
        **({} if dataset.gap is None else sparse_arrays("gap", dataset.gap)),
    )
    names = {
        "learners": past.learners.ids,
        "courses": past.courses.ids,
        "course_features": dataset.course_features.names.ids,
        "learner_features": dataset.learner_features.names.ids,
        "tokens": dataset.vocabulary.tokens.ids,
    }
    (folder / _NAMES).write_text(json.dumps(names), encoding="utf-8")


def read_dataset(folder: Path) -> Dataset:
    """Read what :func:`write_dataset` wrote.

    Raises
    ------
    DatasetUnreadable
        If the folder is missing, incomplete or damaged.
    """
    try:
        names = json.loads((folder / _NAMES).read_text(encoding="utf-8"))
        maps = {kind: IdMap(tuple(ids)) for kind, ids in names.items()}
        with (folder / _ARRAYS).open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            interactions = Interactions(
                maps["learners"],
                maps["courses"],
                arrays["learner_rows"],
                arrays["course_rows"],
                arrays["times"],
            )
            tables = {
                kind: FeatureTable(maps[kind], read_sparse(arrays, kind, len(maps[kind]), owners))
                for kind, owners in (
                    ("course_features", len(maps["courses"])),
                    ("learner_features", len(maps["learners"])),
                )
            }
            vocabulary = Vocabulary(maps["tokens"], arrays["token_weights"])
            content = read_sparse(arrays, "content", len(maps["tokens"]), len(maps["courses"]))
            gap = None
            if "gap_starts" in arrays:
                gap = read_sparse(arrays, "gap", len(maps["courses"]), len(maps["learners"]))
    except (*UNREADABLE, zipfile.BadZipFile) as error:
        raise DatasetUnreadable(
            f"The training input in {folder} cannot be read: {error}"
        ) from error
    features = tables["course_features"], tables["learner_features"]
    return Dataset(interactions, *features, vocabulary, Contents(content), gap)


def remove_dataset(folder: Path) -> None:
    """Remove what :func:`write_dataset` wrote; what has been read needs it no more."""
    for name in (_ARRAYS, _NAMES):
        (folder / name).unlink(missing_ok=True)
