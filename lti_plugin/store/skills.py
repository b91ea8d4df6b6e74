"""Skills of a site and what its courses teach."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, String, Text, UniqueConstraint, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from connectors.names import plain
from connectors.records import SkillLink
from lti_plugin.errors import NotFound
from lti_plugin.store import competencies, course_edits
from lti_plugin.store.base import Base, Owned, now, of_one_site, quietly, same_site
from lti_plugin.store.courses import Course
from lti_plugin.store.prepared import prepared

SOURCE, FILE = "source", "file"


class Skill(Owned, Base):
    """A skill; ``source_id`` is the competency's own id, ``uri`` an ESCO or O*NET identifier.

    ``alternatives`` are further names, ``broader`` the names of skills above it, ``collections``
    such as "digital". A durable skill keeps its worth whatever becomes of a job.
    """

    __tablename__ = "skills"
    __table_args__ = (UniqueConstraint("site_id", "id"), UniqueConstraint("site_id", "name"))

    name: Mapped[str] = mapped_column(String(255))
    source_id: Mapped[str | None] = mapped_column(String(255))
    uri: Mapped[str | None] = mapped_column(String(255))
    durable: Mapped[bool] = mapped_column(default=False)
    kind: Mapped[str] = mapped_column(String(20), default="skill", server_default="skill")
    description: Mapped[str] = mapped_column(Text, default="", server_default="")
    alternatives: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    broader: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    collections: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")


class CourseSkill(Owned, Base):
    """What a course teaches, on the 0-5 scale; ``origin`` tells who said so."""

    __tablename__ = "course_skills"
    __table_args__ = (
        UniqueConstraint("site_id", "course_id", "skill_id"),
        same_site("course_id", "courses"),
        same_site("skill_id", "skills"),
    )

    course_id: Mapped[UUID]
    skill_id: Mapped[UUID]
    outcome: Mapped[float | None]
    entry: Mapped[float | None]
    origin: Mapped[str] = mapped_column(String(20), default=SOURCE)


class RemovedLink(Owned, Base):
    """A skill that somebody took off a course: it is not suggested for it again."""

    __tablename__ = "removed_course_skills"
    __table_args__ = (
        UniqueConstraint("site_id", "course_id", "skill_id"),
        same_site("course_id", "courses"),
        same_site("skill_id", "skills"),
    )

    course_id: Mapped[UUID]
    skill_id: Mapped[UUID]
    removed_at: Mapped[datetime] = mapped_column(default=now)


def address(text: str | None) -> str | None:
    """Return ``text`` where it is the address of something in a public taxonomy."""
    return text if text and text.startswith(("http://", "https://")) else None


def of_site(session: Session, site_id: UUID) -> Sequence[Skill]:
    """Return a site's skills by name."""
    return session.scalars(select(Skill).where(Skill.site_id == site_id).order_by(Skill.name)).all()


def get(session: Session, site_id: UUID, skill_id: UUID) -> Skill:
    """Return a skill of this site or raise NotFound."""
    skill = session.get(Skill, skill_id)
    if skill is None or skill.site_id != site_id:
        raise NotFound("There is no such skill here.")
    return skill


def of_ids(session: Session, site_id: UUID, ids: Collection[UUID]) -> dict[UUID, Skill]:
    """Return those of these skills that are the site's, by id."""
    rows = session.scalars(select(Skill).where(Skill.site_id == site_id, Skill.id.in_(ids)))
    return {row.id: row for row in rows}


def ids(session: Session, site_id: UUID, names: Collection[str]) -> dict[str, UUID]:
    """Return the ids of the skills of these names, by name."""
    rows = session.execute(
        select(Skill.name, Skill.id).where(Skill.site_id == site_id, Skill.name.in_(names))
    )
    return {name: skill_id for name, skill_id in rows}


class Taught(NamedTuple):
    """A skill that a course teaches, with its levels as linked."""

    skill: str
    outcome: float | None
    entry: float | None


def lessons_by_course(session: Session, site_id: UUID) -> dict[UUID, list[Taught]]:
    """Return what each course teaches, by the skills' names."""
    rows = session.execute(
        select(CourseSkill.course_id, Skill.name, CourseSkill.outcome, CourseSkill.entry)
        .join(Skill, Skill.id == CourseSkill.skill_id)
        .where(CourseSkill.site_id == site_id)
        .order_by(Skill.name)
    )
    found: dict[UUID, list[Taught]] = {}
    for course_id, name, outcome, entry in rows:
        found.setdefault(course_id, []).append(Taught(name, outcome, entry))
    return found


@prepared
def _names(site_id: Any) -> Select[UUID, str]:
    return _named_lessons(site_id)


@prepared
def _names_of(site_id: Any, course_ids: Any) -> Select[UUID, str]:
    return _named_lessons(site_id).where(CourseSkill.course_id.in_(course_ids))


