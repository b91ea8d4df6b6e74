"""What the tool was placed as in which course, and the services that a launch from there named."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, String, UniqueConstraint, or_, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from lti_plugin.store.base import Base, Owned, now, same_site
from lti_plugin.store.prepared import prepared

ASKED_FOR = timedelta(minutes=5)  # longer than any request that adds a column


class ResourceLink(Owned, Base):
    """One activity that launches the tool.

    ``view`` is the page that was placed, ``role`` the role of a placed path, ``item`` the id that
    stays the same in copies; all three are None for an activity that was added by hand.
    ``memberships_url`` lists the course's people, ``line_items_url`` its grade columns, and
    ``line_item_url`` is the activity's own column, where there is one. ``column_asked_at`` is when
    somebody began to add one.
    """

    __tablename__ = "resource_links"
    __table_args__ = (
        UniqueConstraint("site_id", "id"),
        UniqueConstraint("site_id", "registration_id", "deployment_id", "resource_link_id"),
        same_site("registration_id", "registrations"),
    )

    registration_id: Mapped[UUID]
    deployment_id: Mapped[str] = mapped_column(String(255))
    resource_link_id: Mapped[str] = mapped_column(String(255))
    context_id: Mapped[str | None] = mapped_column(String(255))
    title: Mapped[str | None] = mapped_column(String(500))
    view: Mapped[str | None] = mapped_column(String(20))
    role: Mapped[str | None] = mapped_column(String(255))
    item: Mapped[str | None] = mapped_column(String(36))
    memberships_url: Mapped[str | None] = mapped_column(String(2000))
    line_items_url: Mapped[str | None] = mapped_column(String(2000))
    line_item_url: Mapped[str | None] = mapped_column(String(2000))
    column_asked_at: Mapped[datetime | None]
    seen_at: Mapped[datetime] = mapped_column(default=now)


def find(
    session: Session,
    site_id: UUID,
    registration_id: UUID,
    deployment_id: str,
    resource_link_id: str,
) -> ResourceLink | None:
    """Return what is known of an activity."""
    place = site_id, registration_id, deployment_id, resource_link_id
    return session.scalars(*_at(*place)).one_or_none()


@prepared
def _at(
    site_id: Any, registration_id: Any, deployment_id: Any, resource_link_id: Any
) -> Select[ResourceLink]:
    return select(ResourceLink).where(
        ResourceLink.site_id == site_id,
        ResourceLink.registration_id == registration_id,
        ResourceLink.deployment_id == deployment_id,
        ResourceLink.resource_link_id == resource_link_id,
    )


def of_registration(
    session: Session, site_id: UUID, registration_id: UUID
) -> Sequence[ResourceLink]:
    """Return the activities that were opened by this registration, the last opened first."""
    return session.scalars(
        select(ResourceLink)
        .where(ResourceLink.site_id == site_id, ResourceLink.registration_id == registration_id)
        .order_by(ResourceLink.seen_at.desc())
    ).all()


def begin_column(session: Session, link_id: UUID, at: datetime) -> bool:
    """Take it on to add a grade column; False where somebody else is at it."""
    free = session.scalar(
        update(ResourceLink)
        .where(
            ResourceLink.id == link_id,
            or_(
                ResourceLink.column_asked_at.is_(None),
                ResourceLink.column_asked_at < at - ASKED_FOR,
            ),
        )
        .values(column_asked_at=at)
        .returning(ResourceLink.id)
    )
    return free is not None


def end_column(session: Session, link_id: UUID, address: str | None) -> None:
    """Keep the address of the column, where one was made; from now on others may add it."""
    link = session.get_one(ResourceLink, link_id)
    link.column_asked_at = None
    if address is not None:
        link.line_item_url = address
