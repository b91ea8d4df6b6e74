"""Which skill here is which competency of a site's own frameworks."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from lti_plugin.store.base import Base, Owned, same_site


class Competency(Owned, Base):
    """One competency; ``source_id`` is Moodle's id, ``scale_id`` that of the scale of its ratings.

    Several may be the same skill: frameworks overlap.
    """

    __tablename__ = "competencies"
    __table_args__ = (
        UniqueConstraint("site_id", "source_id"),
        same_site("skill_id", "skills"),
    )

    source_id: Mapped[str] = mapped_column(String(100))
    name: Mapped[str] = mapped_column(String(255))
    framework: Mapped[str] = mapped_column(String(255))
    framework_number: Mapped[str | None] = mapped_column(String(255))
    id_number: Mapped[str | None] = mapped_column(String(255))
    scale_id: Mapped[str | None] = mapped_column(String(20))
    skill_id: Mapped[UUID]


def of_site(session: Session, site_id: UUID) -> Sequence[Competency]:
    """Return a site's competencies by framework and name."""
    return session.scalars(
        select(Competency)
        .where(Competency.site_id == site_id)
        .order_by(Competency.framework, Competency.name, Competency.source_id)
    ).all()


def skill_ids(session: Session, site_id: UUID) -> dict[str, UUID]:
    """Return the skill of each competency, by Moodle's id."""
    rows = session.execute(
        select(Competency.source_id, Competency.skill_id).where(Competency.site_id == site_id)
    )
    return {source_id: skill_id for source_id, skill_id in rows}
