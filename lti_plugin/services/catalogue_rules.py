"""Which courses are in the catalogue: what is said of one, of its tags, its category, of all.

What is said of a single course counts before its tags, a tag before its category, and a category
before the one above it; of two tags the one that leaves out counts. The rules hold for courses that
come later as well.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from connectors.names import plain
from lti_plugin.errors import BadInput
from lti_plugin.services import folders
from lti_plugin.services.folders import Folders
from lti_plugin.services.texts import fitted
from lti_plugin.store import jobs, picks
from lti_plugin.store.audit import AuditEntry
from lti_plugin.store.courses import Course
from lti_plugin.store.jobs import SCORE
from lti_plugin.store.picks import ALL, CATEGORY, TAG, CatalogueRule

KINDS = (CATEGORY, TAG, ALL)
LONGEST = 255
ADDED, REMOVED = "catalogue rule added", "catalogue rule removed"

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Rules:
    """A site's rules, ready to be asked about courses."""

    rows: Mapping[Key, CatalogueRule]
    folders: Folders

    def of(self, course: Course) -> CatalogueRule | None:
        """Return the rule that decides about a course; None where there is none for it."""
        tags = [self.rows.get((TAG, plain(str(tag)))) for tag in course.tags]
        found = sorted((row for row in tags if row is not None), key=lambda row: not row.excluded)
        keys = self.folders.keys(course.category_id, course.category)
        above = [self.rows.get((CATEGORY, key)) for key in keys]
        every = [*found, *above, self.rows.get((ALL, ""))]
        return next((row for row in every if row is not None), None)

    def leaves_out(self, course: Course) -> bool:
        """Say whether a course is left out, by what is said of it or by the rules."""
        if course.included is not None:
            return not course.included
        row = self.of(course)
        return row is not None and row.excluded


def of_site(session: Session, site_id: UUID) -> Rules:
    """Return a site's rules."""
    rows = {(row.kind, _key(row.kind, row.value)): row for row in picks.rules(session, site_id)}
    return Rules(rows, folders.of_site(session, site_id))


def _key(kind: str, value: str) -> str:
    return plain(value) if kind == TAG else value


def after_sync(session: Session, site_id: UUID, course_ids: Collection[UUID]) -> None:
    """Let the rules decide about courses that have just been written."""
    if picks.rules(session, site_id):
        rows = session.scalars(
            select(Course).where(Course.site_id == site_id, Course.id.in_(course_ids))
        )
        apply(of_site(session, site_id), rows.all())


def apply(rules: Rules, courses: Sequence[Course]) -> int:
    """Let the rules decide about these courses; return how many came in or were left out."""
    different = [row for row in courses if row.excluded != rules.leaves_out(row)]
    for row in different:
        row.excluded = not row.excluded
    return len(different)


def put(
    session: Session, site_id: UUID, kind: str, value: str, *, excluded: bool, actor: str
) -> tuple[CatalogueRule, int]:
    """Keep a rule, in place of the one about the same; return it and how many courses it moved.

    Raises
    ------
    BadInput
        When it is about no category and no tag.
    """
    value = " ".join(fitted(value, LONGEST).split()) if kind != ALL else ""
    if kind not in KINDS or (kind != ALL and not value):
        raise BadInput("Choose a category, or name a tag, that the rule is about.")
    row = of_site(session, site_id).rows.get((kind, _key(kind, value)))
    if row is None:
        row = CatalogueRule(site_id=site_id, kind=kind, value=value, made_by=actor)
        session.add(row)
    row.excluded, row.made_by = excluded, actor
    return row, _moved(session, site_id, row, ADDED, actor)


def remove(session: Session, site_id: UUID, rule_id: UUID, actor: str) -> int:
    """Forget a rule; return how many courses that moved."""
    row = picks.rule(session, site_id, rule_id)
    session.delete(row)
    return _moved(session, site_id, row, REMOVED, actor)


def _moved(session: Session, site_id: UUID, row: CatalogueRule, action: str, actor: str) -> int:
    session.flush()
    rules = of_site(session, site_id)
    every = session.scalars(
        select(Course).where(Course.site_id == site_id, Course.gone_at.is_(None))
    )
    moved = apply(rules, every.all())
    name = rules.folders.label(row.value) if row.kind == CATEGORY else row.value
    details = {"kind": row.kind, "name": name, "excluded": row.excluded, "courses": moved}
    session.add(AuditEntry(site_id=site_id, actor=actor, action=action, details=details))
    session.flush()
    jobs.enqueue(session, site_id, SCORE, afresh=True)
    return moved
