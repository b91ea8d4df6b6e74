"""What people have asked of the organisation about their data, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, String, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from lti_plugin.store.base import Base, Owned, now, same_site
from lti_plugin.store.people import Person

ERASE, CONTEST = "erase", "contest"


class Request(Owned, Base):
    """One wish that somebody of the L&D team has to settle.

    A contested row is named by its table, ``about``, and ``about_id``; the row itself may go in the
    meantime. ``answer`` is what the person is told once it is settled.
    """

    __tablename__ = "requests"
    __table_args__ = (
        same_site("person_id", "people"),
        Index(None, "site_id", "created_at"),
    )

    person_id: Mapped[UUID]
    kind: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(Text, default="")
    about: Mapped[str | None] = mapped_column(String(40))
    about_id: Mapped[UUID | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[str | None] = mapped_column(String(100))
    answer: Mapped[str] = mapped_column(Text, default="")


def of_person(session: Session, site_id: UUID, person_id: UUID) -> Sequence[Request]:
    """Return what a person asked for, the newest first."""
    return session.scalars(
        select(Request)
        .where(Request.site_id == site_id, Request.person_id == person_id)
        .order_by(Request.created_at.desc(), Request.id)
    ).all()


def of_site(
    session: Session, site_id: UUID, *, settled: bool = False
) -> Sequence[tuple[Request, Person]]:
    """Return what waits on a site and who asked, the oldest first; ``settled`` adds the rest."""
    query = (
        select(Request, Person)
        .join(Person, (Person.site_id == Request.site_id) & (Person.id == Request.person_id))
        .where(Request.site_id == site_id)
        .order_by(Request.created_at, Request.id)
    )
    if not settled:
        query = query.where(Request.settled_at.is_(None))
    return [(request, person) for request, person in session.execute(query)]
