"""Weights of untaken courses on disk: as they were, or no model at all."""

from __future__ import annotations

import dataclasses
import json
import re
import shutil
from pathlib import Path

import numpy as np
import pytest

from recommender.engine.catalogue import Catalogue
from recommender.engine.errors import ModelUnreadable
from recommender.engine.factors import LIGHTFM
from recommender.engine.facts import Person
from recommender.engine.learned import LearnedRanker
from recommender.engine.model import Model
from recommender.engine.model_store import load, load_current, publish
from recommender.engine.soundness import flaw
from tests.support import histories
from tests.support.damages import edit_manifest, manifest_of


@pytest.fixture(scope="module")
def known(whole: Model) -> Model:
    """The model with the usual weights for newcomers too."""
    return dataclasses.replace(whole, newcomers_weights={})


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory, known: Model) -> Path:
    root = tmp_path_factory.mktemp("models")
    return root / publish(root, known)


@pytest.fixture
def folder(tmp_path: Path, stored: Path) -> Path:
    """A copy of what was stored, to be spoilt."""
    return Path(shutil.copytree(stored, tmp_path / "copy"))


def untaken_of(folder: Path) -> dict[str, float]:
    found: dict[str, float] = manifest_of(folder)["untaken_weights"]
    return found


def test_they_are_kept_to_the_last_digit_and_rank_as_before(stored: Path, known: Model) -> None:
    found = load(stored)
    assert found.untaken_weights == known.untaken_weights != found.weights
    assert found.weighing == known.weighing
    person = Person(histories.learners()[1], ("care-3", "care-4", "data-3"))
    catalogue = Catalogue(histories.courses())
    np.testing.assert_array_equal(
        LearnedRanker(catalogue, found).scores([person]),
        LearnedRanker(catalogue, known).scores([person]),
    )


def test_a_model_without_any_has_none_after_reading(tmp_path: Path, known: Model) -> None:
    plain = dataclasses.replace(known, untaken_weights={})
    assert load(tmp_path / publish(tmp_path, plain)).untaken_weights == {}


@pytest.mark.parametrize("size", [0.0, 40.0, 1e5])
def test_they_need_not_be_shares(folder: Path, size: float) -> None:
    """They are to be compared with the usual ones, whose sum is 1."""
    weights = dict.fromkeys(untaken_of(folder), size)
    edit_manifest(folder, untaken_weights=weights)
    assert load(folder).untaken_weights == weights


def test_a_folder_of_the_former_format_is_told_to_be_of_another_version(folder: Path) -> None:
    manifest = manifest_of(folder) | {"format": 3}
    del manifest["untaken_weights"]
    (folder / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(ModelUnreadable, match=r"of another version\. Train again to replace it\."):
        load(folder)


@pytest.mark.parametrize(
    "told", [None, [], 3, "none", [["lightfm", 1.0]], {"lightfm": None}, {"lightfm": "much"}]
)
def test_what_is_no_set_of_weights_is_refused(folder: Path, told: object) -> None:
    edit_manifest(folder, untaken_weights=told)
    with pytest.raises(ModelUnreadable, match=r"does not fit together.*Train again"):
        load(folder)


@pytest.mark.parametrize(
    ("weight", "said"),
    [
        (float("nan"), "nan"),
        (-1e-9, "-1e-09"),
        (float("inf"), "inf"),
        (float("-inf"), "-inf"),
        (1.1e6, "1100000.0"),
    ],
)
@pytest.mark.parametrize("name", [LIGHTFM, "content", "popularity"])
def test_a_weight_that_none_can_be_is_named(
    folder: Path, name: str, weight: float, said: str
) -> None:
    edit_manifest(folder, untaken_weights=untaken_of(folder) | {name: weight})
    with pytest.raises(ModelUnreadable, match=re.escape(f"the weight of {name} is {said}.")):
        load(folder)


@pytest.mark.parametrize("name", [LIGHTFM, "content", "popularity"])
def test_a_part_without_a_weight_is_named(folder: Path, name: str) -> None:
    weights = untaken_of(folder)
    del weights[name]
    edit_manifest(folder, untaken_weights=weights)
    with pytest.raises(ModelUnreadable, match=f"the weight of {name} is None"):
        load(folder)


@pytest.mark.parametrize("weight", [0.5, -0.5, float("nan"), float("inf")])
def test_a_weight_for_what_is_not_there_is_named(folder: Path, weight: float) -> None:
    edit_manifest(folder, untaken_weights=untaken_of(folder) | {"oracle": weight})
    with pytest.raises(ModelUnreadable, match="it weighs oracle, which it does not have"):
        load(folder)


def test_that_what_is_not_there_weighs_nothing_may_be_said(known: Model) -> None:
    weights = {**known.untaken_weights, "oracle": 0.0}
    assert flaw(dataclasses.replace(known, untaken_weights=weights)) is None


def test_one_with_weights_of_no_use_gives_way_to_the_model_before(
    tmp_path: Path, known: Model
) -> None:
    sound, broken = publish(tmp_path, known), publish(tmp_path, known)
    edit_manifest(tmp_path / broken, untaken_weights={LIGHTFM: float("nan")})
    found = load_current(tmp_path)
    assert found is not None
    assert found[0] == sound
    assert "the weight of lightfm is nan" in str(found[2])
