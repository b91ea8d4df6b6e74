"""What has to be finished before a course, as its source or an admin has it."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_plugin.store import course_edits
from lti_plugin.store.course_edits import PREREQUISITES
from lti_plugin.store.courses import Prerequisite


def of_course(session: Session, site_id: UUID, course_id: UUID) -> set[UUID]:
    """Return the courses to finish before this one."""
    return set(
        session.scalars(
            select(Prerequisite.requires_id).where(
                Prerequisite.site_id == site_id, Prerequisite.course_id == course_id
            )
        )
    )


def of_courses(
    session: Session, site_id: UUID, course_ids: Collection[UUID]
) -> dict[UUID, set[UUID]]:
    """Return the courses to finish before each of these that has any."""
    found: dict[UUID, set[UUID]] = {}
    rows = session.execute(
        select(Prerequisite.course_id, Prerequisite.requires_id).where(
            Prerequisite.site_id == site_id, Prerequisite.course_id.in_(course_ids)
        )
    )
    for course_id, requires_id in rows:
        found.setdefault(course_id, set()).add(requires_id)
    return found


def from_source(session: Session, site_id: UUID, wanted: dict[UUID, set[UUID]]) -> int:
    """Write what the source asks for before these courses; return how many rows changed.

    Where an admin has changed it, theirs stays and the source's is noted beside it.
    """
    edits = course_edits.of_courses(session, site_id, list(wanted))
    free = {}
    for course_id, needed in wanted.items():
        edit = edits.get(course_id, {}).get(PREREQUISITES)
        if edit is None:
            free[course_id] = needed
        else:
            course_edits.note(edit, told(needed))
    return replace(session, site_id, free)


def told(needed: Collection[UUID]) -> list[str]:
    """Return courses as an edit keeps them."""
    return sorted(str(each) for each in needed)


def replace(session: Session, site_id: UUID, wanted: dict[UUID, set[UUID]]) -> int:
    """Make the prerequisites of these courses exactly ``wanted``; return how many rows changed."""
    present = {
        (row.course_id, row.requires_id): row
        for row in session.scalars(
            select(Prerequisite).where(
                Prerequisite.site_id == site_id, Prerequisite.course_id.in_(list(wanted))
            )
        )
    }
    pairs = {(course, needed) for course, all_needed in wanted.items() for needed in all_needed}
    for pair in present.keys() - pairs:
        session.delete(present[pair])
    session.add_all(
        Prerequisite(site_id=site_id, course_id=course, requires_id=needed)
        for course, needed in sorted(pairs - present.keys())
    )
    return len(present.keys() ^ pairs)
