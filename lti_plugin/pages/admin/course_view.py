"""All that the admin's page about one course shows, in the reader's words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from lti_plugin.pages import wording
from lti_plugin.pages.admin import course_forms, coursewords
from lti_plugin.services import (
    assignments,
    catalogue_rules,
    course_skills,
    equivalents,
    histories,
    picks,
    suggestions,
    upkeep,
)
from lti_plugin.services.course_desk import INCLUDED, OF_OURS, PLAIN
from lti_plugin.services.histories import Step
from lti_plugin.store import course_edits, courses, prerequisites, skills
from lti_plugin.store import picks as rows
from lti_plugin.store.base import now
from lti_plugin.store.course_edits import PREREQUISITES, SKILL, VALUE
from lti_plugin.store.courses import Course


def of(session: Session, course: Course) -> dict[str, Any]:
    """Return what the page shows of a course."""
    site_id, today = course.site_id, now().date()
    rules = catalogue_rules.of_site(session, site_id)
    edits = course_edits.of_courses(session, site_id, [course.id]).get(course.id, {})
    steps = histories.of_course(session, site_id, course.id)
    needed = courses.by_ids(session, site_id, prerequisites.of_course(session, site_id, course.id))
    words = _Words(session, course, {*edits, *(step.field for step in steps)}, steps, edits)
    picked = rows.of_course(session, site_id, course.id)
    named = rows.people_of(session, site_id) if picked else {}
    return {
        "words": coursewords,
        "levels": wording.LEVELS,
        "standing": coursewords.standing(course, rules),
        "stale": upkeep.staleness(course, now(), upkeep.review_limit(session, site_id, now())),
        "form": course_forms.shown(course),
        "fields": (*(OF_OURS if course.ours else ()), INCLUDED, *PLAIN),
        "modes": assignments.MODES,
        "edits": [words.edit(field, edit) for field, edit in sorted(edits.items())],
        "news": sum(edit.is_news for edit in edits.values()),
        "taught": _taught(session, course),
        "suggested": [] if course.gone_at else suggestions.of_course(session, course),
        "needed": sorted(needed, key=lambda each: each.title),
        "alike": equivalents.of_course(session, course),
        "picks": [coursewords.pick(row, len(named.get(row.id, ())), today) for row in picked],
        "steps": [words.step(step) for step in steps],
        "audiences": coursewords.AUDIENCES,
        "kinds": picks.KINDS,
    }


class _Words:
    """Puts fields and their values into words, with the names of skills and courses in them."""

    def __init__(
        self,
        session: Session,
        course: Course,
        fields: set[str],
        steps: list[Step],
        edits: Mapping[str, course_edits.CourseEdit],
    ) -> None:
        ids = [UUID(each.removeprefix(SKILL)) for each in fields if each.startswith(SKILL)]
        found = skills.of_ids(session, course.site_id, ids)
        self._skills = {skill_id: row.name for skill_id, row in found.items()}
        said = [
            value
            for step in steps
            if step.field == PREREQUISITES
            for value in (step.before, step.after)
        ]
        if PREREQUISITES in edits:
            said.append(edits[PREREQUISITES].source.get(VALUE))
        named = {UUID(each) for value in said for each in value or ()}
        needed = courses.by_ids(session, course.site_id, named) if named else ()
        self._titles = {str(row.id): row.title for row in needed}

    def edit(self, field: str, edit: course_edits.CourseEdit) -> dict[str, Any]:
        """Return a field that is an admin's own, with what the source says beside it."""
        return {
            "field": field,
            "name": coursewords.field(field, self._skills),
            "source": coursewords.value(field, edit.source.get(VALUE), self._titles),
            "news": edit.is_news,
        }

    def step(self, step: Step) -> dict[str, Any]:
        """Return a change."""
        return {
            "at": step.at,
            "who": step.who,
            "name": coursewords.field(step.field, self._skills),
            "before": coursewords.value(step.field, step.before, self._titles),
            "after": coursewords.value(step.field, step.after, self._titles),
            "batch": step.batch,
        }


def _taught(session: Session, course: Course) -> list[dict[str, Any]]:
    return [
        {
            "id": skill.id,
            "name": skill.name,
            "outcome": link.outcome,
            "entry": link.entry,
            "ours": link.origin == suggestions.PERSON,
            "text": coursewords.levels(link.outcome, link.entry),
        }
        for skill, link in course_skills.links(session, course)
    ]


def conflicts(
    present: Mapping[str, str], typed: Mapping[str, str], shown: Mapping[str, str]
) -> list[dict[str, Any]]:
    """Return the fields in which the page differs from what stands there, with both values.

    What was not touched on the page is proposed as the other admin has it.
    """
    found = []
    for name, theirs in present.items():
        mine = typed.get(name)
        if mine is None or _same(mine, theirs):
            continue
        touched = not _same(mine, shown.get(name, ""))
        found.append(
            {
                "name": name,
                "label": str(coursewords.FIELDS[name]),
                "theirs": theirs,
                "mine": mine,
                "touched": touched,
                "told": [_told(name, each) for each in (theirs, mine)],
            }
        )
    return found


def unchanged(present: Mapping[str, str], typed: Mapping[str, str]) -> dict[str, str]:
    """Return the fields of the form in which both versions agree."""
    return {
        name: text for name, text in present.items() if name in typed and _same(typed[name], text)
    }


def _same(one: str, other: str) -> bool:
    return one.replace("\r\n", "\n").strip() == other.replace("\r\n", "\n").strip()


def _told(name: str, text: str) -> str:
    if name == INCLUDED:
        return str(coursewords.DECISIONS.get(text, text))
    return text or str(coursewords.UNSAID)


def last_change(session: Session, site_id: UUID, course_id: UUID) -> Step | None:
    """Return what was changed of a course last."""
    return next(iter(histories.of_course(session, site_id, course_id)), None)
