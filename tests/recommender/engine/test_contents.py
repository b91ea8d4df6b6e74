"""Contents: what follows from what courses say alone is worked out once, for all cuts."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from recommender.engine import contents, epochs, training, tuning
from recommender.engine import dataset as dataset_module
from recommender.engine.dataset import Dataset
from tests.support import histories


def counted(monkeypatch: pytest.MonkeyPatch, module: Any, name: str) -> list[Any]:
    """Count the calls of what a module calls so."""
    real, calls = getattr(module, name), []

    def called(*given: Any) -> Any:
        calls.append(given)
        return real(*given)

    monkeypatch.setattr(module, name, called)
    return calls


def test_a_training_asks_once_who_is_like_whom_and_twice_what_a_history_says(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(epochs, "CHECKPOINTS", (1, 2))
    dataset = histories.many()
    links = counted(monkeypatch, contents, "content_links")
    predictors = counted(monkeypatch, dataset_module, "Predictor")
    fitted = [counted(monkeypatch, module, "companions") for module in (training, tuning)]
    card = training.train(dataset, seed=1, budget_seconds=3600.0).card
    assert card["evaluation"]["rows"]
    assert card["development"] != "launch"
    assert len(links) == 1
    # For what came before the cut, and for the whole history.
    assert len(predictors) == 2
    assert [len(each) for each in fitted] == [1, 1]


def test_other_courses_have_links_of_their_own(dataset: Dataset) -> None:
    fewer = dataset.only_courses(np.arange(5))
    assert dataset.of(dataset.interactions.latest(1)).contents is dataset.contents
    assert dataset.contents.links.weights.shape[0] == len(dataset.interactions.courses)
    assert fewer.contents.links.weights.shape == (5, 5)
