"""Which skills a course may teach by what its title, summary and tags say; people decide."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from lti_plugin.errors import BadInput
from lti_plugin.services import lessons
from lti_plugin.store import courses, sites, skills
from lti_plugin.store.base import now
from lti_plugin.store.courses import Course
from lti_plugin.store.skills import CourseSkill, RemovedLink, Skill
from recommender.skills.levels import HIGHEST, LOWEST
from recommender.skills.text.suggestions import Suggestion, suggest
from recommender.skills.text.vocabulary import Entry, Vocabulary, kind_of

PERSON = "person"


@dataclass(frozen=True)
class Suggested:
    """A skill that a course's own words name, with these words and where they stand."""

    skill: Skill
    found: Suggestion


def vocabulary(session: Session, site_id: UUID) -> Vocabulary:
    """Return the names under which a site's skills can be found in texts."""
    return Vocabulary(
        Entry(
            id=str(skill.id),
            name=skill.name,
            alternatives=tuple(skill.alternatives),
            kind=kind_of(skill.kind),
            durable=skill.durable,
        )
        for skill in skills.of_site(session, site_id)
    )


def of_site(session: Session, site_id: UUID) -> dict[Course, list[Suggested]]:
    """Return what each course of the catalogue may teach beyond what it is linked to.

    What somebody took off a course is not suggested for it again.
    """
    names = vocabulary(session, site_id)
    known = {str(skill.id): skill for skill in skills.of_site(session, site_id)}
    linked, removed = _pairs(session, CourseSkill, site_id), _pairs(session, RemovedLink, site_id)
    found = {}
    for course in courses.of_site(session, site_id):
        told = _suggest(course, names, linked[course.id], removed[course.id])
        if told:
            found[course] = [Suggested(known[each.id], each) for each in told]
    return found


def of_course(session: Session, course: Course) -> list[Suggested]:
    """Return what one course may teach beyond what it is linked to; as :func:`of_site`."""
    own = course.site_id, course.id
    linked, removed = (_of_course(session, each, *own) for each in (CourseSkill, RemovedLink))
    told = _suggest(course, vocabulary(session, course.site_id), linked, removed)
    known = skills.of_ids(session, course.site_id, [UUID(each.id) for each in told])
    return [Suggested(known[UUID(each.id)], each) for each in told]


def _of_course(
    session: Session, table: type[CourseSkill] | type[RemovedLink], site_id: UUID, course_id: UUID
) -> set[str]:
    query = select(table.skill_id).where(table.site_id == site_id, table.course_id == course_id)
    return {str(each) for each in session.scalars(query)}


def _suggest(
    course: Course, names: Vocabulary, linked: set[str], removed: set[str]
) -> Sequence[Suggestion]:
    return suggest(course.title, course.summary, course.tags, names, linked=linked, removed=removed)


def _pairs(
    session: Session, table: type[CourseSkill] | type[RemovedLink], site_id: UUID
) -> defaultdict[UUID, set[str]]:
    found: defaultdict[UUID, set[str]] = defaultdict(set)
    rows = session.execute(select(table.course_id, table.skill_id).where(table.site_id == site_id))
    for course_id, skill_id in rows:
        found[course_id].add(str(skill_id))
    return found


def link(
    session: Session,
    site_id: UUID,
    course_id: UUID,
    skill_id: UUID,
    outcome: float | None = None,
    entry: float | None = None,
) -> CourseSkill:
    """Keep that a course teaches a skill, as somebody said; no sync or file changes that.

    Raises
    ------
    BadInput
        When a level is none, or the course begins above where it leads.
    NotFound
        When there is no such course or skill here.
    """
    for level in (outcome, entry):
        if level is not None and not LOWEST <= level <= HIGHEST:
            raise BadInput("A level is a number from 0 to 5.")
    course = courses.get(session, site_id, course_id)
    skills.get(session, site_id, skill_id)
    scale = sites.get(session, site_id).fields.get(lessons.LEVELS, {})
    reached, begins = lessons.levels(outcome, entry, course.level, scale)
    if begins > reached:
        raise BadInput("A course cannot begin above the level that it leads to.")
    row = _link(session, site_id, course_id, skill_id)
    _note(session, course, row is None or (row.outcome, row.entry) != (outcome, entry))
    if row is None:
        row = CourseSkill(site_id=site_id, course_id=course_id, skill_id=skill_id)
        session.add(row)
    row.outcome, row.entry, row.origin = outcome, entry, PERSON
    _forget_removal(session, site_id, course_id, skill_id)
    session.flush()
    return row


def unlink(session: Session, site_id: UUID, course_id: UUID, skill_id: UUID) -> None:
    """Take a skill off a course; neither a suggestion nor the source brings it back by itself."""
    course = courses.get(session, site_id, course_id)
    skills.get(session, site_id, skill_id)
    row = _link(session, site_id, course_id, skill_id)
    if row is not None:
        _note(session, course, True)
        session.delete(row)
    _forget_removal(session, site_id, course_id, skill_id)
    session.add(RemovedLink(site_id=site_id, course_id=course_id, skill_id=skill_id))
    session.flush()


def _note(session: Session, course: Course, different: bool) -> None:
    """Keep that what a course teaches changes, where anything was said of it before."""
    any_link = select(CourseSkill.id).where(CourseSkill.course_id == course.id).limit(1)
    if different and session.scalar(any_link) is not None:
        course.skills_changed_at = now()


def _link(session: Session, site_id: UUID, course_id: UUID, skill_id: UUID) -> CourseSkill | None:
    return session.scalar(
        select(CourseSkill).where(
            CourseSkill.site_id == site_id,
            CourseSkill.course_id == course_id,
            CourseSkill.skill_id == skill_id,
        )
    )


def _forget_removal(session: Session, site_id: UUID, course_id: UUID, skill_id: UUID) -> None:
    session.execute(
        delete(RemovedLink).where(
            RemovedLink.site_id == site_id,
            RemovedLink.course_id == course_id,
            RemovedLink.skill_id == skill_id,
        )
    )
