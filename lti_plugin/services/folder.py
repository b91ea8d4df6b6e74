"""A folder of CSV files as the plain facts that the recommender takes, without a database."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from connectors.events import same_event
from connectors.files import FilesConnector
from connectors.names import plain
from connectors.records import (
    Completion,
    Course,
    Enrolment,
    Feature,
    Learner,
    Notice,
    Rating,
    Rejected,
)
from lti_plugin.services import lessons
from recommender.engine.facts import CourseFacts, LearnerFacts
from recommender.skills.levels import level_of

Record = TypeVar("Record")
Finished = tuple[str, str, datetime | None]


@dataclass(frozen=True)
class Folder:
    """What the files say.

    ``completions`` are (learner, course, date or None), ``under_way`` the courses that a learner
    is in without having finished them, and ``rejected`` the rows that could not be read or were
    changed. ``unowned`` counts the features of courses and learners without a row of their own,
    ``repeated`` the rows that tell of a completion once more. ``ratings`` are of learners with a
    row, and of skills that a course teaches, spelled as there.
    """

    courses: list[CourseFacts]
    learners: list[LearnerFacts]
    completions: list[Finished]
    under_way: dict[str, set[str]]
    rejected: list[Rejected]
    unowned: int = 0
    repeated: int = 0
    ratings: Sequence[Rating] = ()


def read(path: Path) -> Folder:
    """Read every file of ``path``; raises BadFile where one is missing or malformed."""
    connector = FilesConnector(path)
    rejected: list[Rejected] = []
    of_course = _by_owner(_sound(connector.course_features(), rejected))
    of_learner = _by_owner(_sound(connector.learner_features(), rejected))
    rows = list(_sound(connector.courses(), rejected))
    rejected += _unmet(rows)
    names, ids = _spelled(rows), {row.id for row in rows}
    courses = [_course(row, of_course.get(row.id, {}), names, ids) for row in rows]
    learners = [
        _learner(learner, of_learner.get(learner.id, {}))
        for learner in _sound(connector.learners(), rejected)
    ]
    people = {learner.id for learner in learners}
    ratings = list(_sound(_known(connector.evidence(), names, people), rejected))
    told: list[Finished] = []
    under_way: dict[str, set[str]] = defaultdict(set)
    participation: Iterator[Enrolment | Completion] = _sound(connector.participation(), rejected)
    for row in participation:
        if isinstance(row, Completion):
            told.append((row.learner_id, row.course_id, row.completed_at))
        else:
            under_way[row.learner_id].add(row.course_id)
    unowned = _unowned(of_course, courses) + _unowned(of_learner, learners)
    finished = _once(told)
    repeated = len(told) - len(finished)
    return Folder(
        courses, learners, finished, dict(under_way), rejected, unowned, repeated, ratings
    )


def _sound(rows: Iterable[Record | Rejected], rejected: list[Rejected]) -> Iterator[Record]:
    for row in rows:
        if isinstance(row, Rejected):
            rejected.append(row)
        else:
            yield row


def _known(
    ratings: Iterable[Rating | Rejected], names: Mapping[str, str], people: Container[str]
) -> Iterator[Rating | Rejected]:
    """Yield the ratings of these people in skills of these names, and what is wrong with others."""
    for each in ratings:
        if isinstance(each, Rejected):
            yield each
        elif plain(each.skill) not in names:
            yield Rejected(each.where, f"The skill {each.skill!r} is not known here.")
        elif each.learner_id not in people:
            yield Rejected(each.where, f"Nobody here has the id {each.learner_id!r}.")
        else:
            yield replace(each, skill=names[plain(each.skill)])


def _once(told: Sequence[Finished]) -> list[Finished]:
    """Return each completion once, as a site keeps it: in place of its first row."""
    found: list[Finished] = []
    known: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for who, what, when in told:
        places = known[who, what]
        same = same_event([found[place][2] for place in places], when)
        if same is None:
            places.append(len(found))
            found.append((who, what, when))
        elif found[places[same]][2] is None:
            found[places[same]] = who, what, when
    return found


def _by_owner(features: Iterable[Feature]) -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = defaultdict(dict)
    for feature in features:
        found[feature.owner][feature.name] = feature.weight
    return found


def _unowned(
    features: dict[str, dict[str, float]], owners: Sequence[CourseFacts] | Sequence[LearnerFacts]
) -> int:
    known = {owner.id for owner in owners}
    return sum(len(named) for owner, named in features.items() if owner not in known)


def _spelled(courses: Iterable[Course]) -> dict[str, str]:
    """Return how each skill is spelled first: as in a site, other spellings are the same skill."""
    found: dict[str, str] = {}
    for course in courses:
        for link in course.skills:
            found.setdefault(plain(link.skill), link.skill)
    return found


def _unmet(courses: Sequence[Course]) -> list[Notice]:
    """Tell of each prerequisite that is no course here: as in a site, it keeps nobody out."""
    ids = {course.id for course in courses}
    missing = dict.fromkeys(text for each in courses for text in each.prerequisites)
    return [
        Notice("courses.csv", f"The prerequisite “{text}” is not a course here.")
        for text in missing
        if text not in ids
    ]


def _course(
    course: Course, extra: dict[str, float], names: Mapping[str, str], ids: Container[str]
) -> CourseFacts:
    """Return a course as the recommender takes it, like one that has gone through the store.

    ``names`` is how skills are spelled, ``ids`` are those of all courses.
    """
    levels = {
        names[plain(each.skill)]: lessons.levels(each.outcome, each.entry, course.level, {})
        for each in course.skills
    }
    return CourseFacts(
        id=course.id,
        title=course.title,
        summary=course.summary,
        skills=tuple(sorted(levels)),
        category=course.category,
        level=level_of(course.level),
        mode=course.mode,
        tags=course.tags,
        language=course.language,
        visible=course.visible,
        prerequisites=tuple(
            each for each in course.prerequisites if each in ids and each != course.id
        ),
        extra=extra,
        outcomes={skill: outcome for skill, (outcome, _) in levels.items()},
        entries={skill: entry for skill, (_, entry) in levels.items() if entry > 0},
        hours=None if course.duration_minutes is None else course.duration_minutes / 60,
        cost=course.cost,
    )


def _learner(learner: Learner, extra: dict[str, float]) -> LearnerFacts:
    return LearnerFacts(
        id=learner.id,
        role=learner.role,
        target_role=learner.target_role,
        department=learner.department,
        language=learner.language,
        extra=extra,
    )
