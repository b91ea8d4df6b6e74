"""One model trained on the made-up site, for every test that needs one."""

from __future__ import annotations

import dataclasses

import pytest

from recommender.engine.companions import Recipe, companions
from recommender.engine.dataset import Dataset, build_dataset
from recommender.engine.factors import LIGHTFM
from recommender.engine.model import Model
from recommender.engine.training import train
from tests.support import histories


@pytest.fixture(scope="session")
def dataset() -> Dataset:
    """The made-up site's history and features."""
    return build_dataset(histories.completions(), histories.courses(), histories.learners())


@pytest.fixture(scope="session")
def model(dataset: Dataset) -> Model:
    """A model trained on it."""
    return train(dataset, seed=1)


@pytest.fixture(scope="session")
def whole(dataset: Dataset, model: Model) -> Model:
    """The model with a say for every part there is."""
    parts = companions(dataset, Recipe(lately=True))
    names = [LIGHTFM, *(part.name for part in parts)]
    weights = {name: place / 66 for place, name in enumerate(names, start=1)}
    untaken = {name: place / 50 for place, name in enumerate(reversed(names), start=1)}
    return dataclasses.replace(model, parts=parts, weights=weights, untaken_weights=untaken)
