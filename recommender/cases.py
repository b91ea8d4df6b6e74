"""People who ask for a list: what may be shown to each, what it closes, and who is heard."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from recommender import blending
from recommender.engine.facts import Person
from recommender.ranker import Ranker
from recommender.skills.gains import Needs


class Asking(NamedTuple):
    """Somebody who asks for a list, what it is to serve, and what an admin picked for it."""

    person: Person
    needs: Needs
    picked: Sequence[str]


@dataclass(frozen=True, slots=True)
class Case:
    """One person with what may be shown to them, what each course closes, and who is heard."""

    person: Person
    needs: Needs
    allowed: NDArray[np.bool_]
    gains: NDArray[np.float64]
    trust: float

    @property
    def alone(self) -> bool:
        """Say whether the engine ranks alone."""
        return self.trust == 1.0

    def popularity(self, ranker: Ranker) -> float:
        """Return how much popular courses have a say, 0-1: none where a gap is to be closed."""
        return ranker.popularity if self.alone else 0.0


def cases_of(ranker: Ranker, asking: Sequence[Asking]) -> list[Case]:
    """Return the case of each who asks."""
    masks = ranker.catalogue.allowed_block([each.person for each in asking])
    return [
        _case(ranker, each.person, each.needs, mask)
        for each, mask in zip(asking, masks, strict=True)
    ]


def _case(ranker: Ranker, person: Person, needs: Needs, mask: NDArray[np.bool_]) -> Case:
    if needs.held:
        mask = mask & ranker.curriculum.fits(needs)
    gains = ranker.curriculum.gains(needs)
    if not needs.wanted:
        return Case(person, needs, mask, gains, 1.0)
    trust = blending.trust_in_engine(len(set(person.history)), gains, mask, ranker.blend.engine)
    return Case(person, needs, mask, gains, trust)
