"""Roles of a site: what each asks for, how its future looks, and who stands for that."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import String, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from connectors.names import plain
from lti_plugin.errors import NotFound
from lti_plugin.store.base import Base, Owned, now, same_site

STARTER, FILE, ADMIN = "starter", "file", "admin"


class Role(Owned, Base):
    """A role as this site has it.

    A profile is a draft until somebody has signed it (``reviewed_at``); its outlook is signed by
    itself. ``origin`` tells where it came from: the starter pack, a file, an admin or a taxonomy;
    it is ``unconfirmed`` while it holds imported values that nobody has confirmed by signing.
    One with ``removed_at`` is no role of the site any more, until it is brought back: nobody has
    it, aims at it or finds it, and its name stays taken.
    """

    __tablename__ = "roles"
    __table_args__ = (UniqueConstraint("site_id", "id"), UniqueConstraint("site_id", "name"))

    name: Mapped[str] = mapped_column(String(255))
    family: Mapped[str | None] = mapped_column(String(255))
    step: Mapped[int | None]
    leader: Mapped[bool] = mapped_column(default=False)
    leader_weight: Mapped[float | None]
    uri: Mapped[str | None] = mapped_column(String(255))
    alternatives: Mapped[list[Any]] = mapped_column(default=list)
    description: Mapped[str] = mapped_column(Text, default="")
    origin: Mapped[str] = mapped_column(String(20), default=ADMIN)
    unconfirmed: Mapped[bool] = mapped_column(default=False)
    reviewed_at: Mapped[datetime | None]
    reviewed_by: Mapped[str | None] = mapped_column(String(255))
    outlook: Mapped[str] = mapped_column(String(20), default="stable")
    ends_on: Mapped[date | None]
    planned_share: Mapped[float | None]
    planned_by: Mapped[date | None]
    outlook_source: Mapped[str] = mapped_column(String(500), default="")
    outlook_signed_on: Mapped[date | None]
    outlook_signed_by: Mapped[str | None] = mapped_column(String(255))
    created_at: Mapped[datetime] = mapped_column(default=now)
    removed_at: Mapped[datetime | None]


HERE = Role.removed_at.is_(None)


class RoleRequirement(Owned, Base):
    """One line of a role's profile; ``valid_from`` None holds from the beginning."""

    __tablename__ = "role_requirements"
    __table_args__ = (
        UniqueConstraint("site_id", "role_id", "skill_id", "valid_from"),
        same_site("role_id", "roles"),
        same_site("skill_id", "skills"),
    )

    role_id: Mapped[UUID]
    skill_id: Mapped[UUID]
    level: Mapped[float]
    importance: Mapped[float] = mapped_column(default=1.0)
    valid_from: Mapped[date | None]


class RoleTrigger(Owned, Base):
    """Something that happens, as an admin entered it: to a role, or to all that ask for a skill.

    It counts until it is closed.
    """

    __tablename__ = "role_triggers"
    __table_args__ = (same_site("role_id", "roles"), same_site("skill_id", "skills"))

    role_id: Mapped[UUID | None]
    skill_id: Mapped[UUID | None]
    kind: Mapped[str] = mapped_column(String(20))
    on: Mapped[date | None]
    note: Mapped[str] = mapped_column(Text, default="")
    source: Mapped[str] = mapped_column(String(500), default="")
    created_at: Mapped[datetime] = mapped_column(default=now)
    closed_at: Mapped[datetime | None]


class RoleIndex(Owned, Base):
    """What a published index says of a role, as somebody entered it; the newest one counts."""

    __tablename__ = "role_indices"
    __table_args__ = (
        UniqueConstraint("site_id", "role_id", "name"),
        same_site("role_id", "roles"),
    )

    role_id: Mapped[UUID]
    name: Mapped[str] = mapped_column(String(255))
    on: Mapped[date]
    value: Mapped[float | None]
    percentile: Mapped[float | None]
    higher_is_better: Mapped[bool]
    source: Mapped[str] = mapped_column(String(500))


class Title(NamedTuple):
    """What a role is called and where it stands in its family: all that finding it takes."""

    id: UUID
    name: str
    alternatives: Sequence[str]
    family: str | None
    step: int | None


def titles(session: Session, site_id: UUID) -> list[Title]:
    """Return how a site's roles are called, by name; without a row object for each of them."""
    return all_titles(session, site_id)[0]


