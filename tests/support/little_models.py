"""A model of nothing, where it only matters whom it knows."""

from __future__ import annotations

import numpy as np
import scipy.sparse as sp

from recommender.engine.factors import LIGHTFM, Factors
from recommender.engine.interactions import IdMap
from recommender.engine.model import Model
from recommender.engine.vocabulary import Vocabulary


def tiny(people: tuple[str, ...]) -> Model:
    """Return a model of nothing that knows these people."""
    nothing, none = np.zeros((1, 2), dtype=np.float32), IdMap(())
    people_vectors = np.zeros((len(people), 2), dtype=np.float32)
    return Model(
        learners=IdMap(people),
        courses=IdMap(("c",)),
        learner_feature_names=none,
        course_feature_names=none,
        factors=Factors(nothing, np.zeros(1, dtype=np.float32), people_vectors),
        vocabulary=Vocabulary(none, np.zeros(0)),
        content=sp.csr_matrix((1, 0)),
        parts=(),
        weights={LIGHTFM: 1.0},
        course_counts=np.zeros(1),
        followers=sp.csr_matrix((1, 1), dtype=np.int32),
        usual_norm=1.0,
        card={"completions": 0},
    )
