"""The training input: built from facts, written and read again without loss."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest
import scipy.sparse as sp

from recommender.engine.dataset import Dataset, build_dataset, read_dataset, write_dataset
from recommender.engine.errors import DatasetUnreadable
from recommender.engine.facts import CourseFacts, LearnerFacts


def test_what_is_written_is_read_again(tmp_path: Path, dataset: Dataset) -> None:
    write_dataset(tmp_path / "input", dataset)
    again = read_dataset(tmp_path / "input")
    assert again.interactions.learners == dataset.interactions.learners
    assert again.interactions.courses == dataset.interactions.courses
    np.testing.assert_array_equal(again.interactions.times, dataset.interactions.times)
    np.testing.assert_array_equal(again.interactions.course_rows, dataset.interactions.course_rows)
    for kind in ("course_features", "learner_features"):
        mine, other = getattr(again, kind), getattr(dataset, kind)
        assert mine.names == other.names
        assert (mine.matrix != other.matrix).nnz == 0
    assert again.gap is None


def test_what_people_lack_goes_along_and_follows_the_courses(
    tmp_path: Path, dataset: Dataset
) -> None:
    gap = sp.random_array(dataset.interactions.shape, density=0.1, rng=0, format="csr")
    write_dataset(tmp_path / "input", dataclasses.replace(dataset, gap=gap))
    again = read_dataset(tmp_path / "input")
    assert (again.gap != gap).nnz == 0
    assert (again.only_courses(np.array([4, 2])).gap != gap[:, [4, 2]]).nnz == 0


def test_of_two_with_one_id_the_first_counts() -> None:
    courses = [CourseFacts("a", "A", skills=("S",)), CourseFacts("a", "Z", skills=("T",))]
    courses.append(CourseFacts("b", "B", skills=("S", "T")))
    people = [LearnerFacts("p", role="R"), LearnerFacts("p", role="Q"), LearnerFacts("q", role="R")]
    found = build_dataset([("p", "a", None), ("q", "a", None)], courses, people)
    assert found.course_features.names.ids == ("skill:S",)
    assert found.learner_features.names.ids == ("role:R",)


def test_people_without_facts_have_no_features_and_people_without_history_no_row() -> None:
    dataset = build_dataset(
        [("known", "a", None), ("unknown", "a", None)],
        [CourseFacts("a", "A")],
        [LearnerFacts("known", role="R"), LearnerFacts("newcomer", role="R")],
    )
    assert dataset.interactions.learners.ids == ("known", "unknown")
    assert dataset.learner_features.matrix.shape[0] == 2


NAMES = {
    "no json": "{",
    "a key": "{}",
    "a list": "[]",
    "a number": '{"learners": 3}',
    "deep": "[" * 100_000,
}


@pytest.mark.parametrize("damage", ["no folder", "no names", "half arrays", *NAMES])
def test_a_damaged_folder_is_one_clear_error(tmp_path: Path, dataset: Dataset, damage: str) -> None:
    folder = tmp_path / "input"
    if damage != "no folder":
        write_dataset(folder, dataset)
    if damage == "no names":
        (folder / "names.json").unlink()
    if damage == "half arrays":
        arrays = folder / "arrays.npz"
        arrays.write_bytes(arrays.read_bytes()[:200])
    if damage in NAMES:
        (folder / "names.json").write_text(NAMES[damage], encoding="utf-8")
    with pytest.raises(DatasetUnreadable, match="cannot be read"):
        read_dataset(folder)
