"""Trainings of the engine, and the ranked courses that the last one gives each person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, String, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from lti_plugin.store.base import Base, Owned, now, same_site


class ModelRun(Owned, Base):
    """One training: on what, with which result, and whether it was promoted."""

    __tablename__ = "model_runs"
    __table_args__ = (UniqueConstraint("site_id", "id"),)

    version: Mapped[str | None] = mapped_column(String(60))
    basis: Mapped[str] = mapped_column(String(20))
    people: Mapped[int] = mapped_column(default=0)
    courses: Mapped[int] = mapped_column(default=0)
    completions: Mapped[int] = mapped_column(default=0)
    seconds: Mapped[float | None]
    metrics: Mapped[dict[str, Any]] = mapped_column(default=dict)
    promoted: Mapped[bool] = mapped_column(default=False)
    note: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(default=now)


class Scored(Owned, Base):
    """A course in a person's stored list, for the views that look at many people at once."""

    __tablename__ = "scored"
    __table_args__ = (
        UniqueConstraint("site_id", "person_id", "rank"),
        same_site("person_id", "people"),
        same_site("course_id", "courses"),
        same_site("model_run_id", "model_runs"),
        Index(None, "site_id", "course_id"),
    )

    person_id: Mapped[UUID]
    course_id: Mapped[UUID]
    model_run_id: Mapped[UUID]
    rank: Mapped[int]
    score: Mapped[float]


def latest(session: Session, site_id: UUID, limit: int = 20) -> Sequence[ModelRun]:
    """Return the newest trainings, newest first."""
    return session.scalars(
        select(ModelRun)
        .where(ModelRun.site_id == site_id)
        .order_by(ModelRun.created_at.desc())
        .limit(limit)
    ).all()


def current(session: Session, site_id: UUID) -> ModelRun | None:
    """Return the training that serves now, if there was one."""
    return session.scalar(
        select(ModelRun)
        .where(ModelRun.site_id == site_id, ModelRun.promoted.is_(True))
        .order_by(ModelRun.created_at.desc())
        .limit(1)
    )
