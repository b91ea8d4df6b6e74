"""Achievements: designed, corrected, put in force, awarded for the past too, and retired.

Every change stands in the audit log.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from lti_plugin.errors import BadInput
from lti_plugin.services import badge_pictures, designs, earning
from lti_plugin.services.badge_pictures import Picture
from lti_plugin.services.designs import Said
from lti_plugin.store import achievements, badge_register, courses, jobs, roles, skills
from lti_plugin.store.achievements import COURSE, PATH, SKILL, Achievement
from lti_plugin.store.audit import AuditEntry
from lti_plugin.store.base import now
from lti_plugin.store.jobs import AWARD

CREATED, CHANGED = "achievement created", "achievement changed"
RENEWED, ACTIVATED = "achievement renewed", "achievement activated"
BACKFILLED, RETIRED = "achievement back-filled", "achievement retired"
HIGHEST_LEVEL = 5.0
# What a badge tells of its achievement; the rest concerns those that are still to be awarded.
TOLD = ("name", "description", "criteria", "caption", "tags", "language", "alignments")


@dataclass(frozen=True, slots=True)
class Thing:
    """What is recognised: a course, the path to a role, or a skill at a ``level`` of 0-5."""

    kind: str
    id: UUID
    level: float | None = None


def thing_of(row: Achievement) -> Thing:
    """Return what a kept achievement is about."""
    found = row.course_id or row.role_id or row.skill_id
    if found is None:
        raise TypeError("an achievement is of something")
    return Thing(row.kind, found, row.level)


def name_of(session: Session, site_id: UUID, about: Thing) -> str:
    """Return what something is called; nothing where it is gone."""
    if about.kind == COURSE:
        course = session.get(courses.Course, about.id)
        return course.title if course and course.site_id == site_id else ""
    found: roles.Role | skills.Skill | None
    if about.kind == PATH:
        found = session.get(roles.Role, about.id)
    else:
        found = session.get(skills.Skill, about.id)
    return found.name if found and found.site_id == site_id else ""


def create(
    session: Session,
    base_url: str,
    site_id: UUID,
    thing: Thing,
    said: Said,
    actor: str,
    picture: Picture | None = None,
) -> Achievement:
    """Keep a new achievement, which nobody gets yet; without a picture one is drawn.

    Raises
    ------
    BadInput
        When what is said makes no badge; it says what is wrong.
    NotFound
        When there is no such course, role or skill here.
    """
    row = described(session, base_url, site_id, thing, said)
    session.add(row)
    session.flush()
    badge_pictures.keep(session, row, picture or badge_pictures.drawn(row))
    _log(session, row, CREATED, actor)
    return row


def described(
    session: Session, base_url: str, site_id: UUID, thing: Thing, said: Said
) -> Achievement:
    """Return a new achievement as it would be kept, and keep nothing; raises as ``create``."""
    _check_thing(session, site_id, thing)
    row = Achievement(
        id=uuid4(),
        site_id=site_id,
        kind=thing.kind,
        course_id=thing.id if thing.kind == COURSE else None,
        role_id=thing.id if thing.kind == PATH else None,
        skill_id=thing.id if thing.kind == SKILL else None,
        level=thing.level,
        version=1,
        **designs.columns(session, site_id, said),
    )
    designs.check(session, base_url, row)
    return row


def change(
    session: Session,
    base_url: str,
    site_id: UUID,
    achievement_id: UUID,
    said: Said,
    actor: str,
    picture: Picture | None = None,
    *,
    draw: bool = False,
) -> Achievement:
    """Change what is said of an achievement; badges of it are signed anew in the background.

    Parameters
    ----------
    picture
        A new one; None keeps the present one, unless it was drawn or ``draw`` wants that.

    Raises
    ------
    BadInput
        When what is said makes no badge; it says what is wrong.
    """
    row = achievements.get(session, site_id, achievement_id)
    values = designs.columns(session, site_id, said)
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, values[name])
    designs.check(session, base_url, row)
    present = achievements.picture_of(session, row)
    if picture is None and (draw or present is None or (present.drawn and changed)):
        picture = badge_pictures.drawn(row)
    if picture is not None:
        badge_pictures.keep(session, row, picture)
    if set(changed) & set(TOLD):
        # Dates of badges have no fractions: each that may have the old text is to be older.
        row.corrected_at = now().replace(microsecond=0) + timedelta(seconds=1)
        if badge_register.any_present(session, row):
            jobs.enqueue(session, site_id, AWARD, afresh=True)
    if changed or picture is not None:
        _log(session, row, CHANGED, actor, changed=sorted(changed))
    return row


def renew(session: Session, site_id: UUID, achievement_id: UUID, actor: str) -> Achievement:
    """Begin a new version, which everybody has to earn anew from now on.

    Raises
    ------
    BadInput
        When it is not awarded at present.
    """
    row = _active(session, site_id, achievement_id)
    row.version, row.active_from, row.backfill_asked_at = row.version + 1, now(), None
    _log(session, row, RENEWED, actor)
    return row


def activate(session: Session, site_id: UUID, achievement_id: UUID, actor: str) -> Achievement:
    """Award an achievement to whoever earns it from now on.

    Raises
    ------
    BadInput
        When it is awarded already, or retired.
    """
    row = achievements.get(session, site_id, achievement_id)
    if row.retired_at is not None:
        raise BadInput("This badge is retired; describe a new one.")
    if row.active_from is not None:
        raise BadInput("This badge is awarded already.")
    row.active_from = now()
    _log(session, row, ACTIVATED, actor)
    return row


def earned_already(session: Session, achievement: Achievement) -> earning.Counted:
    """Return how many have earned it whenever and have no badge of it: what a back-fill awards."""
    return earning.count(session, achievement)


def backfill(session: Session, site_id: UUID, achievement_id: UUID, actor: str) -> Achievement:
    """Ask that whoever earned it before its activation gets it too; once, in the background.

    Raises
    ------
    BadInput
        When it is not awarded at present.
    """
    row = _active(session, site_id, achievement_id)
    row.backfill_asked_at = now()
    jobs.enqueue(session, site_id, AWARD, afresh=True)
    _log(session, row, BACKFILLED, actor)
    return row


def retire(session: Session, site_id: UUID, achievement_id: UUID, actor: str) -> Achievement:
    """Award an achievement no more; badges of it stay as they are."""
    row = achievements.get(session, site_id, achievement_id)
    if row.retired_at is None:
        row.retired_at, row.backfill_asked_at = now(), None
        _log(session, row, RETIRED, actor)
    return row


def _active(session: Session, site_id: UUID, achievement_id: UUID) -> Achievement:
    row = achievements.get(session, site_id, achievement_id)
    if not row.active:
        raise BadInput("This badge is not awarded at present; activate it first.")
    return row


def _check_thing(session: Session, site_id: UUID, thing: Thing) -> None:
    if thing.kind == COURSE:
        courses.get(session, site_id, thing.id)
    elif thing.kind == PATH:
        roles.get(session, site_id, thing.id)
    else:
        skills.get(session, site_id, thing.id)
        if thing.level is None or not 0 < thing.level <= HIGHEST_LEVEL:
            raise BadInput("Choose the level that the skill has to reach.")


def _log(session: Session, row: Achievement, action: str, actor: str, **details: object) -> None:
    about = {"achievement": row.name, "id": str(row.id), "version": row.version, **details}
    session.add(AuditEntry(site_id=row.site_id, actor=actor, action=action, details=about))
