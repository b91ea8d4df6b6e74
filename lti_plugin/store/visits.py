"""Browser sessions: one row for each launch that came in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Index, LargeBinary, Select, String, and_, delete, or_, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from lti_plugin.store.base import Base, Owned, now, quietly, same_site
from lti_plugin.store.lti import Deployment, Registration
from lti_plugin.store.overrides import Override
from lti_plugin.store.prepared import prepared
from lti_plugin.store.sites import Site

# A row that is out of time still tells which platform may frame the page that says so.
KEPT = timedelta(days=1)
ADMIN = "admin"
SHORT = re.compile("[0-9a-f]{8}")


class Visit(Owned, Base):
    """One launch's browser session: who, in which course, as what.

    ``claims`` holds what later services need of the launch; a visit by a link from the command
    line has no registration and no person.
    """

    __tablename__ = "visits"
    __table_args__ = (
        same_site("person_id", "people"),
        same_site("registration_id", "registrations"),
        Index(None, "site_id", "person_id"),
    )

    secret_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    registration_id: Mapped[UUID | None]
    person_id: Mapped[UUID | None]
    audience: Mapped[str] = mapped_column(String(20))
    context_id: Mapped[str | None] = mapped_column(String(255))
    context_title: Mapped[str | None] = mapped_column(String(500))
    resource_link_id: Mapped[str | None] = mapped_column(String(255))
    course_module: Mapped[int | None]
    return_url: Mapped[str | None] = mapped_column(String(2000))
    claims: Mapped[dict[str, Any]] = mapped_column(default=dict)
    locale: Mapped[str | None] = mapped_column(String(20))
    created_at: Mapped[datetime] = mapped_column(default=now)
    seen_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime] = mapped_column(index=True)


@dataclass(frozen=True, slots=True)
class Opened:
    """A visit with all that decides whether it goes on.

    ``deployment`` is the one that it came by; ``override`` what was decided about its person.
    """

    visit: Visit
    site: Site
    registration: Registration | None
    deployment: Deployment | None
    override: Override | None

    @property
    def is_on(self) -> bool:
        """Say whether the registration and the deployment that it came by are switched on.

        A visit by a link from the command line came by none.
        """
        if self.registration is None:
            return True
        return self.registration.enabled and self.deployment is not None and self.deployment.enabled


@dataclass(frozen=True, slots=True)
class Terms:
    """What decides about a launch beside what it says itself."""

    site: Site
    registration: Registration
    deployment: Deployment
    override: Override | None


def terms(
    session: Session, site_id: UUID, registration_id: UUID, deployment_id: str, person_id: UUID
) -> Terms | None:
    """Return what decides about a person's launch by this deployment, if it is there still."""
    place = site_id, registration_id, deployment_id, person_id
    row = session.execute(*_terms(*place)).one_or_none()
    return None if row is None else Terms(*row)


@prepared
def _terms(
    site_id: Any, registration_id: Any, deployment_id: Any, person_id: Any
) -> Select[Site, Registration, Deployment, Override]:
    decided = and_(Override.site_id == site_id, Override.person_id == person_id)
    return (
        select(Site, Registration, Deployment, Override)
        .join(Registration, Registration.site_id == Site.id)
        .join(Deployment, Deployment.registration_id == Registration.id)
        .outerjoin(Override, decided)
        .where(
            Site.id == site_id,
            Registration.id == registration_id,
            Deployment.deployment_id == deployment_id,
        )
    )


def opened(
    session: Session, *, visit_id: UUID | None = None, secret_hash: bytes | None = None
) -> Opened | None:
    """Return the visit with this id, or the one that this secret opens: one query for each page."""
    query = _with_id(visit_id) if secret_hash is None else _with_secret(secret_hash)
    row = session.execute(*query).one_or_none()
    return None if row is None else Opened(*row)


@prepared
def _with_id(visit_id: Any) -> Select[Visit, Site, Registration, Deployment, Override]:
    return _opened().where(Visit.id == visit_id)


@prepared
def _with_secret(secret_hash: Any) -> Select[Visit, Site, Registration, Deployment, Override]:
    return _opened().where(Visit.secret_hash == secret_hash)


def _opened() -> Select[Visit, Site, Registration, Deployment, Override]:
    came_by = and_(
        Deployment.site_id == Visit.site_id,
        Deployment.registration_id == Visit.registration_id,
        Deployment.deployment_id == Visit.claims["deployment_id"].as_string(),
    )
    decided = and_(Override.site_id == Visit.site_id, Override.person_id == Visit.person_id)
    return (
        select(Visit, Site, Registration, Deployment, Override)
        .join(Site, Site.id == Visit.site_id)
        .outerjoin(Registration, Registration.id == Visit.registration_id)
        .outerjoin(Deployment, came_by)
        .outerjoin(Override, decided)
    )


def visit_named(session: Session, short: str) -> tuple[Visit, Site] | None:
    """Return the one visit whose id begins so, with its site."""
    if not SHORT.fullmatch(short):
        return None
    first, last = (UUID(short.ljust(32, digit)) for digit in "0f")
    found = session.execute(
        select(Visit, Site)
        .join(Site, Site.id == Visit.site_id)
        .where(Visit.id.between(first, last))
        .limit(2)
    ).all()
    return (found[0][0], found[0][1]) if len(found) == 1 else None


def touch(session: Session, visit_id: UUID, at: datetime) -> None:
    """Note that a visit was used."""
    session.execute(update(Visit).where(Visit.id == visit_id).values(seen_at=at))


def close_outdated(session: Session, newest: Visit) -> None:
    """Close a person's visits as something that, by their newest launch, they no longer are.

    What somebody is in a course holds there; who is no admin any more is none in any course. The
    rows stay for a while, so that the pages can lead back to the activity.
    """
    outdated = Visit.context_id == newest.context_id
    if newest.audience != ADMIN:
        outdated = or_(outdated, Visit.audience == ADMIN)
    session.execute(
        quietly(
            update(Visit)
            .where(
                Visit.site_id == newest.site_id,
                Visit.person_id == newest.person_id,
                Visit.audience != newest.audience,
                Visit.expires_at > newest.created_at,
                outdated,
            )
            .values(expires_at=newest.created_at)
        )
    )


def open_as(
    session: Session, site_id: UUID, person_id: UUID, audience: str, at: datetime
) -> Sequence[Visit]:
    """Return what a person has open as this audience."""
    return session.scalars(
        select(Visit).where(
            Visit.site_id == site_id,
            Visit.person_id == person_id,
            Visit.audience == audience,
            Visit.expires_at > at,
        )
    ).all()


def sweep(session: Session, at: datetime) -> None:
    """Delete visits whose time has long been over."""
    session.execute(*_long_over(at - KEPT))


@prepared
def _long_over(before: Any) -> Any:
    return quietly(delete(Visit).where(Visit.expires_at < before))
