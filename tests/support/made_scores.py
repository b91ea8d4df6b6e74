"""Scores of people x courses that are made up, and what follows from scores by plain arithmetic."""

from __future__ import annotations

import numpy as np

from recommender.engine.evaluation import Split


def noise(split: Split, seed: int = 0) -> np.ndarray:
    """Return scores of the people of a cut that tell nothing."""
    random = np.random.default_rng(seed)
    return random.normal(size=split.truth.shape).astype(np.float32)


def z(values: np.ndarray) -> np.ndarray:
    """Return the z-scores of one person's scores."""
    return (values - values.mean()) / values.std()


def chosen_by(scores: np.ndarray, seed: int = 0) -> np.ndarray:
    """Return what people take who choose by these scores as a logit says (Gumbel's noise)."""
    gumbel = np.random.default_rng(seed).gumbel(size=scores.shape)
    return np.eye(scores.shape[1], dtype=bool)[(scores + gumbel).argmax(axis=1)]
