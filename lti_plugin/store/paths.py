"""Paths that people have started: the courses on the way to a role, and what was told of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import String, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from lti_plugin.store.base import Base, Owned, now, same_site


class Path(Owned, Base):
    """One person's way to a role.

    ``steps`` are the ids of its courses in their order; ``finished_at`` is set once all are done.
    """

    __tablename__ = "paths"
    __table_args__ = (
        UniqueConstraint("site_id", "id"),
        UniqueConstraint("site_id", "person_id", "role"),
        same_site("person_id", "people"),
    )

    person_id: Mapped[UUID]
    role: Mapped[str] = mapped_column(String(255))
    steps: Mapped[list[Any]] = mapped_column(default=list)
    started_at: Mapped[datetime] = mapped_column(default=now)
    finished_at: Mapped[datetime | None]


class PathGrade(Owned, Base):
    """A path's place in the grade column of an activity that it was opened in.

    ``sent`` is the last percentage that the platform took, ``problem`` why it took none.
    """

    __tablename__ = "path_grades"
    __table_args__ = (
        UniqueConstraint("site_id", "path_id", "resource_link_id"),
        same_site("path_id", "paths"),
        same_site("person_id", "people"),
        same_site("resource_link_id", "resource_links"),
    )

    path_id: Mapped[UUID]
    person_id: Mapped[UUID]
    resource_link_id: Mapped[UUID]
    sent: Mapped[float | None]
    sent_at: Mapped[datetime | None]
    problem: Mapped[str | None] = mapped_column(Text)


def of_person(session: Session, site_id: UUID, person_id: UUID, role: str) -> Path | None:
    """Return a person's path to this role, where they have started one."""
    return session.scalar(
        select(Path).where(Path.site_id == site_id, Path.person_id == person_id, Path.role == role)
    )


def grades_of_link(session: Session, site_id: UUID, link_id: UUID) -> Sequence[PathGrade]:
    """Return everybody's places in the grade column of one activity."""
    return session.scalars(
        select(PathGrade).where(PathGrade.site_id == site_id, PathGrade.resource_link_id == link_id)
    ).all()