def all_titles(session: Session, site_id: UUID) -> tuple[list[Title], list[Title]]:
    """Return how a site's roles are called, and beside them those that were removed, by name."""
    found = session.execute(
        select(Role.removed_at, Role.id, Role.name, Role.alternatives, Role.family, Role.step)
        .where(Role.site_id == site_id)
        .order_by(Role.name)
    ).all()
    here = [Title(*rest) for gone, *rest in found if gone is None]
    return here, [Title(*rest) for gone, *rest in found if gone is not None]


def names(session: Session, site_id: UUID) -> dict[UUID, str]:
    """Return what every role is called by its id, removed ones too: other rows still name them."""
    found = session.execute(select(Role.id, Role.name).where(Role.site_id == site_id))
    return {role_id: name for role_id, name in found}


def of_ids(session: Session, site_id: UUID, ids: Collection[UUID]) -> Sequence[Role]:
    """Return the roles of a site with these ids, by name."""
    return session.scalars(
        select(Role).where(Role.site_id == site_id, Role.id.in_(ids)).order_by(Role.name)
    ).all()


def get(session: Session, site_id: UUID, role_id: UUID) -> Role:
    """Return a role of this site or raise NotFound; one that was removed is none."""
    role = session.get(Role, role_id)
    if role is None or role.site_id != site_id or role.removed_at is not None:
        raise NotFound("There is no such role here.")
    return role


def of_site(session: Session, site_id: UUID) -> Sequence[Role]:
    """Return a site's roles by name."""
    query = select(Role).where(Role.site_id == site_id, HERE).order_by(Role.name)
    return session.scalars(query).all()


def removed(session: Session, site_id: UUID) -> Sequence[Role]:
    """Return the roles that were removed, the last one first."""
    query = select(Role).where(Role.site_id == site_id, Role.removed_at.is_not(None))
    return session.scalars(query.order_by(Role.removed_at.desc(), Role.name)).all()


def named(session: Session, site_id: UUID, name: str) -> Role | None:
    """Return the role of this name, however it is spelled.

    SQLite knows upper and lower case of English letters only, so the names are compared here.
    """
    wanted = plain(name)
    return next((role for role in of_site(session, site_id) if plain(role.name) == wanted), None)


def every_named(session: Session, site_id: UUID) -> dict[str, Role]:
    """Return every role by its plain name, those that were removed among them."""
    query = select(Role).where(Role.site_id == site_id).order_by(Role.name)
    return {plain(role.name): role for role in session.scalars(query)}


def requirements(
    session: Session, site_id: UUID, role_ids: Collection[UUID] | None = None
) -> Sequence[RoleRequirement]:
    """Return the lines of these roles, or of all of them."""
    query = select(RoleRequirement).where(RoleRequirement.site_id == site_id)
    if role_ids is not None:
        query = query.where(RoleRequirement.role_id.in_(role_ids))
    return session.scalars(query.order_by(RoleRequirement.id)).all()


def triggers(
    session: Session, site_id: UUID, role_ids: Collection[UUID] | None = None
) -> Sequence[RoleTrigger]:
    """Return what happens to these roles by name, or all of the register, oldest first.

    What happens to a skill is of no role by name; what is closed is among them.
    """
    query = select(RoleTrigger).where(RoleTrigger.site_id == site_id)
    if role_ids is not None:
        query = query.where(RoleTrigger.role_id.in_(role_ids))
    return session.scalars(query.order_by(RoleTrigger.created_at, RoleTrigger.id)).all()


def open_triggers(session: Session, site_id: UUID) -> Sequence[RoleTrigger]:
    """Return what happens to any role or skill of a site and is not closed, oldest first."""
    return session.scalars(
        select(RoleTrigger)
        .where(RoleTrigger.site_id == site_id, RoleTrigger.closed_at.is_(None))
        .order_by(RoleTrigger.created_at, RoleTrigger.id)
    ).all()


def trigger(session: Session, site_id: UUID, trigger_id: UUID) -> RoleTrigger:
    """Return an entry of this site's register or raise NotFound."""
    row = session.get(RoleTrigger, trigger_id)
    if row is None or row.site_id != site_id:
        raise NotFound("There is no such trigger here.")
    return row


def indices(
    session: Session, site_id: UUID, role_ids: Collection[UUID] | None = None
) -> Sequence[RoleIndex]:
    """Return what published indices say of these roles, or of all of them, by name."""
    query = select(RoleIndex).where(RoleIndex.site_id == site_id)
    if role_ids is not None:
        query = query.where(RoleIndex.role_id.in_(role_ids))
    return session.scalars(query.order_by(RoleIndex.name, RoleIndex.id)).all()
