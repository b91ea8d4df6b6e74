"""Early stopping and the choice of the penalty, given scores whose quality is known."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable, Iterator

import numpy as np
import pytest

from recommender.engine import epochs as module
from recommender.engine.epochs import CHECKPOINTS, PATIENCE, PENALTIES, best_fit
from recommender.engine.evaluation import ScoreBlock, Split, evaluate, scored

NEVER = float("inf")


@dataclasses.dataclass
class Known:
    """A trainer whose scores know the truth, the less of it the farther from ``best``."""

    split: Split
    best: int
    penalty: float = 0.0
    least: float = 0.0
    lucky: int = 0
    luck: float = 0.0
    slope: float = 1.0
    asked: list[int] = dataclasses.field(default_factory=list)
    newcomers: dict[int, ScoreBlock] = dataclasses.field(default_factory=dict)

    def __call__(self, epochs: int, previous: int) -> ScoreBlock:
        assert previous == (self.asked[-1] if self.asked else 0)
        self.asked.append(epochs)
        return self.at(epochs)

    def at(self, epochs: int) -> ScoreBlock:
        """Return the scores after so many epochs."""
        noise = np.random.default_rng(epochs).normal(size=self.split.truth.shape)
        off = self.slope * abs(epochs - self.best) + self.least
        off = self.luck if epochs == self.lucky else off
        known = self.split.truth.toarray() * 2 + noise * off
        return scored(known.astype(np.float32), self.split)


def test_the_epochs_that_rank_best_are_chosen_and_those_far_beyond_are_not_tried(
    split: Split,
) -> None:
    trainer = Known(split, best=12)
    found = best_fit(split, [trainer], NEVER)
    assert found.epochs == 12
    assert found.complete
    assert trainer.asked[-1] == CHECKPOINTS[CHECKPOINTS.index(12) + PATIENCE]
    np.testing.assert_array_equal(
        found.scores(split.people), Known(split, best=12)(12, 0)(split.people)
    )


def test_one_checkpoint_that_is_best_by_chance_is_not_chosen(split: Split) -> None:
    trainer = Known(split, best=12, least=1.0, lucky=4, luck=0.8, slope=0.3)
    reached = {epochs: evaluate(trainer.at(epochs), split).ndcg for epochs in CHECKPOINTS}
    assert max(reached, key=lambda epochs: reached[epochs]) == 4
    assert best_fit(split, [trainer], NEVER).epochs == 12


def test_a_lucky_last_checkpoint_does_not_put_the_best_out_of_reach(split: Split) -> None:
    best = CHECKPOINTS.index(6)
    lucky = CHECKPOINTS[best + PATIENCE]
    trainer = Known(split, best=6, least=1.0, lucky=lucky, luck=0.8, slope=0.05)
    found = best_fit(split, [trainer], NEVER)
    # It leads while it is the last, and no longer once the next is there.
    assert trainer.asked[-1] > lucky
    assert found.epochs == 6
    np.testing.assert_array_equal(found.scores(split.people), trainer.at(6)(split.people))


@pytest.mark.usefixtures("_enough_people")
def test_one_checkpoint_that_is_best_by_chance_chooses_no_penalty(split: Split) -> None:
    lucky = Known(split, best=12, least=9.0, lucky=12)
    steady = Known(split, best=12, least=0.7, slope=0.1, penalty=PENALTIES[1])
    assert evaluate(lucky.at(12), split).ndcg > evaluate(steady.at(12), split).ndcg
    assert best_fit(split, [lucky, steady], NEVER).trainer is steady


@pytest.mark.usefixtures("_enough_people")
def test_the_penalty_that_ranks_best_is_chosen(split: Split) -> None:
    offered = [
        Known(split, best=8, penalty=0.0, least=3.0),
        Known(split, best=16, penalty=15.0),
        Known(split, best=20, penalty=45.0, least=6.0),
    ]
    found = best_fit(split, offered, NEVER)
    assert (found.trainer.penalty, found.epochs) == (15.0, 16)
    assert found.complete
    assert all(each.asked for each in offered)


@pytest.mark.usefixtures("_enough_people")
def test_among_equals_the_first_penalty_is_taken(split: Split) -> None:
    offered = [Known(split, best=8, penalty=penalty) for penalty in PENALTIES]
    assert best_fit(split, offered, NEVER).trainer is offered[0]


def test_too_few_people_choose_no_penalty(split: Split) -> None:
    assert len(split.people) < module.PEOPLE_TO_CHOOSE_BY
    found = best_fit(split, offered_once(Known(split, best=8, least=6.0)), NEVER)
    assert found.epochs == 8
    assert found.complete


def test_just_enough_people_choose_a_penalty(split: Split, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PEOPLE_TO_CHOOSE_BY", len(split.people))
    offered = [Known(split, best=8, least=6.0), Known(split, best=8, penalty=PENALTIES[1])]
    assert best_fit(split, offered, NEVER).trainer is offered[1]


@pytest.mark.usefixtures("_enough_people")
def test_without_time_for_another_penalty_the_first_is_taken(
    split: Split, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(time, "monotonic", clock(step=1.0))
    found = best_fit(split, offered_once(Known(split, best=8, least=6.0)), 20.0)
    assert found.epochs == 8
    assert not found.complete


@pytest.mark.usefixtures("_enough_people")
def test_the_search_is_complete_when_time_ends_with_the_last_penalty(
    split: Split, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(time, "monotonic", clock(step=1.0))
    last = Known(split, best=8, penalty=PENALTIES[-1])
    assert best_fit(split, offered_once(last), 20.0).complete


@pytest.mark.usefixtures("_enough_people")
def test_the_search_is_not_complete_when_time_ends_within_the_last_penalty(
    split: Split, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, last = Known(split, best=2), Known(split, best=20, penalty=PENALTIES[-1])
    monkeypatch.setattr(time, "monotonic", clock(step=1.0))
    found = best_fit(split, [first, last], 16.0)
    assert len(first.asked) == 1 + PATIENCE
    assert 2 < last.asked[-1] < CHECKPOINTS[CHECKPOINTS.index(20) + PATIENCE]
    assert not found.complete


def test_when_time_is_up_the_best_so_far_is_taken(split: Split) -> None:
    found = best_fit(split, [Known(split, best=40)], time.monotonic())
    assert found.epochs == CHECKPOINTS[0]
    assert not found.complete


@pytest.fixture
def _enough_people(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PEOPLE_TO_CHOOSE_BY", 1)


def offered_once(first: Known) -> Iterator[Known]:
    """Offer one trainer; to ask for another is a mistake."""
    yield first
    pytest.fail("another trainer was asked for")


def clock(step: float) -> Callable[[], float]:
    """Return a clock that goes on by ``step`` whenever it is asked."""
    now = iter(np.arange(0.0, 1e6, step))
    return lambda: float(next(now))
