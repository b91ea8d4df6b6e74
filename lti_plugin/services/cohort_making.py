"""The cohorts of all courses of a site, with the steps that they are made of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from lti_plugin.services import cohort_paths, site_settings
from lti_plugin.services.cohort_groups import (
    MOST_AFTER,
    MOST_OF_A_COURSE,
    USUAL,
    Made,
    Places,
    When,
    grouped,
    month_of,
)
from lti_plugin.services.cohort_paths import Walked
from lti_plugin.store import cohorts as rows
from lti_plugin.store import sites
from lti_plugin.store.cohorts import CohortWish
from recommender.skills.cohorts import Limits
from recommender.skills.pathway.columns import matches

NEXT = 5  # courses that are looked at after one
FEWEST = 3  # a cohort of fewer can't be wished for
TOP = 3  # steps of a path that count as next

Ints = NDArray[np.int64]
Key = tuple[UUID, UUID | None]


@dataclass(frozen=True)
class OfCourse:
    """All that is kept for one course: everybody's steps to it, and its cohorts by their kind.

    A key is the course that a cohort is for, and the one that its people finished or None.
    """

    steps: Sequence[dict[str, Any]]
    cohorts: Mapping[Key, Sequence[Made]]


def of_site(session: Session, site_id: UUID, today: date) -> dict[UUID, OfCourse]:
    """Return what is to be kept for each course that is a step of anybody or has finishers."""
    walked = cohort_paths.of_site(session, site_id, today)
    site = sites.get(session, site_id)
    usual, zone = site_settings.slot(site), site.timezone
    wishes = {id: limits_of(row) for id, row in rows.wishes(session, site_id).items()}
    steps: dict[UUID, Sequence[dict[str, Any]]] = {}
    found: dict[UUID, dict[Key, Sequence[Made]]] = defaultdict(dict)
    for course, own in _by_course(walked):
        id = walked.courses[course]
        steps[id] = _kept(walked, own)
        when = When(walked.minutes[course], walked.begins, usual, zone)
        made = grouped(_places(walked, own), wishes.get(id, USUAL), when, MOST_OF_A_COURSE)
        found[id][id, None] = made
    for after, following in _after(walked).items():
        first = walked.courses[after]
        limits = wishes.get(first, USUAL)
        for course, own in following:
            if len(own) < limits.least:
                continue
            when = When(walked.minutes[course], walked.begins, usual, zone)
            made = grouped(_places(walked, own), limits, when, MOST_AFTER)
            found[first][walked.courses[course], first] = made
    return {
        id: OfCourse(steps.get(id, ()), found.get(id, {})) for id in steps.keys() | found.keys()
    }


def limits_of(row: CohortWish) -> Limits:
    """Return the limits that were wished for."""
    return Limits(row.least, row.most, row.spread)


def _by_course(walked: Walked) -> Iterator[tuple[int, Ints]]:
    """Yield each course that is a step of anybody, with the steps."""
    ready = np.flatnonzero(walked.steps.ready)
    order = ready[np.argsort(walked.steps.course[ready], kind="stable")]
    course, first = np.unique(walked.steps.course[order], return_index=True)
    parts = np.split(order, first[1:]) if len(order) else []
    yield from zip(course.tolist(), parts, strict=True)


def _after(walked: Walked) -> dict[int, list[tuple[int, Ints]]]:
    """Return, by finished course, those that come next for most of its finishers."""
    near = np.flatnonzero(walked.steps.ready & (walked.steps.place < TOP))
    person, done = (np.unique(np.stack(walked.finished, axis=1), axis=0)).T.reshape(2, -1)
    left, right = matches(person, walked.steps.person[near])
    step = near[right]
    key = done[left] * max(1, len(walked.courses)) + walked.steps.course[step]
    order = np.argsort(key, kind="stable")
    both, first, count = np.unique(key[order], return_index=True, return_counts=True)
    found: dict[int, list[tuple[int, Ints]]] = defaultdict(list)
    largest = np.lexsort((both, -count))
    for place in largest[count[largest] >= FEWEST].tolist():
        after, course = divmod(int(both[place]), max(1, len(walked.courses)))
        if len(found[after]) < NEXT:
            own = step[order[first[place] : first[place] + count[place]]]
            found[after].append((course, np.sort(own)))
    return found


def _lines_of(walked: Walked, own: Ints) -> tuple[Ints, Ints]:
    """Return the lines of what is lacked at these steps, with the step's place among them."""
    first = np.searchsorted(walked.steps.row, own)
    count = np.searchsorted(walked.steps.row, own, side="right") - first
    place = np.repeat(np.arange(len(own)), count)
    turn = np.arange(len(place)) - np.repeat(np.cumsum(count) - count, count)
    return place, first[place] + turn


def _places(walked: Walked, own: Ints) -> Places:
    person = walked.steps.person[own]
    place, line = _lines_of(walked, own)
    return Places(
        people=[walked.people[each] for each in person.tolist()],
        department=walked.department[person],
        slots=[walked.slots[each] for each in person.tolist()],
        window=walked.window[own],
        coverage=walked.steps.coverage[own],
        gain=walked.steps.gain[own],
        row=place,
        skill=walked.steps.skill[line],
        level=walked.steps.level[line],
        required=walked.steps.required[line],
        skills=walked.skills,
    )


def _kept(walked: Walked, own: Ints) -> list[dict[str, Any]]:
    """Return the steps as they are kept."""
    lacks: list[list[list[Any]]] = [[] for _ in own]
    place, line = _lines_of(walked, own)
    steps = walked.steps
    for one, each in zip(place.tolist(), line.tolist(), strict=True):
        skill = str(walked.skills[steps.skill[each]])
        lacks[one].append([skill, float(steps.level[each]), float(steps.required[each])])
    return [
        {
            "person_id": walked.people[steps.person[step]],
            "month": month_of(int(walked.window[step])),
            "place": int(steps.place[step]),
            "coverage": float(steps.coverage[step]),
            "gain": float(steps.gain[step]),
            "lacks": lacks[number],
        }
        for number, step in enumerate(own.tolist())
    ]
