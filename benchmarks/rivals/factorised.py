"""ALS and LightFM by themselves, with the settings that suit the held-out part best."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import pairwise
from typing import Any

import numpy as np
import scipy.sparse as sp
from lightfm import LightFM
from rivals.linked import Measure

from recommender.engine.als import als
from recommender.engine.baselines import ALS_SETTINGS
from recommender.engine.dataset import Dataset
from recommender.engine.evaluation import Metrics, ScoreBlock, Split
from recommender.engine.factors import Factors
from recommender.engine.features import with_identity

PUBLISHED = "LightFM, as published"
ALS_DIMENSIONS = (32, 64, 128)
LIGHTFM_RATES, LIGHTFM_EPOCHS = (0.02, 0.05), (2, 4, 8, 16, 24, 32, 48, 64)


def tuned(dataset: Dataset, split: Split, measured: Measure) -> dict[str, Metrics]:
    """Return what each reaches."""
    return {"ALS": _als(split, measured), **_lightfm(dataset, split, measured)}


def _als(split: Split, measured: Measure) -> Metrics:
    """Return the factorisation with the settings that suit the held-out part best."""
    histories = split.train.matrix()
    fits = [
        als(split.train, dimensions=dimensions, trust=trust, ridge=ridge)
        for trust, ridge in ALS_SETTINGS
        for dimensions in ALS_DIMENSIONS
    ]
    tried = [measured(lambda rows, fit=fit: fit.scores(histories[rows])) for fit in fits]
    return max(tried, key=lambda each: each.ndcg)


def _lightfm(dataset: Dataset, split: Split, measured: Measure) -> dict[str, Metrics]:
    """Return single fits with the rate and the epochs that suit the held-out part best."""
    shape = split.train.shape
    features = dataset.learner_features.matrix, dataset.course_features.matrix
    found = {}
    for name, tables in (
        ("LightFM, ids", [sp.identity(size, np.float32, "csr") for size in shape]),
        ("LightFM, hybrid", [with_identity(each) for each in features]),
        (PUBLISHED, [_as_published(each) for each in features]),
    ):
        fits = (_fits(split, *tables, rate, own=name != PUBLISHED) for rate in LIGHTFM_RATES)
        tried = [measured(scores) for each in fits for scores in each]
        found[name] = max(tried, key=lambda each: each.ndcg)
    return found


def _fits(
    split: Split, learners: Any, courses: Any, rate: float, *, own: bool
) -> Iterator[ScoreBlock]:
    """Yield the scores of a fit after so many epochs each; with ``own``, without what is noise."""
    matrix = split.train.matrix().tocoo()
    untrained = np.flatnonzero(split.train.course_counts() == 0)
    fit = LightFM(
        no_components=64,
        loss="warp",
        learning_rate=rate,
        item_alpha=1e-6,
        user_alpha=1e-6,
        max_sampled=30,
        random_state=0,
    )
    for before, epochs in pairwise((0, *LIGHTFM_EPOCHS)):
        fit.fit_partial(
            matrix, user_features=learners, item_features=courses, epochs=epochs - before
        )
        vectors = Factors(fit.item_embeddings.copy(), fit.item_biases.copy(), fit.user_embeddings)
        if own:
            # The identities that training never touched are noise.
            vectors.course_embeddings[untrained] = 0.0
            vectors.course_biases[untrained] = 0.0
        yield partial(_scored, vectors, learners, courses)


def _as_published(features: Any) -> Any:
    """Return the identity beside all features alike, each row summing to 1."""
    table = sp.hstack([sp.identity(features.shape[0], np.float32), (features > 0)], format="csr")
    lengths = np.asarray(table.sum(axis=1)).ravel()
    return sp.csr_matrix(sp.diags_array(1.0 / lengths) @ table, dtype=np.float32)


def _scored(vectors: Factors, learners: Any, courses: Any, rows: Any) -> Any:
    return vectors.scores(learners[rows], courses)
