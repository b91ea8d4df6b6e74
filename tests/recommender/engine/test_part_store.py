"""Parts as arrays and records: what goes in comes out, and names never clash."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import scipy.sparse as sp

from recommender.engine.companions import Part, Recipe, companions
from recommender.engine.dataset import Dataset
from recommender.engine.links import Links
from recommender.engine.model import Model
from recommender.engine.model_store import load, publish
from recommender.engine.part_store import part_arrays, part_records, read_parts
from recommender.engine.segments import Segments
from recommender.engine.standing import Standing

MATRIX = sp.csr_matrix(np.array([[0, 1.5], [2, 0]], dtype=np.float32))
PARTS: tuple[Part, ...] = (
    Links("content", MATRIX, 0.7, 0.3),
    Standing("launch", np.array([0, 1], dtype=np.float32), newcomer=1.0),
    Segments(MATRIX),
)


def test_what_is_stored_is_read_again() -> None:
    records = json.loads(json.dumps(part_records(PARTS)))
    links, standing, segments = read_parts(records, part_arrays(PARTS), 2)
    assert isinstance(links, Links)
    assert (links.name, links.decay, links.latest) == ("content", 0.7, 0.3)
    assert (links.weights != MATRIX).nnz == 0
    assert isinstance(standing, Standing)
    assert (standing.name, standing.newcomer) == ("launch", 1.0)
    assert standing.values.tolist() == [0, 1]
    assert isinstance(segments, Segments)
    assert (segments.lifts != MATRIX).nnz == 0


def test_a_kind_that_is_not_known_is_refused() -> None:
    with pytest.raises(ValueError, match="oracle"):
        read_parts([{"kind": "oracle", "name": "x"}], {}, 2)


def test_all_companions_of_a_site_have_names_and_files_of_their_own(dataset: Dataset) -> None:
    parts = companions(dataset, Recipe(lately=True))
    assert len({part.name for part in parts}) == len(parts) == 10
    arrays = part_arrays(parts)
    again = read_parts(part_records(parts), arrays, len(dataset.interactions.courses))
    for name, array in part_arrays(again).items():
        np.testing.assert_array_equal(array, arrays[name])


def test_a_stored_model_keeps_every_part(tmp_path: Path, model: Model) -> None:
    again = load(tmp_path / publish(tmp_path, model))
    assert part_records(again.parts) == part_records(model.parts)
    for name, array in part_arrays(model.parts).items():
        np.testing.assert_array_equal(part_arrays(again.parts)[name], array)
