"""The store's courses and people as the plain facts that the recommender takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_plugin.services import lessons, site_settings
from lti_plugin.store import courses, equivalents, sites, skills
from lti_plugin.store.base import now
from lti_plugin.store.courses import Course
from lti_plugin.store.people import FEATURES, Person
from lti_plugin.store.skills import Taught
from recommender.engine.facts import CourseFacts, LearnerFacts
from recommender.skills.levels import level_of


def facts(session: Session, site_id: UUID) -> list[CourseFacts]:
    """Return every course that the source still lists, with what it teaches and needs.

    They stand in the order in which they came: a training reads from it what began when (see
    :mod:`recommender.engine.launch_prior`), and a catalogue that stands as the model's courses do
    shares the model's files.
    """
    taught = skills.lessons_by_course(session, site_id)
    needed = courses.prerequisites(session, site_id)
    site = sites.get(session, site_id)
    scale, limit = site.fields.get(lessons.LEVELS, {}), now() - site_settings.reviewed_for(site)
    groups = equivalents.groups(session, site_id)
    return [
        _course(row, taught.get(row.id, ()), needed.get(row.id, ()), scale, limit, groups)
        for row in courses.as_they_came(session, site_id)
    ]


def _course(
    row: Course,
    taught: Sequence[Taught],
    needed: Sequence[UUID],
    scale: dict[str, float],
    limit: datetime,
    groups: Mapping[UUID | None, Sequence[UUID]],
) -> CourseFacts:
    levels = {
        each.skill: lessons.levels(each.outcome, each.entry, row.level, scale) for each in taught
    }
    return CourseFacts(
        id=str(row.id),
        title=row.title,
        summary=row.summary,
        skills=tuple(levels),
        category=row.category,
        level=level_of(row.level, scale),
        mode=row.mode,
        tags=tuple(row.tags),
        language=row.language,
        visible=row.visible,
        excluded=row.excluded,
        enrolable=row.enrolable,
        ends_at=row.ends_at,
        prerequisites=tuple(str(course_id) for course_id in needed),
        extra=row.extra.get(FEATURES, {}),
        outcomes={skill: outcome for skill, (outcome, _) in levels.items()},
        entries={skill: entry for skill, (_, entry) in levels.items() if entry > 0},
        hours=None if row.duration_minutes is None else row.duration_minutes / 60,
        cost=row.cost,
        stale=is_stale(row, limit),
        alike=tuple(str(each) for each in groups.get(row.group_id, ()) if each != row.id),
    )


def is_stale(course: Course, limit: datetime) -> bool:
    """Say whether somebody reviewed a course, but too long ago, or before what it teaches changed.

    An unknown review is not old.
    """
    return has_old_review(course, limit) or has_changed_since(course)


def has_old_review(course: Course, limit: datetime) -> bool:
    """Say whether the last review was before the limit."""
    return course.reviewed_at is not None and course.reviewed_at < limit


def has_changed_since(course: Course) -> bool:
    """Say whether what a course teaches has changed since its last review."""
    changed, reviewed = course.skills_changed_at, course.reviewed_at
    return changed is not None and reviewed is not None and reviewed < changed


def learners(session: Session, site_id: UUID) -> list[LearnerFacts]:
    """Return everybody whom the source still lists."""
    rows = session.scalars(
        select(Person)
        .where(Person.site_id == site_id, Person.gone_at.is_(None))
        .order_by(Person.id)
    )
    return [learner(row) for row in rows]


def learner(row: Person) -> LearnerFacts:
    """Return one person's facts."""
    return LearnerFacts(
        id=str(row.id),
        role=row.role,
        target_role=row.target_role,
        department=row.department,
        language=row.language,
        extra=row.extra.get(FEATURES, {}),
    )
