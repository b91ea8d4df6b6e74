"""The development part: what a site's own history says about what people take next."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from recommender.engine.dataset import Dataset
from recommender.engine.dates import tells_order, tells_time
from recommender.engine.evaluation import (
    MIN_TEST_PEOPLE,
    Split,
    last_out_split,
    late_in_time,
    random_split,
    split_at,
    temporal_split,
)
from recommender.engine.interactions import Interactions
from recommender.engine.launch_prior import upcoming, youngest

TEST_SHARE = 0.1
LAST_COURSES = 3
# What stands last is an exception where it shares less than this with what stands before it, as a
# part of what the two courses before it share.
ALIKE = 0.5
RANDOM_SHARE = 0.2
LONG_HISTORY = 20
# So large a part of all people must have gone on after a launch to stand for the others.
LAUNCH_PEOPLE = 0.01
BY_TIME, AT_LAUNCHES, AT_RANDOM = "time", "launch", "random"
AT_THE_END, NEAR_THE_END = "end", "last"
# In these, what people took next may have had no history before.
TELLS_LAUNCHES = (BY_TIME, AT_LAUNCHES)


@dataclass(frozen=True)
class Development:
    """A history cut in two: ``dataset`` holds what came before, ``split`` what came after.

    ``way`` tells how it was cut: ``time``, ``launch``, ``random``, ``end`` (each person's last
    course) or ``last`` (one of their last three). ``late`` are the rows of the learners who are
    tested on what they took late in time.
    """

    dataset: Dataset
    split: Split
    way: str
    late: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, dtype=np.int64))


def development(dataset: Dataset, limit: int, seed: int) -> Development:
    """Cut off a development part.

    By time where the dates allow it, and at the last course of people who have not been back since.
    Else, where the catalogue tells which courses began last, at their launch, over the courses that
    were there then. Else at random where histories are long or tell no order, and at each person's
    last course where they are short; one of the last three, where what stands at the very end is an
    exception. At most ``limit`` people are tested.
    """
    return (
        _by_time(dataset, limit, seed)
        or _at_launches(dataset, limit, seed)
        or _by_order(dataset, limit, seed)
    )


def _by_time(dataset: Dataset, limit: int, seed: int) -> Development | None:
    past = dataset.interactions
    if not tells_time(past):
        return None
    late = temporal_split(past, TEST_SHARE, limit // 2, seed).people
    if len(late) < MIN_TEST_PEOPLE or not _are_like_the_others(late, past):
        return None
    split = _with_others(past, late, limit, seed)
    # Untaken courses stay: which of them were there at the cut nobody knows, and if old ones that
    # nobody wanted were left out, courses without history would look better than they are.
    return Development(dataset.of(split.train), split, BY_TIME, late)


def _with_others(past: Interactions, late: NDArray[np.int64], limit: int, seed: int) -> Split:
    """Hold out what ``late`` took late in time, and the last course of others before that.

    Those who were there lately may be few and are not like everybody: weights that suit them alone
    can be far off for all who come back after a while. As :func:`_at_the_end`, no course of the
    others is held out that would be left without any history.
    """
    dated, after = late_in_time(past, TEST_SHARE)
    counts = np.bincount(dated.learner_rows, minlength=len(dated.learners))
    others = np.setdiff1d(np.flatnonzero(counts > 1), dated.learner_rows[after])
    some = np.random.default_rng(seed).permutation(others)[: limit - len(late)]
    last = (dated.steps_back() == 0) & np.isin(dated.learner_rows, some)
    lost = dated.subset(~after & ~last).course_counts() == 0
    held = last & ~lost[dated.course_rows] | after & np.isin(dated.learner_rows, late)
    return split_at(dated, held, limit, seed, dropped=after & ~held)


def _at_launches(dataset: Dataset, limit: int, seed: int) -> Development | None:
    young = youngest(dataset.interactions)
    if young is None:
        return None
    there = np.flatnonzero(~upcoming(dataset.interactions))
    known = dataset.only_courses(there)
    past = known.interactions
    split = launch_split(past, young[there], limit, seed)
    enough = min(limit, LAUNCH_PEOPLE * len(past.learners))
    if len(split.people) < max(MIN_TEST_PEOPLE, enough):
        return None
    return Development(known.of(split.train), split, AT_LAUNCHES)


def _by_order(dataset: Dataset, limit: int, seed: int) -> Development:
    past = dataset.interactions
    lengths = np.bincount(past.learner_rows, minlength=len(past.learners))
    long = len(past) and np.median(lengths[lengths > 0]) >= LONG_HISTORY
    if long or not tells_order(past):
        split, way = random_split(past, RANDOM_SHARE, limit, seed), AT_RANDOM
    elif ends_as_it_goes_on(past):
        split, way = _at_the_end(past, limit, seed), AT_THE_END
    else:
        split, way = last_out_split(past, limit, seed, LAST_COURSES), NEAR_THE_END
    return Development(dataset.of(split.train), split, way)


def _at_the_end(past: Interactions, limit: int, seed: int) -> Split:
    """Hold out each person's last course, but none that would be left without any history.

    Its having none would be the doing of the cut, and teach that courses without a history are
    what people take next: on a small site that put courses first that nobody had ever taken.
    """
    split = last_out_split(past, limit, seed)
    lost = split.train.course_counts() == 0
    held = (past.steps_back() == 0) & np.isin(past.learner_rows, split.people)
    return split_at(past, held & ~lost[past.course_rows], limit, seed)


def ends_as_it_goes_on(past: Interactions) -> bool:
    """Say whether the courses that stand last in histories are those that also stand before.

    What comes next is best learned from the last course of each history, with all that came before
    it and nothing after: one of the last three, with later ones known, asks for what lies between,
    which undirected companions tell better. But in some records another kind of course stands at
    the very end, and says nothing of what comes next. Two places are compared by the part that the
    courses standing there have in common, the last and the last but one against the two before.
    """
    lengths = np.bincount(past.learner_rows, minlength=len(past.learners))[past.learner_rows]
    back = past.steps_back()
    last, before, earlier = (
        np.bincount(
            past.course_rows[(lengths >= LAST_COURSES) & (back == place)],
            minlength=len(past.courses),
        )
        for place in range(LAST_COURSES)
    )
    # As many histories in each of the three, so that the counts compare as they are.
    common, usual = np.minimum(last, before).sum(), np.minimum(before, earlier).sum()
    return bool(common >= ALIKE * usual)


def launch_split(past: Interactions, young: NDArray[np.bool_], limit: int, seed: int) -> Split:
    """Cut each history at its first young course: all after it came when these courses existed.

    That first one is in neither part: that it is a young one is what it was chosen by.
    """
    places = np.arange(len(past))
    hits = young[past.course_rows]
    first = np.full(len(past.learners), len(past), dtype=np.int64)
    np.minimum.at(first, past.learner_rows[hits], places[hits])
    cut = first[past.learner_rows]
    return split_at(past, places > cut, limit, seed, dropped=places == cut)


def _are_like_the_others(people: NDArray[np.int64], past: Interactions) -> bool:
    """Say whether half of ``people`` have no longer a history than twice the usual.

    Where dates tell no more than each person's own order, a cut by time would test those with the
    longest histories alone.
    """
    counts = np.bincount(past.learner_rows, minlength=len(past.learners))
    return bool(np.median(counts[people]) <= 2 * np.median(counts[counts > 1]))
