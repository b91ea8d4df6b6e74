"""What an L&D admin should look at in the catalogue: courses tied to nothing, and stale ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import CompoundSelect, select
from sqlalchemy.orm import Session

from lti_plugin.services import site_settings
from lti_plugin.services.catalogue import has_changed_since, has_old_review
from lti_plugin.store import courses, sites
from lti_plugin.store.courses import Course
from lti_plugin.store.objectives import ObjectiveSkill
from lti_plugin.store.roles import HERE, Role, RoleRequirement
from lti_plugin.store.skills import CourseSkill, Skill

NO_SKILL, NOT_ASKED_FOR = "no skill", "not asked for"
REVIEW, CHANGED, SETTINGS = "review", "changed", "settings"


@dataclass(frozen=True, slots=True)
class Untied:
    """A course that serves no role and no objective, and the ``skills`` that it teaches.

    ``why`` is NO_SKILL where it teaches none that is known, else NOT_ASKED_FOR.
    """

    course: Course
    why: str
    skills: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Stale:
    """A course that is out of date.

    ``why`` is REVIEW where its last review is older than the limit, CHANGED where what it teaches
    has changed since. SETTINGS is a weak sign: nobody reviewed it, and its settings were last
    changed longer ago than the limit; any edit of a setting hides that. It ranks nothing lower.
    """

    course: Course
    why: tuple[str, ...]
    days: int

    @property
    def weak(self) -> bool:
        """Say whether there is nothing but the weak sign."""
        return self.why == (SETTINGS,)


def untied(session: Session, site_id: UUID) -> list[Untied]:
    """Return the courses that may be recommended and are tied to nothing, by title."""
    wanted = set(session.scalars(_wanted(site_id)))
    taught: dict[UUID, dict[UUID, str]] = {}
    links = session.execute(
        select(CourseSkill.course_id, Skill.id, Skill.name)
        .join(Skill, Skill.id == CourseSkill.skill_id)
        .where(CourseSkill.site_id == site_id)
        .order_by(Skill.name)
    )
    for course_id, skill_id, name in links:
        taught.setdefault(course_id, {})[skill_id] = name
    return [
        Untied(row, NOT_ASKED_FOR if own else NO_SKILL, tuple(own.values()))
        for row in shown(session, site_id)
        if not wanted & (own := taught.get(row.id, {})).keys()
    ]


def serving(session: Session, site_id: UUID) -> set[UUID]:
    """Return the courses that serve a role or an objective."""
    query = select(CourseSkill.course_id).where(
        CourseSkill.site_id == site_id, CourseSkill.skill_id.in_(_wanted(site_id))
    )
    return set(session.scalars(query.distinct()))


def _wanted(site_id: UUID) -> CompoundSelect[UUID]:
    """Select the skills that a role asks for or an objective needs."""
    asked = (
        select(RoleRequirement.skill_id)
        .join(Role, Role.id == RoleRequirement.role_id)
        .where(RoleRequirement.site_id == site_id, RoleRequirement.importance > 0, HERE)
    )
    return asked.union(select(ObjectiveSkill.skill_id).where(ObjectiveSkill.site_id == site_id))


def stale(session: Session, site_id: UUID, at: datetime) -> list[Stale]:
    """Return the courses that are out of date, the weak signs last, then by age."""
    limit = review_limit(session, site_id, at)
    rows = shown(session, site_id)
    found = [each for row in rows if (each := staleness(row, at, limit)) is not None]
    return sorted(found, key=lambda each: (each.weak, -each.days, each.course.title))


def review_limit(session: Session, site_id: UUID, at: datetime) -> datetime:
    """Return the time before which a review counts as old at a site."""
    return at - site_settings.reviewed_for(sites.get(session, site_id))


def staleness(row: Course, at: datetime, limit: datetime) -> Stale | None:
    """Return why a course is out of date; None where it is not known to be.

    A review before ``limit`` counts as old.
    """
    if row.reviewed_at is not None:
        signs = {REVIEW: has_old_review(row, limit), CHANGED: has_changed_since(row)}
        why = tuple(name for name, shown in signs.items() if shown)
        return Stale(row, why, (at - row.reviewed_at).days) if why else None
    if row.modified_at is not None and row.modified_at < limit:
        return Stale(row, (SETTINGS,), (at - row.modified_at).days)
    return None


def shown(session: Session, site_id: UUID) -> Sequence[Course]:
    """Return the courses that may be recommended at all."""
    return [row for row in courses.of_site(session, site_id) if row.visible and not row.excluded]
