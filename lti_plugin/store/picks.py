"""What L&D admins put first or hide, for whom and from when to when; rules for the catalogue."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Index, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from lti_plugin.errors import NotFound
from lti_plugin.store.base import Base, Owned, now, same_site

PIN, HIDE = "pin", "hide"
EVERYBODY, DEPARTMENT, ROLE, PEOPLE = "everybody", "department", "role", "people"
ALL, CATEGORY, TAG = "all", "category", "tag"


class Pick(Owned, Base):
    """A course that is put first or hidden for an audience, on days from ``starts_on`` to the last.

    ``audience`` names the department or the role; of PEOPLE the list stands in PickedPerson.
    """

    __tablename__ = "picks"
    __table_args__ = (
        UniqueConstraint("site_id", "id"),
        same_site("course_id", "courses"),
        Index(None, "site_id", "course_id"),
    )

    course_id: Mapped[UUID]
    kind: Mapped[str] = mapped_column(String(10))
    audience_kind: Mapped[str] = mapped_column(String(20))
    audience: Mapped[str] = mapped_column(String(255), default="")
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    made_by: Mapped[str] = mapped_column(String(100))
    made_at: Mapped[datetime] = mapped_column(default=now)


class PickedPerson(Owned, Base):
    """Somebody on the list that a pick is for."""

    __tablename__ = "picked_people"
    __table_args__ = (
        UniqueConstraint("site_id", "pick_id", "person_id"),
        same_site("pick_id", "picks"),
        same_site("person_id", "people"),
        Index(None, "site_id", "person_id"),
    )

    pick_id: Mapped[UUID]
    person_id: Mapped[UUID]


class CatalogueRule(Owned, Base):
    """Whether the courses of a category or with a tag are in the catalogue, also those to come.

    ``value`` is a key of :mod:`lti_plugin.services.folders` or a tag; ALL has none.
    """

    __tablename__ = "catalogue_rules"
    __table_args__ = (UniqueConstraint("site_id", "kind", "value"),)

    kind: Mapped[str] = mapped_column(String(20))
    value: Mapped[str] = mapped_column(String(255), default="")
    excluded: Mapped[bool]
    made_by: Mapped[str] = mapped_column(String(100))
    made_at: Mapped[datetime] = mapped_column(default=now)


def of_site(session: Session, site_id: UUID) -> Sequence[Pick]:
    """Return every pick of a site, the oldest first."""
    return session.scalars(
        select(Pick).where(Pick.site_id == site_id).order_by(Pick.made_at, Pick.id)
    ).all()


def of_course(session: Session, site_id: UUID, course_id: UUID) -> Sequence[Pick]:
    """Return the picks of a course, the oldest first."""
    return session.scalars(
        select(Pick)
        .where(Pick.site_id == site_id, Pick.course_id == course_id)
        .order_by(Pick.made_at, Pick.id)
    ).all()


def get(session: Session, site_id: UUID, pick_id: UUID) -> Pick:
    """Return a pick of this site or raise NotFound."""
    row = session.get(Pick, pick_id)
    if row is None or row.site_id != site_id:
        raise NotFound("There is no such pin here.")
    return row


def people_of(session: Session, site_id: UUID) -> dict[UUID, set[UUID]]:
    """Return the people on the lists of a site's picks, by pick."""
    found: dict[UUID, set[UUID]] = {}
    rows = session.execute(
        select(PickedPerson.pick_id, PickedPerson.person_id).where(PickedPerson.site_id == site_id)
    )
    for pick_id, person_id in rows:
        found.setdefault(pick_id, set()).add(person_id)
    return found


def rules(session: Session, site_id: UUID) -> Sequence[CatalogueRule]:
    """Return the rules of a site's catalogue."""
    return session.scalars(
        select(CatalogueRule)
        .where(CatalogueRule.site_id == site_id)
        .order_by(CatalogueRule.kind, CatalogueRule.value)
    ).all()


def rule(session: Session, site_id: UUID, rule_id: UUID) -> CatalogueRule:
    """Return a rule of this site or raise NotFound."""
    row = session.get(CatalogueRule, rule_id)
    if row is None or row.site_id != site_id:
        raise NotFound("There is no such rule here.")
    return row
