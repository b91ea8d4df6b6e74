"""From which course the people of a department or role often went on to which other one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from recommender.engine.dates import tells_time
from recommender.engine.features import FeatureTable
from recommender.engine.interactions import Interactions
from recommender.engine.transitions import WINDOW

# Who works together comes before who does the same work: the former can be asked.
GROUP_KINDS = ("department", "role")

Keys = NDArray[np.int64]


def group_steps(past: Interactions, features: FeatureTable, least: int) -> Keys:
    """Return the steps that at least ``least`` people of one group took, as sorted keys.

    A step is (group, earlier course, later course), a group being a column of ``features``. What
    is kept is that so many took it, never how many or who: a person in a smaller number cannot be
    found in it. A step counts where both dates are known and differ, since a sentence about what
    people went on to has to be true; and only where it was at least as usual in the group as the
    later course is among everybody. Where the site's dates do not tell when things happened there
    are no steps, nor in a group whose own do not, such as one that was entered in one go.

    Parameters
    ----------
    past
        The history, people in the rows of ``features``.
    features
        The people's features.
    least
        How many people at least.

    Returns
    -------
    Keys
        One number a step, ascending: (group * courses + earlier) * courses + later. At most
        ``WINDOW`` / ``least`` of them for each completion and kind of group.
    """
    if not tells_time(past):
        return np.empty(0, dtype=np.int64)
    everybody = _Everybody(past.course_counts(), len(np.unique(past.learner_rows)))
    size = len(past.courses)
    columns = features.matrix.tocsc()
    found = [np.empty(0, dtype=np.int64)]
    for group, name in enumerate(features.names):
        people = columns.indices[slice(*columns.indptr[group : group + 2])]
        if name.partition(":")[0] in GROUP_KINDS and len(people) >= least:
            own = past.subset(np.isin(past.learner_rows, people))
            if tells_time(own):
                earlier, later = _often(own, everybody, least)
                found.append((np.int64(group) * size + earlier) * size + later)
    return np.sort(np.concatenate(found))


def went_on(
    keys: Keys, group: int, own: Sequence[int], others: NDArray[np.int64], courses: int
) -> NDArray[np.bool_]:
    """Return own courses x others: whether enough of a group's people went on from one to another.

    Parameters
    ----------
    keys
        As :func:`group_steps` gives them.
    group, own, others
        Rows of the model; -1 in ``others`` is a course that it does not know.
    courses
        How many the model knows.
    """
    earlier = np.asarray(own, dtype=np.int64)[:, None]
    wanted = (np.int64(group) * courses + earlier) * courses + others[None, :]
    if not len(keys):
        return np.zeros(wanted.shape, dtype=bool)
    places = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.asarray((keys[places] == wanted) & (others >= 0))


@dataclass(frozen=True)
class _Everybody:
    """How many people finished each course, and how many there are."""

    finished: NDArray[np.int64]
    people: int


def _often(
    past: Interactions, everybody: _Everybody, least: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the earlier and the later course of each step that enough people took."""
    # Over the group's own courses alone: there may be many small groups.
    courses, places = np.unique(past.course_rows, return_inverse=True)
    shape = len(courses), len(courses)
    counts = sp.csr_matrix(shape, dtype=np.int32)
    for earlier, later in _dated_pairs(past, places):
        ones = np.ones(len(earlier), dtype=np.int32)
        counts = counts + sp.csr_matrix((ones, (earlier, later)), shape=shape)
    taken = counts.tocoo()
    finished = np.bincount(places, minlength=len(courses))
    enough = taken.data >= least
    expected = finished[taken.row] * everybody.finished[courses[taken.col]]
    enough &= taken.data * np.int64(everybody.people) >= expected
    found = courses.astype(np.int64)
    return found[taken.row[enough]], found[taken.col[enough]]


def _dated_pairs(
    past: Interactions, places: NDArray[np.int64]
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Yield earlier and later courses of the same people, at most ``WINDOW`` steps apart."""
    for back in range(1, min(WINDOW, len(past) - 1) + 1):
        same = past.learner_rows[back:] == past.learner_rows[:-back]
        if not same.any():
            return
        # An unknown date is before and after nothing.
        same &= past.times[back:] > past.times[:-back]
        yield places[:-back][same], places[back:][same]
