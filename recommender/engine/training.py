"""Trains a model with LightFM.

The only file that imports lightfm, so that web and worker processes never load it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import numpy as np
from lightfm import LightFM

from recommender.engine.companions import Part, companions
from recommender.engine.dataset import Dataset
from recommender.engine.dates import tells_order
from recommender.engine.epochs import CHECKPOINTS, KEPT, PENALTIES
from recommender.engine.errors import BelowFloor, NotEnoughHistory
from recommender.engine.evaluation import ScoreBlock
from recommender.engine.factors import Factors, Floats, mean_of
from recommender.engine.features import with_identity
from recommender.engine.gate import EVALUATION, below_floor, evaluation
from recommender.engine.group_steps import group_steps
from recommender.engine.habits import habits
from recommender.engine.held_out import Apart, set_apart
from recommender.engine.interactions import shortfall
from recommender.engine.model import LEAST_PEOPLE, Model
from recommender.engine.transitions import followers
from recommender.engine.tuning import Search, search, weigh

DIMENSIONS = 64
# More fits remove more noise; where a history is long they would cost too much.
FITS, FEW_FITS = 4, 2
LONG_HISTORY = 150_000
THREADS = 2
DEFAULT_BUDGET_SECONDS = 300.0
# Of the budget: what the search may take, and after what the comparison has to be quick.
_SEARCH_SHARE, _HASTY_SHARE = 0.5, 0.6
# Steps begin small, for sites that are learned in a few epochs, and grow with each: a site that
# would need a hundred small ones has no time for them, and the mean of fits bears large ones.
_LEARNING_RATE, _GROWTH, _MOST_LEARNING_RATE = 0.02, 0.0025, 0.1
# A penalty that is none to speak of.
_LEAST_ALPHA = 1e-6
# How many untaken courses WARP looks at for one that ranks too high.
_MAX_SAMPLED = 30

Progress = Callable[[str, int, int], None]


class Hybrid:
    """A few LightFM fits on one history, trained side by side, each in one thread.

    Equal seeds give equal vectors: more than one thread in a fit would not be reproducible.
    """

    def __init__(self, dataset: Dataset, seed: int, penalty: float = 0.0) -> None:
        past = dataset.interactions
        alpha = max(_LEAST_ALPHA, penalty / max(1, len(past)))
        fits = FITS if len(past) <= LONG_HISTORY else FEW_FITS
        self.learner_rows = with_identity(dataset.learner_features.matrix)
        self.course_rows = with_identity(dataset.course_features.matrix)
        self._matrix = past.matrix().tocoo()
        self._predictor = dataset.predictor
        self._epochs = 0
        self._fits = [
            LightFM(
                no_components=DIMENSIONS,
                loss="warp",
                item_alpha=alpha,
                user_alpha=alpha,
                max_sampled=_MAX_SAMPLED,
                random_state=FITS * seed + number,
            )
            for number in range(fits)
        ]

    def advance(self) -> None:
        """Train every fit for one more epoch."""
        rate = learning_rate(self._epochs)
        for fit in self._fits:
            fit.learning_rate = rate
        with ThreadPoolExecutor(min(len(self._fits), THREADS)) as pool:
            list(pool.map(self._advance, self._fits))
        self._epochs += 1

    def factors(self) -> Factors:
        """Return the mean of the fits as it stands, copied out of LightFM's live arrays."""
        fits = [
            Factors(fit.item_embeddings.copy(), fit.item_biases.copy(), fit.user_embeddings.copy())
            for fit in self._fits
        ]
        return self._predictor.identities(mean_of(fits))

    def _advance(self, fit: LightFM) -> None:
        fit.fit_partial(
            self._matrix,
            user_features=self.learner_rows,
            item_features=self.course_rows,
            epochs=1,
            num_threads=1,
        )


def learning_rate(epoch: int) -> float:
    """Return how large the steps of an epoch are, the first of which is 0."""
    return min(_MOST_LEARNING_RATE, _LEARNING_RATE + _GROWTH * epoch)


def train(
    dataset: Dataset,
    seed: int = 0,
    budget_seconds: float = DEFAULT_BUDGET_SECONDS,
    progress: Progress = lambda _stage, _done, _total: None,
    *,
    compare: bool = True,
) -> Model:
    """Choose epochs, companions and weights on a development part, then fit on the whole history.

    Parameters
    ----------
    dataset
        History and features.
    seed
        Equal seeds give equal models as long as the budget does not cut the search short.
    budget_seconds
        About how long all may take; it ends the search early and lets fewer people be compared,
        and never touches the final fit.
    progress
        Called with stage, done, total.
    compare
        Compares the model with plain methods, for its card and the gate. Without it the model is
        the same.

    Raises
    ------
    NotEnoughHistory
        With fewer completions or people than training needs.
    BelowFloor
        If the comparison shows that doing without a model is better.
    """
    past = dataset.interactions
    missing = shortfall(past)
    if missing is not None:
        raise NotEnoughHistory(missing)
    found, card = _chosen(dataset, seed, budget_seconds, progress, compare=compare)
    penalty = found.penalty
    # Vectors and links of the development part take much room, and are not needed any more.
    found = replace(found, fit=None, parts=())
    hybrid = Hybrid(dataset, seed, penalty)
    for epoch in range(found.epochs):
        hybrid.advance()
        progress("fit", epoch + 1, found.epochs)
    factors = hybrid.factors()
    progress("companions", 0, 1)
    parts = companions(dataset, found.recipe, found.weighing.has_a_say)
    progress("companions", 1, 1)
    return _assembled(dataset, hybrid, factors, parts, found, card)


