"""The fits that a model is the mean of, and what the search asks of them."""

from __future__ import annotations

import gc
import weakref

import numpy as np
import pytest
import scipy.sparse as sp

from recommender.engine import epochs, training
from recommender.engine.dataset import Dataset
from recommender.engine.evaluation import ScoreBlock
from recommender.engine.factors import Factors
from recommender.engine.features import with_identity
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


def test_scores_of_newcomers_and_by_features_are_kept_as_far_back_as_the_best_epochs_may_lie(
    dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    trainer, _, _ = trained_on(dataset, monkeypatch, times=epochs.KEPT + 2)
    assert sorted(trainer.newcomers) == [3 + back for back in range(epochs.KEPT)]
    assert sorted(trainer.by_features) == sorted(trainer.newcomers)


def test_what_features_of_courses_say_is_what_is_left_without_their_identities(
    dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(training, "learning_rate", lambda _epoch: 0.3)
    trainer, apart, usual = trained_on(dataset, monkeypatch, times=2)
    people, hybrid = apart.whole.split.people, trainer._hybrid
    factors, courses = hybrid.factors(), len(dataset.interactions.courses)
    learners = hybrid.learner_rows[people] @ factors.learner_embeddings
    own = learners @ factors.course_embeddings[:courses].T + factors.course_biases[:courses]
    assert np.std(own) > 0.1
    expected = usual[-1](people) - own
    np.testing.assert_allclose(trainer.by_features[2](people), expected, atol=1e-4)
    # The people of the cut in whatever order they are asked for.
    asked = people[::-2]
    np.testing.assert_allclose(trainer.by_features[2](asked), expected[::-2], atol=1e-4)


def test_without_identities_courses_of_the_same_features_are_alike_and_others_are_not() -> None:
    random = np.random.default_rng(0)
    shapes = (5, 3), (5,), (4, 3)
    factors = Factors(*(random.normal(size=shape).astype(np.float32) for shape in shapes))
    known = [array.copy() for array in vars(factors).values()]
    # Three courses with two features: the first two have the same.
    rows = with_identity(sp.csr_matrix(np.array([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0]])))
    bare = factors.without_identities(3)
    found = bare.scores(np.eye(4, dtype=np.float32), rows)
    np.testing.assert_array_equal(found[:, 0], found[:, 1])
    assert (found[:, 0] != found[:, 2]).all()
    for array, before in zip(vars(factors).values(), known, strict=True):
        np.testing.assert_array_equal(array, before)


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
