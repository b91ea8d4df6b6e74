"""What each part of a fusion weighs, and for whom: people new to a site, and courses new to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from recommender.engine.fusion import fuse
from recommender.engine.ranking import Scores

# Whoever has so many courses is no newcomer anywhere.
FAMILIAR = 3


@dataclass(frozen=True)
class Weighing:
    """What each part weighs by its name: as usual, and for people without any course.

    Whoever has ``familiar`` courses, 1 to ``FAMILIAR``, is ranked by the usual weights alone; in
    place of these stand ``untaken``, if there are any, where a course has no history.
    """

    usual: Mapping[str, float]
    newcomers: Mapping[str, float]
    familiar: int = FAMILIAR
    untaken: Mapping[str, float] = field(default_factory=dict)

    def of(self, name: str, known: NDArray[np.integer]) -> NDArray[np.float32]:
        """Return a part's weights for people with so many known courses each.

        They are people x 2: for courses with a history, and for those without.
        """
        first, usual = self.newcomers.get(name, 0.0), self.usual.get(name, 0.0)
        lasting = [usual, self.untaken.get(name, 0.0) if self.untaken else usual]
        share = np.minimum(np.asarray(known, dtype=np.float32) / self.familiar, np.float32(1.0))
        change = np.array([lasting], dtype=np.float32) - np.float32(first)
        return np.asarray(first + change * share[:, None], dtype=np.float32)

    def fused(
        self,
        parts: Mapping[str, Scores],
        known: NDArray[np.integer],
        untaken: NDArray[np.int64],
    ) -> Scores:
        """Return the fusion of ``parts`` (people x courses) for people with so many courses.

        ``untaken`` are the columns of the courses without history.
        """
        shape = len(known), next(iter(parts.values())).shape[1]
        weighed = ((self.of(name, known), scores) for name, scores in parts.items())
        return fuse(weighed, shape, untaken)

    def has_a_say(self, name: str) -> bool:
        """Say whether a part counts for anybody."""
        return any(each.get(name, 0.0) > 0 for each in (self.usual, self.newcomers, self.untaken))
