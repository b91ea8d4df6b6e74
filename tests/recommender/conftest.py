"""One model trained on the made-up site, for every test that needs one."""

from __future__ import annotations

import pytest

from recommender.engine.dataset import Dataset, build_dataset
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
