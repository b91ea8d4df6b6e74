"""Weights for people of whom little is known: what leads from own courses says nothing there.

Somebody without any course is ranked by weights of their own, learned on the same people as the
others with their courses out of sight; each course that becomes known brings the usual weights
nearer, until they hold alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recommender.engine.evaluation import Split
from recommender.engine.fusion import learn, says_anything
from recommender.engine.ranking import Scores

# Whoever has so many courses is no newcomer.
FAMILIAR = 3


def newcomers_weights(parts: Mapping[str, Scores], split: Split) -> dict[str, float]:
    """Return weights that sum to 1, for people without any course.

    Parameters
    ----------
    parts
        By name: people of ``split`` x courses, scored as if they had none.
    split
        The development part.
    """
    heard = {name: scores for name, scores in parts.items() if says_anything(scores)}
    return dict.fromkeys(parts, 0.0) | (learn(heard, split).weights if heard else {})


@dataclass(frozen=True)
class Weighing:
    """What each part weighs by its name: as usual, and for people without any course."""

    usual: Mapping[str, float]
    newcomers: Mapping[str, float]

    def of(self, name: str, known: NDArray[np.integer]) -> NDArray[np.float32]:
        """Return a part's weight for people with so many known courses each, as a column."""
        usual, first = self.usual.get(name, 0.0), self.newcomers.get(name, 0.0)
        share = np.minimum(np.asarray(known, dtype=np.float32) / FAMILIAR, np.float32(1.0))
        return np.asarray(first + np.float32(usual - first) * share, dtype=np.float32)[:, None]

    def has_a_say(self, name: str) -> bool:
        """Say whether a part counts for anybody."""
        return self.usual.get(name, 0.0) > 0 or self.newcomers.get(name, 0.0) > 0
