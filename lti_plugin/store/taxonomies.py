"""Taxonomies of skills and occupations, as imported: what site skills and roles are drawn from."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, String, Text, UniqueConstraint, delete, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from lti_plugin.store.base import Base, Owned, now, quietly, same_site


class Taxonomy(Owned, Base):
    """One imported taxonomy, such as ESCO; ``counts`` is what it held when it was read."""

    __tablename__ = "taxonomies"
    __table_args__ = (UniqueConstraint("site_id", "id"), UniqueConstraint("site_id", "name"))

    name: Mapped[str] = mapped_column(String(60))
    language: Mapped[str] = mapped_column(String(20), default="en")
    counts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    imported_at: Mapped[datetime] = mapped_column(default=now)


class Concept(Owned, Base):
    """A skill, or a group of skills, of a taxonomy; ``broader`` are the URIs of what is above."""

    __tablename__ = "concepts"
    __table_args__ = (
        UniqueConstraint("site_id", "taxonomy_id", "uri"),
        same_site("taxonomy_id", "taxonomies"),
        Index(None, "site_id", "name"),
    )

    taxonomy_id: Mapped[UUID]
    uri: Mapped[str] = mapped_column(String(255))
    name: Mapped[str] = mapped_column(String(500))
    alternatives: Mapped[list[Any]] = mapped_column(default=list)
    kind: Mapped[str] = mapped_column(String(20))
    description: Mapped[str] = mapped_column(Text, default="")
    broader: Mapped[list[Any]] = mapped_column(default=list)
    collections: Mapped[list[Any]] = mapped_column(default=list)


class Occupation(Owned, Base):
    """An occupation of a taxonomy.

    ``demands`` are rows of [URI of the skill, essential, level or None, importance], ``ratings``
    rows of [URI, level, importance] for everything that was rated, and ``related`` the URIs of
    occupations that the taxonomy itself calls close.
    """

    __tablename__ = "occupations"
    __table_args__ = (
        UniqueConstraint("site_id", "taxonomy_id", "uri"),
        same_site("taxonomy_id", "taxonomies"),
        Index(None, "site_id", "name"),
    )

    taxonomy_id: Mapped[UUID]
    uri: Mapped[str] = mapped_column(String(255))
    name: Mapped[str] = mapped_column(String(500))
    alternatives: Mapped[list[Any]] = mapped_column(default=list)
    family: Mapped[str | None] = mapped_column(String(60))
    description: Mapped[str] = mapped_column(Text, default="")
    broader: Mapped[list[Any]] = mapped_column(default=list)
    job_zone: Mapped[int | None]
    demands: Mapped[list[Any]] = mapped_column(default=list)
    ratings: Mapped[list[Any]] = mapped_column(default=list)
    related: Mapped[list[Any]] = mapped_column(default=list)


def of_site(session: Session, site_id: UUID) -> Sequence[Taxonomy]:
    """Return a site's taxonomies by name."""
    return session.scalars(
        select(Taxonomy).where(Taxonomy.site_id == site_id).order_by(Taxonomy.name)
    ).all()


def renewed(session: Session, site_id: UUID, name: str, language: str) -> Taxonomy:
    """Return an empty taxonomy of this name; one that was there before has gone with all in it.

    What a site has drawn from it, its own skills and roles, stays.
    """
    old = Taxonomy.site_id == site_id, Taxonomy.name == name
    session.execute(quietly(delete(Taxonomy).where(*old)))
    fresh = Taxonomy(site_id=site_id, name=name, language=language, counts={})
    session.add(fresh)
    session.flush()
    return fresh


def concepts(session: Session, site_id: UUID, uris: Sequence[str]) -> dict[str, Concept]:
    """Return the concepts with these URIs."""
    found: dict[str, Concept] = {}
    for start in range(0, len(uris), 500):
        rows = session.scalars(
            select(Concept).where(
                Concept.site_id == site_id, Concept.uri.in_(uris[start : start + 500])
            )
        )
        found |= {row.uri: row for row in rows}
    return found


def occupation(session: Session, site_id: UUID, uri: str) -> Occupation | None:
    """Return the occupation with this URI."""
    return session.scalars(
        select(Occupation).where(Occupation.site_id == site_id, Occupation.uri == uri).limit(1)
    ).first()


def occupations_named(
    session: Session, site_id: UUID, text: str, limit: int = 20
) -> Sequence[Occupation]:
    """Return the occupations whose name holds this text, the shortest names first."""
    return session.scalars(
        select(Occupation)
        .where(Occupation.site_id == site_id, Occupation.name.icontains(text, autoescape=True))
        .order_by(func.length(Occupation.name), Occupation.name)
        .limit(limit)
    ).all()
