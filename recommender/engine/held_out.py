"""Sets people apart: what they took next is the test of a model, and no choice is made by it.

They are people of the same cut as the development part. So the search still sees the newest of the
history, and what it has trained up to the cut is what is tested: nothing is trained twice.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from recommender.engine.dataset import Dataset
from recommender.engine.development import Development, development
from recommender.engine.evaluation import MIN_TEST_PEOPLE, Split
from recommender.engine.tuning import people_to_test

TEST_PEOPLE = 2000
TEST_SHARE = 0.25
# The search needs more people to choose by than a comparison to compare with.
LEAST_PEOPLE = 3 * MIN_TEST_PEOPLE


@dataclass(frozen=True)
class Apart:
    """One cut of a history: ``tried`` is what the search sees, ``tested`` are all others.

    ``whole`` holds both. ``tested`` is None where there are too few people for both.
    """

    whole: Development
    tried: Development
    tested: Split | None

    @property
    def small(self) -> bool:
        """Say whether the search would be given everybody, if nobody were set apart."""
        return len(self.whole.split.people) <= people_to_test(self.whole.split.train.shape[1])


def set_apart(dataset: Dataset, seed: int) -> Apart:
    """Cut the history, and set people apart whose later part is known.

    Half of those who are tested on what they took late in time, if there are enough: a test by time
    is worth most. Else a quarter of all; more than that, up to ``TEST_PEOPLE``, where the search
    has as many as it can take.
    """
    most = people_to_test(len(dataset.interactions.courses))
    whole = development(dataset, most + TEST_PEOPLE, seed)
    count = len(whole.split.people)
    if count < LEAST_PEOPLE:
        return Apart(whole, whole, None)
    order = np.random.default_rng(seed).permutation(count)
    late = order[np.isin(whole.split.people[order], whole.late)]
    spared = late[: len(late) // 2]
    if len(spared) < MIN_TEST_PEOPLE:
        kept = min(most, count - max(MIN_TEST_PEOPLE, int(count * TEST_SHARE)))
        spared = order[kept:]
    tried = order[~np.isin(order, spared)][:most]
    some = replace(whole, split=whole.split.some(np.sort(tried)))
    return Apart(whole, some, whole.split.some(np.sort(spared)))


def people_set_apart(dataset: Dataset, seed: int) -> tuple[str, ...]:
    """Return the ids of the people who are set apart, in the order of the history."""
    tested = set_apart(dataset, seed).tested
    ids = dataset.interactions.learners.ids
    return () if tested is None else tuple(ids[person] for person in tested.people)
