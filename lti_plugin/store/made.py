"""Groups and cohorts that were made in Moodle of recommended cohorts, and who came into them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, String, Text, UniqueConstraint, delete, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from lti_plugin.errors import NotFound
from lti_plugin.store.base import Base, Owned, now, quietly, same_site
from lti_plugin.store.people import Person

GROUP, SITE = "group", "site"
PLANNED, ASKED, DONE, REFUSED = "planned", "asked", "done", "refused"
# What is expected to become of a person, and what became of them.
JOINS, ENROLS, THERE, CANNOT = "joins", "enrols", "there", "cannot"
STAYS = "stays"
WAITS, JOINED, ENROLLED = "waits", "joined", "enrolled"
ONLY_COURSE, ONLY_GROUP = "only_course", "only_group"
INSIDE = (THERE, JOINED, ENROLLED)
EXPECTATIONS = (JOINS, ENROLS, THERE, CANNOT, STAYS)
# They were in the course when somebody looked.
BEFORE = (JOINS, THERE, STAYS)
OUTCOMES = (WAITS, *INSIDE, ONLY_COURSE, ONLY_GROUP, REFUSED)


class MadeGroup(Owned, Base):
    """A group of a course, or a cohort of the site, that somebody looked at and perhaps made.

    ``id_number`` is what it is called in Moodle, made of who is in it: the same people for the same
    course are the same group. ``person_id`` is the teacher whose right in the course is looked at
    again; None where an L&D admin makes it. ``problem`` is why nothing was made, and ``said`` what
    Moodle said.
    """

    __tablename__ = "made_groups"
    __table_args__ = (
        UniqueConstraint("site_id", "id"),
        UniqueConstraint("site_id", "course_id", "id_number"),
        same_site("course_id", "courses"),
        same_site("person_id", "people"),
        Index(None, "site_id", "state"),
    )

    course_id: Mapped[UUID]
    person_id: Mapped[UUID | None]
    by: Mapped[str] = mapped_column(String(100))
    kind: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(255))
    id_number: Mapped[str] = mapped_column(String(100))
    state: Mapped[str] = mapped_column(String(10), default=PLANNED)
    moodle_id: Mapped[str | None] = mapped_column(String(20))
    problem: Mapped[str] = mapped_column(String(20), default="")
    said: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(default=now)
    ended_at: Mapped[datetime | None]


class MadeMember(Owned, Base):
    """A person of it: what was expected, what became of it, and what stood in the way."""

    __tablename__ = "made_members"
    __table_args__ = (
        UniqueConstraint("site_id", "group_id", "person_id"),
        same_site("group_id", "made_groups"),
        same_site("person_id", "people"),
        Index(None, "site_id", "person_id"),
    )

    group_id: Mapped[UUID]
    person_id: Mapped[UUID]
    expected: Mapped[str] = mapped_column(String(20))
    outcome: Mapped[str] = mapped_column(String(20), default=WAITS)
    problem: Mapped[str] = mapped_column(String(20), default="")
    said: Mapped[str] = mapped_column(Text, default="")


def get(session: Session, site_id: UUID, group_id: UUID) -> MadeGroup:
    """Return one of this site, or raise NotFound."""
    row = session.get(MadeGroup, group_id)
    if row is None or row.site_id != site_id:
        raise NotFound("There is no such group.", hint="Look at the cohort again.")
    return row


def numbered(session: Session, site_id: UUID, course_id: UUID, id_number: str) -> MadeGroup | None:
    """Return the one of a course with this ID number."""
    return session.scalar(
        select(MadeGroup).where(
            MadeGroup.site_id == site_id,
            MadeGroup.course_id == course_id,
            MadeGroup.id_number == id_number,
        )
    )


def members(session: Session, site_id: UUID, group_id: UUID) -> Sequence[tuple[MadeMember, Person]]:
    """Return who is to be in it, by name."""
    rows = session.execute(
        select(MadeMember, Person)
        .join(Person, Person.id == MadeMember.person_id)
        .where(MadeMember.site_id == site_id, MadeMember.group_id == group_id)
        .order_by(func.lower(Person.name), Person.id)
    )
    return [(row, person) for row, person in rows]


def member(session: Session, site_id: UUID, group_id: UUID, person_id: UUID) -> MadeMember | None:
    """Return one person of it."""
    return session.scalar(
        select(MadeMember).where(
            MadeMember.site_id == site_id,
            MadeMember.group_id == group_id,
            MadeMember.person_id == person_id,
        )
    )


def next_asked(session: Session, site_id: UUID) -> MadeGroup | None:
    """Return the one of a site that was asked for first and is not ended."""
    return session.scalar(
        select(MadeGroup)
        .where(MadeGroup.site_id == site_id, MadeGroup.state == ASKED)
        .order_by(MadeGroup.created_at, MadeGroup.id)
        .limit(1)
    )


def forget(session: Session, site_id: UUID, person_id: UUID) -> None:
    """Take a person out of what has not been done in Moodle yet."""
    mine = MadeMember.site_id == site_id, MadeMember.person_id == person_id
    session.execute(quietly(delete(MadeMember).where(*mine, MadeMember.outcome == WAITS)))
