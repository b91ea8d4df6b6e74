"""Where the search for weights begins: a multinomial logit of what people took.

Given weights, a person takes each candidate with the probability that its weighted score gives it
among all of theirs (softmax, as in McFadden's conditional logit). The weights under which what was
taken is likeliest are one convex problem: the answer does not hang on where one begins, and every
part that tells something has a share in it. NDCG has neither property, but is what is wanted.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from recommender.engine.ranking import Scores

# A few hundred people outweigh it.
PRIOR = 2.0
_STEPS = 200
_BEGIN = 0.1


def likeliest(
    parts: Mapping[str, Scores],
    missing: Scores,
    truth: NDArray[np.bool_],
    prior: float = PRIOR,
) -> dict[str, float]:
    """Return the weights, none negative, under which what was taken is likeliest.

    Parameters
    ----------
    parts
        By name: people x candidates.
    missing
        People x candidates: 0, or a number far below all scores where a person has fewer.
    truth
        People x candidates: what was taken. Of several each counts the same, and each person as
        much as another; who took none of the candidates says nothing.
    prior
        How strongly weights are held to 0, in people.
    """
    heard = truth.any(axis=1)
    if not heard.any():
        return dict.fromkeys(parts, 0.0)
    scores = np.stack([found[heard] for found in parts.values()], axis=1)
    hidden = missing[heard]
    shares = truth[heard] / truth[heard].sum(axis=1, keepdims=True)
    # What the taken candidates have: people x parts.
    had = np.matmul(scores, shares[:, :, None].astype(np.float32))[:, :, 0]
    held = prior / len(had)

    def unlikely(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        values = np.matmul(weights[None, None, :].astype(np.float32), scores)[:, 0, :] + hidden
        highest = values.max(axis=1, keepdims=True)
        chances = np.exp(values - highest)
        whole = chances.sum(axis=1, keepdims=True)
        expected = np.matmul(scores, (chances / whole)[:, :, None])[:, :, 0]
        told = had @ weights - np.log(whole[:, 0]) - highest[:, 0]
        slope = (had - expected).mean(axis=0, dtype=np.float64)
        return held * float(weights @ weights) - float(told.mean()), 2 * held * weights - slope

    begin = np.full(len(parts), _BEGIN)
    limits = [(0.0, None)] * len(parts)
    found = minimize(
        unlikely, begin, jac=True, bounds=limits, method="L-BFGS-B", options={"maxiter": _STEPS}
    )
    return dict(zip(parts, found.x.tolist(), strict=True))
