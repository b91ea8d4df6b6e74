"""Whether a history's dates say when things happened, or only who came after whom."""

from __future__ import annotations

import numpy as np

from recommender.engine.interactions import Interactions

_HOUR = 3600.0


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
