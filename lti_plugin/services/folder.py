"""A folder of CSV files as the plain facts that the recommender takes, without a database."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from connectors.files import FilesConnector
from connectors.records import Completion, Course, Enrolment, Feature, Learner, Rejected
from recommender.engine.facts import CourseFacts, LearnerFacts
from recommender.skills.levels import level_of

Record = TypeVar("Record")


@dataclass(frozen=True)
class Folder:
    """What the files say.

    ``completions`` are (learner, course, date or None), ``under_way`` the courses that a learner
    is in without having finished them, and ``rejected`` the rows that could not be read or were
    changed. ``unowned`` counts the features of courses and learners without a row of their own.
    """

    courses: list[CourseFacts]
    learners: list[LearnerFacts]
    completions: list[tuple[str, str, datetime | None]]
    under_way: dict[str, set[str]]
    rejected: list[Rejected]
    unowned: int = 0


def read(path: Path) -> Folder:
    """Read every file of ``path``; raises BadFile where one is missing or malformed."""
    connector = FilesConnector(path)
    rejected: list[Rejected] = []
    of_course = _by_owner(_sound(connector.course_features(), rejected))
    of_learner = _by_owner(_sound(connector.learner_features(), rejected))
    courses = [
        _course(course, of_course.get(course.id, {}))
        for course in _sound(connector.courses(), rejected)
    ]
    learners = [
        _learner(learner, of_learner.get(learner.id, {}))
        for learner in _sound(connector.learners(), rejected)
    ]
    completions: list[tuple[str, str, datetime | None]] = []
    under_way: dict[str, set[str]] = defaultdict(set)
    participation: Iterator[Enrolment | Completion] = _sound(connector.participation(), rejected)
    for row in participation:
        if isinstance(row, Completion):
            completions.append((row.learner_id, row.course_id, row.completed_at))
        else:
            under_way[row.learner_id].add(row.course_id)
    unowned = _unowned(of_course, courses) + _unowned(of_learner, learners)
    return Folder(courses, learners, completions, dict(under_way), rejected, unowned)


def _sound(rows: Iterable[Record | Rejected], rejected: list[Rejected]) -> Iterator[Record]:
    for row in rows:
        if isinstance(row, Rejected):
            rejected.append(row)
        else:
            yield row


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


def _course(course: Course, extra: dict[str, float]) -> CourseFacts:
    return CourseFacts(
        id=course.id,
        title=course.title,
        summary=course.summary,
        skills=tuple(link.skill for link in course.skills),
        category=course.category,
        level=level_of(course.level),
        mode=course.mode,
        tags=course.tags,
        language=course.language,
        visible=course.visible,
        prerequisites=course.prerequisites,
        extra=extra,
        hours=None if course.duration_minutes is None else course.duration_minutes / 60,
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
