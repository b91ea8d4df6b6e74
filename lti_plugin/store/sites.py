"""Sites: one Moodle each, with its web-service address, time zone and schedule."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import String, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from lti_plugin.errors import NotFound
from lti_plugin.store.base import Base, Key, now

AS_LEARNED, LESS, NOT_AT_ALL = "learned", "less", "none"


class Site(Base):
    """One Moodle: its LTI issuer and, once connected, its web services.

    ``token`` is encrypted. ``fields`` holds mappings: under ``map`` from our course and person
    fields to Moodle's short names, under ``levels`` from the site's words to levels of 0-5, and
    under ``scales`` the same for each of Moodle's scales; under ``settings`` what an L&D admin has
    set otherwise than usual; under ``way`` the way to completions that they chose.
    ``checkup`` is what the last check of the connection found, and ``release`` the version of
    Moodle that was met last. ``report_columns`` maps our fields to the report's headers, as
    confirmed by an admin.
    ``roles`` maps LTI roles to audiences where the site wants it otherwise than usual.
    ``popularity`` is how much it may count that a course is popular: a step such as ``AS_LEARNED``.
    ``curated_at`` is when anything last changed that lists and paths are made of (see curation).
    """

    __tablename__ = "sites"

    id: Mapped[Key]
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(255))
    issuer: Mapped[str] = mapped_column(String(255), unique=True)
    webservice_url: Mapped[str | None] = mapped_column(String(255))
    token: Mapped[str | None] = mapped_column(Text)
    timezone: Mapped[str] = mapped_column(String(60))
    language: Mapped[str] = mapped_column(String(20), default="en")
    report_id: Mapped[int | None]
    ratings_report_id: Mapped[int | None]
    report_columns: Mapped[dict[str, Any]] = mapped_column(default=dict)
    fields: Mapped[dict[str, Any]] = mapped_column(default=dict)
    checkup: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    release: Mapped[str | None] = mapped_column(String(100))
    roles: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    popularity: Mapped[str] = mapped_column(
        String(20), default=AS_LEARNED, server_default=AS_LEARNED
    )
    created_at: Mapped[datetime] = mapped_column(default=now)
    synced_at: Mapped[datetime | None]
    trained_at: Mapped[datetime | None]
    curated_at: Mapped[datetime | None]


def all_sites(session: Session) -> Sequence[Site]:
    """Return every site by name."""
    return session.scalars(select(Site).order_by(Site.name)).all()


def first(session: Session) -> Site | None:
    """Return the site that was connected before all others."""
    return session.scalar(select(Site).order_by(Site.created_at, Site.id).limit(1))


def by_slug(session: Session, slug: str) -> Site | None:
    """Return the site whose short name stands in its addresses."""
    return session.scalar(select(Site).where(Site.slug == slug))


def get(session: Session, site_id: UUID) -> Site:
    """Return a site or raise NotFound."""
    site = session.get(Site, site_id)
    if site is None:
        raise NotFound("There is no such site.")
    return site


def hold(session: Session, site_id: UUID) -> Site:
    """Return a site as it is now; until the end of this transaction no other changes it.

    On SQLite whoever writes is alone anyway. Rows of the site can still be added meanwhile.
    """
    return session.scalars(
        select(Site)
        .where(Site.id == site_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).one()


def choose(session: Session, name: str | None) -> Site:
    """Return the site with this slug, or the only one there is when ``name`` is None."""
    sites = all_sites(session)
    if name is None and len(sites) == 1:
        return sites[0]
    for site in sites:
        if site.slug == name:
            return site
    if not sites:
        raise NotFound(
            "There is no site yet.",
            hint="Add one with `fingerpost site add https://moodle.example.org`.",
        )
    known = ", ".join(site.slug for site in sites)
    missing = "Name a site with --site" if name is None else f"There is no site {name!r}"
    raise NotFound(f"{missing}; the sites here are: {known}.", hint="See `fingerpost site list`.")


def by_issuer(session: Session, issuer: str) -> Site | None:
    """Return the site whose LTI issuer this is."""
    return session.scalar(select(Site).where(Site.issuer == issuer))
