"""Paths of thousands of people at once: again and again what closes most of the gap an hour.

The path builder looks for the best path of one person; this walks greedily and in columns, so that
a whole organisation is done in seconds. It serves the views that count people, not somebody's own
path. Only what is assessed and falls short makes a gap.
"""

from __future__ import annotations

import numpy as np

from recommender.skills.pathway.columns import Floats, Ints, Lines, Offers, Steps
from recommender.skills.pathway.walk import Column, Walk


def steps(
    lines: Lines,
    offers: Offers,
    closed: tuple[Ints, Ints],
    done: tuple[Ints, Ints],
    hours: Floats,
    language: Ints,
    most: int,
) -> Steps:
    """Return the next steps of everybody's path.

    A course can be a step once all that it requires is done or stands before it, and where each
    assessed skill is at most ``ENTRY_REACH`` below its entry level. Of these the one that closes
    most of the gap for each of its hours is next, of equal ones the shorter, then the lower number.

    Parameters
    ----------
    lines, offers
        People, skills and courses are numbers from 0.
    closed
        (person, course) that are no step: finished, under way, put aside, not offered.
    done
        (person, course) that are finished.
    hours
        By person, the time within which steps begin.
    language
        By person, the number of the one that courses have to be in; negative for any.
    most
        How many steps a path has at most.
    """
    walk = Walk(lines, offers, closed, done, language)
    taken: list[tuple[list[Column], list[Column]]] = []
    before = np.zeros(len(hours))
    for place in range(most):
        chosen = walk.next(before < hours)
        if not len(chosen):
            break
        person = walk.person[chosen]
        covered, gain, own = walk.take(chosen)
        columns = [person, walk.course[chosen], np.full(len(chosen), place), before[person]]
        taken.append(([*columns, covered, gain, walk.ready[chosen]], own))
        before[person] += offers.hours[walk.course[chosen]]
    return _joined(taken)


def _joined(
    taken: list[tuple[list[Column], list[Column]]],
) -> Steps:
    """Return the steps of all rounds by person and place, with their gaps."""
    if not taken:
        none, nothing = np.zeros(0, dtype=np.int64), np.zeros(0)
        return Steps(
            *(none, none, none, nothing, nothing, nothing, none.astype(bool)),
            *(none, none, nothing, nothing),
        )
    columns = [np.concatenate(each) for each in zip(*(own for own, _ in taken), strict=True)]
    shift = np.cumsum([0, *(len(own[0]) for own, _ in taken)])
    gaps = [np.concatenate(each) for each in zip(*(lines for _, lines in taken), strict=True)]
    row = np.concatenate([lines[0] + shift[n] for n, (_, lines) in enumerate(taken)])
    order = np.lexsort((columns[2], columns[0]))
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    by_row = np.lexsort((gaps[1], place[row]))
    person, course, turn, before, coverage, gain, ready = (each[order] for each in columns)
    skill, level, required = (each[by_row] for each in gaps[1:])
    return Steps(
        *(person, course, turn, before, coverage, gain, ready),
        *(place[row][by_row], skill, level, required),
    )
