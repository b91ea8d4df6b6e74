"""What was shown to whom, and what the person said about it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, Select, String, UniqueConstraint, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from lti_plugin.store.base import Base, Owned, now, same_site
from lti_plugin.store.prepared import prepared

NOT_FOR_ME, LATER = "not_for_me", "later"


class Shown(Owned, Base):
    """One course on one page that a person saw, with the reason given."""

    __tablename__ = "shown"
    __table_args__ = (
        same_site("person_id", "people"),
        same_site("course_id", "courses"),
        Index(None, "site_id", "person_id", "shown_at"),
    )

    person_id: Mapped[UUID]
    course_id: Mapped[UUID]
    rank: Mapped[int]
    score: Mapped[float]
    basis: Mapped[str] = mapped_column(String(20))
    reasons: Mapped[list[Any]] = mapped_column(default=list)
    shown_at: Mapped[datetime] = mapped_column(default=now)


class Feedback(Owned, Base):
    """What a person said about a course; ``until`` ends a "later"."""

    __tablename__ = "feedback"
    __table_args__ = (
        UniqueConstraint("site_id", "person_id", "course_id"),
        same_site("person_id", "people"),
        same_site("course_id", "courses"),
    )

    person_id: Mapped[UUID]
    course_id: Mapped[UUID]
    kind: Mapped[str] = mapped_column(String(20))
    until: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=now)


def shown_since(session: Session, site_id: UUID, person_id: UUID, at: datetime) -> set[UUID]:
    """Return the courses that a person was shown since the given time."""
    return set(session.scalars(*_since(site_id, person_id, at)))


@prepared
def _since(site_id: Any, person_id: Any, at: Any) -> Select[UUID]:
    return select(Shown.course_id).where(
        Shown.site_id == site_id, Shown.person_id == person_id, Shown.shown_at > at
    )


def prune_shown(session: Session, site_id: UUID, before: datetime) -> None:
    """Forget what was shown on a site before the given time."""
    session.execute(delete(Shown).where(Shown.site_id == site_id, Shown.shown_at < before))


def say(
    session: Session,
    site_id: UUID,
    person_id: UUID,
    course_id: UUID,
    kind: str,
    until: datetime | None,
) -> None:
    """Keep what a person says about a course; the newest word counts."""
    row = _of(session, site_id, person_id, course_id)
    if row is None:
        row = Feedback(site_id=site_id, person_id=person_id, course_id=course_id)
        session.add(row)
    row.kind, row.until, row.created_at = kind, until, now()


def take_back(session: Session, site_id: UUID, person_id: UUID, course_id: UUID) -> None:
    """Forget what a person said about a course."""
    row = _of(session, site_id, person_id, course_id)
    if row is not None:
        session.delete(row)


def _of(session: Session, site_id: UUID, person_id: UUID, course_id: UUID) -> Feedback | None:
    return session.scalar(
        select(Feedback).where(
            Feedback.site_id == site_id,
            Feedback.person_id == person_id,
            Feedback.course_id == course_id,
        )
    )
