"""What an organisation has entered about filling a role: the cost and the time of a hire."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from lti_plugin.store.base import Base, Owned, now, same_site


class RoleFigures(Owned, Base):
    """One role's figures, with where they come from; None is not known."""

    __tablename__ = "role_figures"
    __table_args__ = (UniqueConstraint("site_id", "role_id"), same_site("role_id", "roles"))

    role_id: Mapped[UUID]
    cost_per_hire: Mapped[float | None]
    days_to_hire: Mapped[float | None]
    hour_cost: Mapped[float | None]
    source: Mapped[str] = mapped_column(String(500))
    entered_by: Mapped[str] = mapped_column(String(255))
    entered_at: Mapped[datetime] = mapped_column(default=now)


def of_roles(
    session: Session, site_id: UUID, role_ids: Collection[UUID]
) -> dict[UUID, RoleFigures]:
    """Return the figures of those of these roles that have any, by role."""
    rows = session.scalars(
        select(RoleFigures).where(RoleFigures.site_id == site_id, RoleFigures.role_id.in_(role_ids))
    )
    return {row.role_id: row for row in rows}
