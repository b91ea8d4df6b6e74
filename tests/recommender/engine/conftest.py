"""A cut of the made-up site's history, for every test that needs one."""

from __future__ import annotations

import pytest

from recommender.engine.dataset import Dataset
from recommender.engine.development import Development
from recommender.engine.evaluation import Split, last_out_split


@pytest.fixture(scope="session")
def split(dataset: Dataset) -> Split:
    """Everybody's last course held out."""
    return last_out_split(dataset.interactions, limit=500, seed=0)


@pytest.fixture(scope="session")
def part(dataset: Dataset, split: Split) -> Development:
    """The same as a development part."""
    return Development(dataset.of(split.train), split, "end")
