"""Scenarios of a site: what would be if a role became another by a day; nothing else reads them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import String, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from lti_plugin.errors import NotFound
from lti_plugin.store.base import Base, Owned, now, same_site


class Scenario(Owned, Base):
    """The inputs of a scenario: who has ``role_id`` is to have ``becomes_id`` from ``on`` on.

    With ``becomes_id`` the same as ``role_id`` the role becomes what its profile asks for that day.
    """

    __tablename__ = "scenarios"
    __table_args__ = (
        UniqueConstraint("site_id", "name"),
        same_site("role_id", "roles"),
        same_site("becomes_id", "roles"),
    )

    name: Mapped[str] = mapped_column(String(255))
    role_id: Mapped[UUID]
    becomes_id: Mapped[UUID]
    on: Mapped[date]
    note: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(default=now)


def get(session: Session, site_id: UUID, scenario_id: UUID) -> Scenario:
    """Return a scenario of this site or raise NotFound."""
    row = session.get(Scenario, scenario_id)
    if row is None or row.site_id != site_id:
        raise NotFound("There is no such scenario here.")
    return row


def of_site(session: Session, site_id: UUID) -> Sequence[Scenario]:
    """Return a site's scenarios by name."""
    return session.scalars(
        select(Scenario).where(Scenario.site_id == site_id).order_by(Scenario.name)
    ).all()
