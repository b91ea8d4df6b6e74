"""The fits that a model is the mean of, and what the search asks of them."""

from __future__ import annotations

import gc
import weakref

import numpy as np
import pytest

from recommender.engine import epochs, training
from recommender.engine.dataset import Dataset
from recommender.engine.evaluation import ScoreBlock
from recommender.engine.held_out import Apart, set_apart


def test_steps_begin_small_and_grow_up_to_a_limit() -> None:
    rates = [training.learning_rate(epoch) for epoch in range(40)]
    assert rates[0] == pytest.approx(0.02)
    assert rates == sorted(rates)
    assert rates[3] < 2 * rates[0]
    assert rates[-1] == rates[-2] == pytest.approx(0.1)


def test_each_epoch_takes_its_own_steps(dataset: Dataset) -> None:
    hybrid = training.Hybrid(dataset, seed=0)
    for epoch in range(3):
        hybrid.advance()
        assert {fit.learning_rate for fit in hybrid._fits} == {training.learning_rate(epoch)}


def trained_on(
    dataset: Dataset, monkeypatch: pytest.MonkeyPatch, times: int
) -> tuple[training._Trained, Apart, list[ScoreBlock]]:
    """Return what has been trained on by an epoch so many times, and the scores of each time."""
    monkeypatch.setattr(training, "FITS", 1)
    apart = set_apart(dataset, seed=0)
    trainer = training._Trained(apart, 0, lambda *_step: None, epochs.PENALTIES[0])
    return trainer, apart, [trainer(epoch + 1, epoch) for epoch in range(times)]


def test_people_as_if_they_had_no_courses_are_scored_by_their_features_alone(
    dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    trainer, apart, usual = trained_on(dataset, monkeypatch, times=3)
    people = apart.whole.split.people
    features = apart.whole.dataset.learner_features.matrix[people].toarray()
    same = (features == features[0]).all(axis=1)
    alike, unlike, newcomers = people[same], people[~same], trainer.newcomers[3]
    first = np.tile(newcomers(alike[:1]), (len(alike), 1))
    np.testing.assert_allclose(newcomers(alike), first, rtol=1e-5)
    assert not np.allclose(newcomers(unlike[:1]), first[:1])
    # Their courses tell them apart.
    assert len(np.unique(usual[-1](alike).round(4), axis=0)) == len(alike)


def test_the_scores_of_newcomers_are_kept_as_far_back_as_the_best_epochs_may_lie(
    dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    trainer, _, _ = trained_on(dataset, monkeypatch, times=epochs.KEPT + 2)
    assert sorted(trainer.newcomers) == [3 + back for back in range(epochs.KEPT)]


def test_several_fits_are_made_and_fewer_where_a_history_is_long(
    dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    def width(longest: int) -> int:
        monkeypatch.setattr(training, "LONG_HISTORY", longest)
        hybrid = training.Hybrid(dataset, seed=0)
        hybrid.advance()
        return int(hybrid.factors().learner_embeddings.shape[1])

    count = len(dataset.interactions)
    assert width(count) == training.FITS * training.DIMENSIONS
    assert width(count - 1) == training.FEW_FITS * training.DIMENSIONS
    assert training.FITS > training.FEW_FITS > 1


def test_a_trainer_is_gone_as_soon_as_nobody_needs_it(dataset: Dataset) -> None:
    """Its vectors, and what it predicts with, take much room where courses are many."""
    trainer = training._Trained(set_apart(dataset, seed=0), 0, lambda *_step: None, 0.0)
    scores = trainer(1, 0)
    gone = weakref.ref(trainer)
    gc.disable()
    try:
        del trainer
        assert gone() is None
    finally:
        gc.enable()
    assert callable(scores)