def _chosen(
    dataset: Dataset, seed: int, budget: float, progress: Progress, *, compare: bool
) -> tuple[Search, dict[str, Any]]:
    """Search, let the gate judge what was found, and return it with the model's card."""
    began, past = time.monotonic(), dataset.interactions
    apart = set_apart(dataset, seed)
    trainers = (_Trained(apart, seed, progress, penalty) for penalty in PENALTIES)
    found = search(apart.tried, trainers, began + _SEARCH_SHARE * budget)
    hasty = time.monotonic() > began + _HASTY_SHARE * budget
    compared = {}
    if compare:
        progress("compare", 0, 1)
        compared = {EVALUATION: evaluation(apart, found, seed, hasty=hasty)}
        progress("compare", 1, 1)
    why = below_floor(compared)
    if why is not None:
        raise BelowFloor(why, found.card(len(past), len(past.learners)) | compared)
    if found.fit and apart.tested is not None and apart.small and not hasty:
        # Now that the test is over, those who were set apart help to weigh.
        found = weigh(found, apart.whole)
    return found, found.card(len(past), len(past.learners)) | compared


class _Trained:
    """Trains on to so many epochs what came before the cut, and scores people of the cut.

    ``newcomers`` keeps the scores of the same people as if they had no courses, and ``by_features``
    what the features of courses alone say, by epochs that may still turn out to be the best.
    """

    def __init__(self, apart: Apart, seed: int, progress: Progress, penalty: float) -> None:
        cut = apart.whole
        self.penalty = penalty
        self._hybrid = Hybrid(cut.dataset, seed, penalty)
        self._learners = self._hybrid.learner_rows[cut.split.people]
        self._count = len(cut.dataset.interactions.learners)
        self._courses = len(cut.dataset.interactions.courses)
        self._row_of = {int(person): row for row, person in enumerate(cut.split.people)}
        self._progress = progress
        self.newcomers: dict[int, ScoreBlock] = {}
        self.by_features: dict[int, ScoreBlock] = {}

    def __call__(self, epochs: int, previous: int) -> ScoreBlock:
        before = PENALTIES.index(self.penalty) * CHECKPOINTS[-1]
        for epoch in range(previous, epochs):
            self._hybrid.advance()
            self._progress("search", before + epoch + 1, len(PENALTIES) * CHECKPOINTS[-1])
        factors = self._hybrid.factors()
        known = self._learners[:, self._count :] @ factors.learner_embeddings[self._count :]
        learners = self._learners @ factors.learner_embeddings
        self.newcomers[epochs] = self._block(factors, known)
        self.by_features[epochs] = self._block(factors.without_identities(self._courses), learners)
        # The best are never further back than what the search keeps.
        for kept in (self.newcomers, self.by_features):
            for old in sorted(kept)[:-KEPT]:
                del kept[old]
        return self._block(factors, learners)

    def _block(self, factors: Factors, learners: Floats) -> ScoreBlock:
        """Return scores from the vectors of the cut's people alone: all others take much room."""
        courses = self._hybrid.course_rows @ factors.course_embeddings
        biases = self._hybrid.course_rows @ factors.course_biases
        row_of = self._row_of  # not by way of self, who keeps these: a circle would live on
        return lambda asked: np.asarray(
            learners[[row_of[int(person)] for person in asked]] @ courses.T + biases,
            np.float32,
        )


def _assembled(
    dataset: Dataset,
    hybrid: Hybrid,
    factors: Factors,
    parts: tuple[Part, ...],
    found: Search,
    card: dict[str, Any],
) -> Model:
    past, weighing = dataset.interactions, found.weighing
    # Where nothing tells who came after whom, no reason may say that people went on.
    ordered = past if tells_order(past) else past.subset(np.zeros(len(past), dtype=bool))
    norms = np.linalg.norm(hybrid.learner_rows @ factors.learner_embeddings, axis=1)
    return Model(
        learners=past.learners,
        courses=past.courses,
        learner_feature_names=dataset.learner_features.names,
        course_feature_names=dataset.course_features.names,
        vocabulary=dataset.vocabulary,
        content=dataset.content,
        factors=factors,
        parts=parts,
        weights=weighing.usual,
        newcomers_weights=weighing.newcomers,
        untaken_weights=weighing.untaken,
        familiar=weighing.familiar,
        course_counts=past.course_counts(),
        followers=followers(ordered, LEAST_PEOPLE),
        group_steps=group_steps(past, dataset.learner_features, LEAST_PEOPLE),
        habits=habits(past, dataset.learner_features, dataset.course_features, LEAST_PEOPLE),
        usual_norm=float(norms.mean()),
        card=card,
    )
