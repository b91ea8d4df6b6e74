"""What the people of a group finish more often than others do: courses, skills, categories."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from recommender.engine.features import FeatureTable
from recommender.engine.interactions import Interactions

# What a sentence can say of a group beside a course.
SHARED_KINDS = ("skill", "category")
# Their counts are people x items at most, which takes room.
_GROUPS_AT_ONCE = 256

Keys = NDArray[np.int64]


def habits(
    past: Interactions, learner_features: FeatureTable, course_features: FeatureTable, least: int
) -> Keys:
    """Return what at least ``least`` people of a group finished, as sorted keys.

    A group is all people who have a feature in common: a department, a role, a role that they aim
    at or another fact. A habit is a course that so many of them finished, or a skill or category
    of courses that they did; and only where they are a larger part of the group than those outside
    of it are of all others. How many they are is not kept, nor who: a person in a smaller number
    cannot be found in it.

    Parameters
    ----------
    past
        The history, people in the rows of ``learner_features``, courses in the rows of
        ``course_features``.
    learner_features, course_features
        What is known of people and courses.
    least
        How many people at least.

    Returns
    -------
    Keys
        One number a habit, ascending: group * items + item, an item being the row of a course or,
        behind all courses, the column of a course feature. For each person at most what they
        finished times the features they have, over ``least``.
    """
    items = _items(past, course_features)
    everybody = np.asarray(items.sum(axis=0), dtype=np.int64).ravel()
    active = np.bincount(past.learner_rows, minlength=len(past.learners)) > 0
    groups = (learner_features.matrix[active] > 0).astype(np.int32).T.tocsr()
    items, people = items[active], int(active.sum())
    found = [np.empty(0, dtype=np.int64)]
    for start in range(0, groups.shape[0], _GROUPS_AT_ONCE):
        some = groups[start : start + _GROUPS_AT_ONCE]
        size = np.asarray(some.sum(axis=1), dtype=np.int64).ravel()
        counts = (some @ items).tocoo()
        inside, own = counts.data.astype(np.int64), size[counts.row]
        outside = everybody[counts.col] - inside
        kept = (inside >= least) & (inside * (people - own) > outside * own)
        group = counts.row[kept].astype(np.int64) + start
        found.append(group * items.shape[1] + counts.col[kept])
    return np.sort(np.concatenate(found))


def usual_in(keys: Keys, group: int, items: Sequence[int], width: int) -> NDArray[np.bool_]:
    """Return which of these items are habits of a group; -1 is an item that nobody knows.

    Parameters
    ----------
    keys
        As :func:`habits` gives them.
    group, items
        Column of the learner feature, and items as in the keys.
    width
        How many items there are.
    """
    asked = np.asarray(items, dtype=np.int64)
    if not len(keys):
        return np.zeros(len(asked), dtype=bool)
    wanted = np.int64(group) * width + asked
    places = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.asarray((keys[places] == wanted) & (asked >= 0))


def _items(past: Interactions, course_features: FeatureTable) -> Any:
    """Return people x items as CSR, 1 for what somebody finished or what it carries."""
    kinds = (name.partition(":")[0] for name in course_features.names)
    shared = np.array([kind in SHARED_KINDS for kind in kinds], dtype=bool)
    carries = course_features.matrix.tocoo()
    told = shared[carries.col]
    ones = np.ones(int(told.sum()), dtype=np.int32)
    carried = sp.csr_matrix((ones, (carries.row[told], carries.col[told])), shape=carries.shape)
    taken = past.matrix().astype(np.int32)
    found = sp.hstack([taken, taken @ carried], format="csr", dtype=np.int32)
    found.data[:] = 1
    return found
