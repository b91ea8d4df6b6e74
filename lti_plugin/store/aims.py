"""What people aim at, when they learn, and what was suggested to them and answered."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, LargeBinary, Select, String, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from lti_plugin.store.base import Base, Owned, now, same_site
from lti_plugin.store.people import Person
from lti_plugin.store.prepared import prepared


class Aim(Owned, Base):
    """The role that a person chose to aim at; None is the choice to aim at none."""

    __tablename__ = "aims"
    __table_args__ = (
        UniqueConstraint("site_id", "person_id"),
        same_site("person_id", "people"),
        same_site("role_id", "roles"),
    )

    person_id: Mapped[UUID]
    role_id: Mapped[UUID | None]
    set_at: Mapped[datetime] = mapped_column(default=now)


class LearningTime(Owned, Base):
    """When a person learns: ``slots`` are rows of [weekday from 0, minute of the day, minutes].

    ``hours`` is what they want to spend on a path in all. Of the secret in the address of their
    calendar only a hash is kept.
    """

    __tablename__ = "learning_times"
    __table_args__ = (UniqueConstraint("site_id", "person_id"), same_site("person_id", "people"))

    person_id: Mapped[UUID]
    slots: Mapped[list[Any]] = mapped_column(default=list)
    hours: Mapped[float | None]
    calendar_hash: Mapped[bytes | None] = mapped_column(LargeBinary(32), unique=True)
    set_at: Mapped[datetime] = mapped_column(default=now)


class Decision(Owned, Base):
    """A direction that was suggested to a person, with what it rested on, and their answer.

    A row is written when the suggestion or its grounds change. ``answer`` is "confirmed" or
    "disagreed", with the person's own reason.
    """

    __tablename__ = "decisions"
    __table_args__ = (
        same_site("person_id", "people"),
        Index(None, "site_id", "person_id", "suggested_at"),
    )

    person_id: Mapped[UUID]
    rule: Mapped[str] = mapped_column(String(10))
    kind: Mapped[str] = mapped_column(String(20))
    role: Mapped[str | None] = mapped_column(String(255))
    towards: Mapped[str | None] = mapped_column(String(255))
    grounds: Mapped[list[Any]] = mapped_column(default=list)
    suggested_at: Mapped[datetime] = mapped_column(default=now)
    answer: Mapped[str | None] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(Text, default="")
    answered_at: Mapped[datetime | None]


def of_people(session: Session, site_id: UUID, person_ids: Collection[UUID]) -> dict[UUID, Aim]:
    """Return what those of these people who chose aim at, by person."""
    rows = session.scalars(*_of_people(site_id, person_ids))
    return {row.person_id: row for row in rows}


@prepared
def _of_people(site_id: Any, person_ids: Any) -> Select[Aim]:
    return select(Aim).where(Aim.site_id == site_id, Aim.person_id.in_(person_ids))


def who_aim_at(session: Session, site_id: UUID, role_id: UUID) -> Sequence[UUID]:
    """Return who chose this role to aim at and is still here."""
    return session.scalars(
        select(Aim.person_id)
        .join(Person, Person.id == Aim.person_id)
        .where(Aim.site_id == site_id, Aim.role_id == role_id, Person.gone_at.is_(None))
        .order_by(Aim.person_id)
    ).all()


def learning_times(
    session: Session, site_id: UUID, person_ids: Collection[UUID]
) -> dict[UUID, LearningTime]:
    """Return when those of these people who said so learn, by person."""
    rows = session.scalars(
        select(LearningTime).where(
            LearningTime.site_id == site_id, LearningTime.person_id.in_(person_ids)
        )
    )
    return {row.person_id: row for row in rows}


def aim_at(session: Session, site_id: UUID, person_id: UUID, role_id: UUID | None) -> Aim:
    """Keep what a person aims at; the newest choice counts."""
    aim = of_people(session, site_id, [person_id]).get(person_id)
    if aim is None:
        aim = Aim(site_id=site_id, person_id=person_id)
        session.add(aim)
    aim.role_id, aim.set_at = role_id, now()
    return aim


def learning_time(session: Session, site_id: UUID, person_id: UUID) -> LearningTime | None:
    """Return when a person learns, if they said so."""
    return session.scalar(
        select(LearningTime).where(
            LearningTime.site_id == site_id, LearningTime.person_id == person_id
        )
    )


def by_calendar(session: Session, digest: bytes) -> LearningTime | None:
    """Return whose calendar has the address with this hash."""
    return session.scalar(select(LearningTime).where(LearningTime.calendar_hash == digest))


def decisions(session: Session, site_id: UUID, person_id: UUID) -> Sequence[Decision]:
    """Return what was suggested to a person, the newest first."""
    return session.scalars(
        select(Decision)
        .where(Decision.site_id == site_id, Decision.person_id == person_id)
        .order_by(Decision.suggested_at.desc(), Decision.id)
    ).all()


def latest_decision(session: Session, site_id: UUID, person_id: UUID) -> Decision | None:
    """Return what was suggested to a person last."""
    return session.scalars(
        select(Decision)
        .where(Decision.site_id == site_id, Decision.person_id == person_id)
        .order_by(Decision.suggested_at.desc(), Decision.id)
        .limit(1)
    ).first()
