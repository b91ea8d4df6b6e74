"""Assignments at work: asked for by one person, decided and confirmed by who leads them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, Select, String, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from lti_plugin.errors import NotFound
from lti_plugin.store.base import Base, Owned, now, same_site
from lti_plugin.store.prepared import prepared

ASKED, APPROVED, DECLINED, DONE = "asked", "approved", "declined", "done"


class Assignment(Owned, Base):
    """Something outside Moodle that one person is to do, and nobody else ever sees offered.

    ``skills`` are pairs of [skill's id, level that it leads to]. ``course_id`` is the item of the
    catalogue that was asked for, None where the person made it up. No source lists these rows, so
    no sync touches them.
    """

    __tablename__ = "assignments"
    __table_args__ = (
        UniqueConstraint("site_id", "id"),
        same_site("person_id", "people"),
        same_site("course_id", "courses"),
        Index(None, "site_id", "person_id"),
        Index(None, "site_id", "state", "asked_at"),
    )

    person_id: Mapped[UUID]
    course_id: Mapped[UUID | None]
    title: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text, default="")
    skills: Mapped[list[Any]] = mapped_column(default=list)
    hours: Mapped[float]
    mode: Mapped[str] = mapped_column(String(100))
    state: Mapped[str] = mapped_column(String(20), default=ASKED)
    asked_at: Mapped[datetime] = mapped_column(default=now)
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[UUID | None]
    answer: Mapped[str] = mapped_column(Text, default="")
    done_at: Mapped[datetime | None]
    confirmed_by: Mapped[UUID | None]

    @property
    def duration_minutes(self) -> int:
        """How long it takes, as courses tell it."""
        return round(60 * self.hours)

    @property
    def url(self) -> None:
        """Nothing in Moodle to open."""
        return None

    def levels(self) -> dict[UUID, float]:
        """Return the level that each of its skills has at its end."""
        return {UUID(skill): level for skill, level in self.skills}


def get(session: Session, site_id: UUID, assignment_id: UUID) -> Assignment:
    """Return an assignment of this site or raise NotFound."""
    row = session.get(Assignment, assignment_id)
    if row is None or row.site_id != site_id:
        raise NotFound("There is no such assignment here.")
    return row


def of_ids(session: Session, site_id: UUID, ids: Collection[UUID]) -> Sequence[Assignment]:
    """Return those of these assignments that are there; no query where none is asked for."""
    if not ids:
        return []
    return session.scalars(
        select(Assignment).where(Assignment.site_id == site_id, Assignment.id.in_(ids))
    ).all()


def of_people(
    session: Session, site_id: UUID, person_ids: Collection[UUID], *states: str
) -> Sequence[Assignment]:
    """Return the assignments of these people in these states, the oldest first."""
    return session.scalars(*_of_people(site_id, person_ids, states)).all()


@prepared
def _of_people(site_id: Any, person_ids: Any, states: Any) -> Select[Assignment]:
    return (
        select(Assignment)
        .where(
            Assignment.site_id == site_id,
            Assignment.person_id.in_(person_ids),
            Assignment.state.in_(states),
        )
        .order_by(Assignment.asked_at, Assignment.id)
    )


def of_states(session: Session, site_id: UUID, *states: str) -> Sequence[Assignment]:
    """Return a site's assignments in these states, the oldest first."""
    return session.scalars(
        select(Assignment)
        .where(Assignment.site_id == site_id, Assignment.state.in_(states))
        .order_by(Assignment.asked_at, Assignment.id)
    ).all()
