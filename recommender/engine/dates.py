"""Whether a history says when things happened, only who came after whom, or not even that."""

from __future__ import annotations

import numpy as np

from recommender.engine.interactions import Interactions
from recommender.engine.transitions import successions

_HOUR = 3600.0
# So large a part of the steps between the same two courses never goes one way only, where people
# choose; fewer steps than these do not tell. Where people follow a track, most of them do go one
# way, and on to the same course.
_ALWAYS, _MIN_STEPS, _MOSTLY = 0.99, 100, 0.5


def tells_time(past: Interactions) -> bool:
    """Tell whether the dates say when things happened.

    They need to be known for half of the history. Nobody finishes one course within an hour of the
    other as a rule: such dates say when somebody entered them. And where most people begin at the
    same moment, the dates were made up from each person's order.
    """
    dated = np.isfinite(past.times)
    if np.count_nonzero(dated) * 2 < len(past) or not dated.any():
        return False
    people, times = past.learner_rows[dated], past.times[dated]
    same = people[1:] == people[:-1]
    gaps = np.diff(times)[same]
    if len(gaps) and np.median(gaps) < _HOUR:
        return False
    begins = times[np.concatenate([[True], ~same])]
    return len(begins) == 1 or bool(
        np.unique(begins, return_counts=True)[1].max() * 2 <= len(begins)
    )


def tells_order(past: Interactions) -> bool:
    """Tell whether what stands later in a history came later.

    Not so in a file that was sorted by course: where the dates do not tell time either, whoever has
    the same two courses then has them the same way round, though what stands next differs.
    """
    if tells_time(past):
        return True
    steps = successions(past, 0.0)
    both = (steps + steps.T).tocsr()
    # Each pair stands there twice, once for each direction.
    known = both.data >= 2
    count = both.data[known].sum() / 2
    if count < _MIN_STEPS or steps.max(axis=1).sum() >= _MOSTLY * steps.sum():
        return True
    usual = steps.maximum(steps.T).tocsr().data[known].sum() / 2
    return bool(usual < _ALWAYS * count)
