"""Courses and skills of a site by what somebody types: a name, or enough of it."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from connectors.names import plain
from lti_plugin.errors import BadInput
from lti_plugin.services import finding
from lti_plugin.store import skills
from lti_plugin.store.courses import Course
from lti_plugin.store.skills import Skill

MOST_TOLD = 5


def course(session: Session, site_id: UUID, text: str) -> UUID:
    """Return the course whose title or short name this is, or the only one that holds it.

    One that is gone may be meant as well: an earlier run counts for a later one.

    Raises
    ------
    BadInput
        When there is none, or there are several; it names some of them.
    """
    wanted = plain(text)
    rows = session.execute(
        select(Course.id, Course.title, Course.short_name)
        .where(Course.site_id == site_id)
        .order_by(Course.title)
    ).all()
    same = [row for row in rows if wanted in (plain(row.title), plain(row.short_name or ""))]
    found = same or [row for row in rows if wanted in plain(row.title)] if wanted else []
    if len(found) == 1:
        found_id: UUID = found[0].id
        return found_id
    raise _unclear([row.title for row in found], "No course has this title.")


def skill(session: Session, site_id: UUID, text: str) -> Skill:
    """Return the skill that has this name, or the only one that holds it; raises as above."""
    known = skills.by_any_name(session, site_id).get(plain(text))
    if known is not None:
        return known
    near = finding.find(session, Skill, site_id, text, MOST_TOLD, 0) if text.strip() else None
    if near is not None and near.total == 1:
        return near.items[0]
    raise _unclear([each.name for each in near.items] if near else [], "No skill has this name.")


def _unclear(names: Sequence[str], otherwise: str) -> BadInput:
    if not names:
        return BadInput(otherwise, hint="Write a part of its name to find it.")
    return BadInput("Several have this in their name.", hint="; ".join(names[:MOST_TOLD]))
