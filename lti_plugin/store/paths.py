"""Paths that people have started: the courses on the way to a role, and what was told of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import String, Text, UniqueConstraint, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from lti_plugin.store.base import Base, Owned, now, quietly, same_site
from lti_plugin.store.lti import switched_on
from lti_plugin.store.resource_links import ResourceLink


class Path(Owned, Base):
    """One person's way to a role.

    ``steps`` are the ids of its courses in their order, ``hours`` the time that it was planned for;
    ``finished_at`` is set once all are done.
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
    hours: Mapped[float | None]
    started_at: Mapped[datetime] = mapped_column(default=now)
    finished_at: Mapped[datetime | None]


class PathGrade(Owned, Base):
    """A path's place in the grade column of an activity that it was opened in.

    ``sent`` is the last percentage that the platform answered for, so it is not sent again;
    ``problem`` is why the platform did not take what was sent last.
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


def unfinished(session: Session, site_id: UUID, after: UUID | None, limit: int) -> Sequence[Path]:
    """Return a block of the paths under way, in the order of their ids."""
    query = select(Path).where(Path.site_id == site_id, Path.finished_at.is_(None))
    if after is not None:
        query = query.where(Path.id > after)
    return session.scalars(query.order_by(Path.id).limit(limit)).all()


def grade(session: Session, site_id: UUID, path_id: UUID, link_id: UUID) -> PathGrade | None:
    """Return a path's place in the grade column of one activity."""
    return session.scalar(
        select(PathGrade).where(
            PathGrade.site_id == site_id,
            PathGrade.path_id == path_id,
            PathGrade.resource_link_id == link_id,
        )
    )


def columns(session: Session, site_id: UUID) -> Sequence[ResourceLink]:
    """Return the activities that have a grade column with a path in it.

    Those of a registration or deployment that is switched off are not among them.
    """
    used = select(PathGrade.resource_link_id).where(PathGrade.site_id == site_id)
    filled = select(ResourceLink).where(
        ResourceLink.site_id == site_id,
        ResourceLink.id.in_(used),
        ResourceLink.line_item_url.is_not(None),
    )
    return session.scalars(switched_on(filled, ResourceLink).order_by(ResourceLink.id)).all()


def any_grades(session: Session, site_id: UUID, *, unsettled: bool = False) -> bool:
    """Say whether any path has a place in a grade column; ``unsettled``: one with a problem."""
    query = select(PathGrade.id).where(PathGrade.site_id == site_id)
    if unsettled:
        query = query.where(PathGrade.problem.is_not(None))
    return session.scalar(query.limit(1)) is not None


def forget_sent(session: Session, site_id: UUID, link_id: UUID) -> bool:
    """Forget what an activity's column was sent, as when it has another one; was there anything?"""
    forgotten = session.scalars(
        quietly(
            update(PathGrade)
            .where(PathGrade.site_id == site_id, PathGrade.resource_link_id == link_id)
            .values(sent=None, sent_at=None, problem=None)
            .returning(PathGrade.id)
        )
    ).all()
    return bool(forgotten)
