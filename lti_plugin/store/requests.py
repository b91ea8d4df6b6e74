"""The inbox: what people have asked of the L&D team, of several kinds, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Index, String, Text, and_, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from lti_plugin.errors import NotFound
from lti_plugin.store.base import Base, Owned, now, same_site
from lti_plugin.store.people import Person

ERASE, CONTEST, EXPORT = "erase", "contest", "export"
COHORT, COURSE_FEEDBACK = "cohort", "course_feedback"
KINDS = (ERASE, CONTEST, EXPORT, COHORT, COURSE_FEEDBACK)
WAITING, ACCEPTED, REFUSED, ANSWERED = "waiting", "accepted", "refused", "answered"
STATES = (WAITING, ACCEPTED, REFUSED, ANSWERED)


class Request(Owned, Base):
    """One wish that somebody of the L&D team has to settle; ``person_id`` is whoever asks.

    What it is about is named by its table, ``about``, and ``about_id``; the row itself may go in
    the meantime. ``details`` depend on the kind. ``accepted`` and ``answer`` are what the person is
    told once it is settled.
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
    details: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    created_at: Mapped[datetime] = mapped_column(default=now)
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[str | None] = mapped_column(String(100))
    accepted: Mapped[bool | None]
    answer: Mapped[str] = mapped_column(Text, default="")

    @property
    def state(self) -> str:
        """How far it is; what was settled on the command line may be neither yes nor no."""
        if self.settled_at is None:
            return WAITING
        return {True: ACCEPTED, False: REFUSED, None: ANSWERED}[self.accepted]


def get(session: Session, site_id: UUID, request_id: UUID) -> Request:
    """Return a request of this site or raise NotFound."""
    row = session.get(Request, request_id)
    if row is None or row.site_id != site_id:
        raise NotFound("There is no such request on this site.")
    return row


def of_person(session: Session, site_id: UUID, person_id: UUID) -> Sequence[Request]:
    """Return what a person asked for, the newest first."""
    return session.scalars(
        select(Request)
        .where(Request.site_id == site_id, Request.person_id == person_id)
        .order_by(Request.created_at.desc(), Request.id)
    ).all()


def count(session: Session, site_id: UUID, kind: str, state: str) -> int:
    """Return how many requests of a site fit; an empty kind or state leaves none out."""
    fitting = select(func.count()).select_from(Request).where(*_fitting(site_id, kind, state))
    return session.scalar(fitting) or 0


def some(
    session: Session, site_id: UUID, kind: str, state: str, most: int, offset: int
) -> Sequence[Request]:
    """Return some of the requests that fit: what waits, the oldest first, then what is settled."""
    return session.scalars(
        select(Request)
        .where(*_fitting(site_id, kind, state))
        .order_by(
            Request.settled_at.is_not(None),
            Request.settled_at.desc(),
            Request.created_at,
            Request.id,
        )
        .limit(most)
        .offset(offset)
    ).all()


def _fitting(site_id: UUID, kind: str, state: str) -> list[ColumnElement[bool]]:
    states = {
        WAITING: Request.settled_at.is_(None),
        ACCEPTED: Request.accepted.is_(True),
        REFUSED: Request.accepted.is_(False),
        ANSWERED: and_(Request.settled_at.is_not(None), Request.accepted.is_(None)),
    }
    fitting = [Request.site_id == site_id]
    if kind:
        fitting.append(Request.kind == kind)
    if state:
        fitting.append(states[state])
    return fitting


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
