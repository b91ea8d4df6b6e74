"""Objectives of the organisation, and the skills that each of them needs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import String, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from lti_plugin.errors import NotFound
from lti_plugin.store.base import Base, Owned, now, same_site
from lti_plugin.store.skills import Skill


class Objective(Owned, Base):
    """What the organisation wants to reach, by when, and who answers for it.

    ``weight`` says how much its skills count beside all others', 1 being as usual.
    """

    __tablename__ = "objectives"
    __table_args__ = (UniqueConstraint("site_id", "id"), UniqueConstraint("site_id", "name"))

    name: Mapped[str] = mapped_column(String(255))
    owner: Mapped[str] = mapped_column(String(255), default="")
    measure: Mapped[str] = mapped_column(Text, default="")
    due_on: Mapped[date | None]
    weight: Mapped[float] = mapped_column(default=1.0)
    agreed_at: Mapped[datetime | None]
    agreed_by: Mapped[str | None] = mapped_column(String(255))
    created_at: Mapped[datetime] = mapped_column(default=now)


class ObjectiveSkill(Owned, Base):
    """A skill that an objective needs."""

    __tablename__ = "objective_skills"
    __table_args__ = (
        UniqueConstraint("site_id", "objective_id", "skill_id"),
        same_site("objective_id", "objectives"),
        same_site("skill_id", "skills"),
    )

    objective_id: Mapped[UUID]
    skill_id: Mapped[UUID]


def get(session: Session, site_id: UUID, objective_id: UUID) -> Objective:
    """Return an objective of this site or raise NotFound."""
    row = session.get(Objective, objective_id)
    if row is None or row.site_id != site_id:
        raise NotFound("There is no such objective here.")
    return row


def of_site(session: Session, site_id: UUID) -> Sequence[Objective]:
    """Return a site's objectives, the nearest due first."""
    return session.scalars(
        select(Objective)
        .where(Objective.site_id == site_id)
        .order_by(Objective.due_on.is_(None), Objective.due_on, Objective.name)
    ).all()


def by_skill(session: Session, site_id: UUID) -> dict[UUID, list[Objective]]:
    """Return the objectives that need each skill, the weightiest first."""
    rows = session.execute(
        select(ObjectiveSkill.skill_id, Objective)
        .join(Objective, Objective.id == ObjectiveSkill.objective_id)
        .where(ObjectiveSkill.site_id == site_id)
        .order_by(Objective.weight.desc(), Objective.name)
    )
    found: dict[UUID, list[Objective]] = {}
    for skill_id, objective in rows:
        found.setdefault(skill_id, []).append(objective)
    return found


def skills_needed(session: Session, site_id: UUID) -> dict[UUID, list[Skill]]:
    """Return the skills that each objective needs, by name."""
    rows = session.execute(
        select(ObjectiveSkill.objective_id, Skill)
        .join(Skill, Skill.id == ObjectiveSkill.skill_id)
        .where(ObjectiveSkill.site_id == site_id)
        .order_by(Skill.name)
    )
    found: dict[UUID, list[Skill]] = {}
    for objective_id, skill in rows:
        found.setdefault(objective_id, []).append(skill)
    return found
