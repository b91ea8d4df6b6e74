"""How LightFM is trained on this site: how long, and how much its vectors are held down.

Both are chosen by what the factors reach alone on a development part (early stopping).
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from recommender.engine.evaluation import ScoreBlock, Split, evaluate

CHECKPOINTS = (2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 28, 32, 36, 40, 48, 56)
# Training ends where the best checkpoint lies so many back.
PATIENCE = 4
# So many checkpoints are kept. The last is smoothed with itself alone, so one that is high by
# chance may lead for a step, and only after it is seen to, the best lies one further back.
KEPT = PATIENCE + 2
# L2 penalties times completions: LightFM holds all vectors down at each of its steps, so the more
# steps an epoch has, the less of it suffices. The first is none to speak of.
PENALTIES = (0.0, 15.0, 45.0)
# With fewer people their choice would be chance.
PEOPLE_TO_CHOOSE_BY = 300
# A stronger penalty takes more epochs.
_LONGER = 2.0


class Trainer(Protocol):
    """Trains factors on a history with one penalty.

    Called with (epochs, epochs already trained) it trains on and returns the factors' scores.
    ``newcomers`` are those of the same people as if they had no courses, and ``by_features`` what
    the features of courses alone say, by epochs, as far as it has come.
    """

    @property
    def penalty(self) -> float:
        """One of ``PENALTIES``."""

    @property
    def newcomers(self) -> Mapping[int, ScoreBlock]:
        """Scores by epochs."""

    @property
    def by_features(self) -> Mapping[int, ScoreBlock]:
        """Scores by epochs."""

    def __call__(self, epochs: int, previous: int) -> ScoreBlock:
        """Train on."""


@dataclass(frozen=True)
class Fit:
    """The best epochs of a trainer, the scores after them, and the NDCG@10 that these reach.

    ``complete`` says whether time sufficed for all that was to be tried.
    """

    trainer: Trainer
    epochs: int
    scores: ScoreBlock
    reached: float
    complete: bool


def best_fit(split: Split, trainers: Iterable[Trainer], deadline: float) -> Fit:
    """Return the best epochs of the best trainer.

    The first is always tried; the others where there are people enough to choose by, and time.

    Parameters
    ----------
    split
        The development part.
    trainers
        The usual one first; each is asked for only when it is its turn.
    deadline
        A ``time.monotonic`` moment after which none is trained on.

    Raises
    ------
    ValueError
        If there is no trainer.
    """
    best: Fit | None = None
    complete = True
    for trainer in trainers:
        began = time.monotonic()
        fit = _best_epochs(split, trainer, deadline)
        complete = complete and fit.complete
        # Only the best is kept: vectors of many people take much room.
        best = fit if best is None or fit.reached > best.reached else best
        if len(split.people) < PEOPLE_TO_CHOOSE_BY:
            break
        now = time.monotonic()
        if now + _LONGER * (now - began) > deadline:
            complete = complete and trainer.penalty == PENALTIES[-1]
            break
    if best is None:
        raise ValueError("There is no trainer.")
    return replace(best, complete=complete)


def _best_epochs(split: Split, trainer: Trainer, deadline: float) -> Fit:
    """Train on until it no longer helps."""
    blocks: deque[ScoreBlock] = deque(maxlen=KEPT)
    reached: list[float] = []
    complete, back = True, 0
    for previous, checkpoint in pairwise((0, *CHECKPOINTS)):
        if reached and time.monotonic() > deadline:
            complete = False
            break
        blocks.append(trainer(checkpoint, previous))
        reached.append(evaluate(blocks[-1], split).ndcg)
        back = int(np.argmax(_smoothed(reached)[: -len(blocks) - 1 : -1]))
        if back >= PATIENCE:
            break
    best = len(reached) - 1 - back
    return Fit(
        trainer, CHECKPOINTS[best], blocks[-1 - back], float(_smoothed(reached)[best]), complete
    )


def _smoothed(reached: list[float]) -> NDArray[np.float64]:
    """Return each weighed with its neighbours: one alone may be the best by chance."""
    padded = np.pad(reached, 1, mode="edge")
    return np.asarray((padded[:-2] + 2.0 * padded[1:-1] + padded[2:]) / 4.0, dtype=np.float64)