def _named_lessons(site_id: Any) -> Select[UUID, str]:
    return (
        select(CourseSkill.course_id, Skill.name)
        .join(Skill, Skill.id == CourseSkill.skill_id)
        .where(CourseSkill.site_id == site_id)
        .order_by(Skill.name)
    )


def names_by_course(
    session: Session, site_id: UUID, course_ids: Collection[UUID] | None = None
) -> dict[UUID, list[str]]:
    """Return the names of the skills that these courses teach, or all of them, in order."""
    query = _names(site_id) if course_ids is None else _names_of(site_id, course_ids)
    rows = session.execute(*query)
    found: dict[UUID, list[str]] = {}
    for course_id, name in rows:
        found.setdefault(course_id, []).append(name)
    return found


def replace_source_links(
    session: Session,
    site_id: UUID,
    links: Mapping[UUID, Sequence[SkillLink]],
    origin: str = SOURCE,
) -> int:
    """Make the links of this origin exactly these; others' links stay as they are.

    A file may correct what the source says, and the source leaves that alone from then on.
    Returns how many rows were written.
    """
    skills = _named(session, site_id, [link for each in links.values() for link in each])
    present = {
        (row.course_id, row.skill_id): row
        for row in session.scalars(
            select(CourseSkill).where(
                CourseSkill.site_id == site_id, CourseSkill.course_id.in_(list(links))
            )
        )
    }
    wanted = {
        (course_id, skills[link].id): link for course_id, each in links.items() for link in each
    }
    said = {pair: [link.outcome, link.entry] for pair, link in wanted.items()}
    course_edits.note_skills(session, site_id, list(links), said)
    removed = _removed(session, site_id)
    wanted = {pair: link for pair, link in wanted.items() if pair not in removed}
    written = []
    for pair, row in present.items():
        if pair not in wanted and row.origin == origin:
            session.delete(row)
            written.append(pair)
    written += [
        pair
        for pair, link in wanted.items()
        if _write_link(session, (site_id, *pair), link, origin, present.get(pair))
    ]
    said_before = {course_id for course_id, _ in present}
    note_change(session, site_id, said_before & {course_id for course_id, _ in written})
    return len(written)


def note_change(session: Session, site_id: UUID, course_ids: Collection[UUID]) -> None:
    """Keep that what these courses teach has changed; a review from before is then out of date.

    What is said of a course for the first time is no change of it.
    """
    if course_ids:
        session.execute(
            of_one_site(
                quietly(
                    update(Course)
                    .where(Course.site_id == site_id, Course.id.in_(course_ids))
                    .values(skills_changed_at=now())
                ),
                site_id,
            )
        )


def _removed(session: Session, site_id: UUID) -> set[tuple[UUID, UUID]]:
    """Return the links that somebody took away, which no source brings back."""
    rows = session.execute(
        select(RemovedLink.course_id, RemovedLink.skill_id).where(RemovedLink.site_id == site_id)
    )
    return {(course_id, skill_id) for course_id, skill_id in rows}


def _write_link(
    session: Session,
    place: tuple[UUID, UUID, UUID],
    link: SkillLink,
    origin: str,
    row: CourseSkill | None,
) -> bool:
    if row is None:
        session.add(
            CourseSkill(
                site_id=place[0],
                course_id=place[1],
                skill_id=place[2],
                outcome=link.outcome,
                entry=link.entry,
                origin=origin,
            )
        )
        return True
    said = link.outcome, link.entry, origin
    if row.origin not in {SOURCE, origin} or (row.outcome, row.entry, row.origin) == said:
        return False
    row.outcome, row.entry, row.origin = said
    return True


def by_any_name(session: Session, site_id: UUID) -> dict[str, Skill]:
    """Return a site's skills by each of their names, as ``plain`` writes them.

    A skill's own name goes before the other names of others.
    """
    all_skills = of_site(session, site_id)
    found: dict[str, Skill] = {}
    for skill in all_skills:
        for name in skill.alternatives:
            found.setdefault(plain(name), skill)
    return found | {plain(skill.name): skill for skill in all_skills}


def _named(session: Session, site_id: UUID, links: Sequence[SkillLink]) -> dict[SkillLink, Skill]:
    """Return the skill of each link: that of its competency, of its address, else of its name.

    It is made where it is new.
    """
    if not links:
        return {}
    known = by_any_name(session, site_id)
    by_id = {skill.id: skill for skill in known.values()}
    by_uri = {skill.uri: skill for skill in known.values() if skill.uri}
    of_competency = competencies.skill_ids(session, site_id)
    found: dict[SkillLink, Skill] = {}
    for link in dict.fromkeys(links):
        own = of_competency.get(link.competency_id or "")
        skill = by_id.get(own) if own else by_uri.get(address(link.skill_id) or "")
        skill = skill or known.get(plain(link.skill))
        if skill is None:
            skill = Skill(site_id=site_id, name=link.skill, alternatives=[])
            known[plain(link.skill)] = skill
            session.add(skill)
        if link.skill_id is not None and skill.source_id is None:
            skill.source_id = link.skill_id
        found[link] = skill
    session.flush()
    return found
