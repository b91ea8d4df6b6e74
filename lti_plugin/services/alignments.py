"""Which skills of ESCO and O*NET an achievement shows, as its badges name them."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from connectors.fitting import cleaned
from connectors.names import plain
from lti_plugin.badges.credential import Alignment
from lti_plugin.errors import BadInput
from lti_plugin.services.audit import ESCO
from lti_plugin.store import roles, skills
from lti_plugin.store.achievements import COURSE, PATH
from lti_plugin.store.skills import CourseSkill, Skill

ONET = "https://www.onetonline.org/"
# Open Badges' own kinds know no skill, so that others are to begin with "ext:".
FRAMEWORKS = {ESCO: ("ESCO", "ext:ESCOSkill"), ONET: ("O*NET", "ext:ONETSkill")}
MOST = 50
MOST_TOLD = 5


def proposed(session: Session, site_id: UUID, kind: str, thing: UUID) -> list[Skill]:
    """Return what a course teaches, a role asks for, or the skill itself, of known frameworks."""
    if kind == COURSE:
        taught = select(CourseSkill.skill_id).where(
            CourseSkill.site_id == site_id, CourseSkill.course_id == thing
        )
        ids = set(session.scalars(taught))
    elif kind == PATH:
        ids = {line.skill_id for line in roles.requirements(session, site_id, [thing])}
    else:
        ids = {thing}
    found = skills.of_ids(session, site_id, ids).values()
    return sorted((each for each in found if _framework(each)), key=lambda each: each.name)[:MOST]


def named(session: Session, site_id: UUID, names: Sequence[str]) -> list[Alignment]:
    """Return the skills of these names, each once.

    Raises
    ------
    BadInput
        When one is not known here, has no address in a framework, or there are too many.
    """
    known = skills.by_any_name(session, site_id)
    wanted = [name for each in names if (name := each.strip())]
    _refuse("These skills are not known here.", [n for n in wanted if plain(n) not in known])
    found = {known[plain(name)].id: known[plain(name)] for name in wanted}.values()
    _refuse(
        "These skills have no address in ESCO or O*NET, so that nobody elsewhere would know them.",
        [each.name for each in found if not _framework(each)],
    )
    if len(found) > MOST:
        raise BadInput("A badge shows at most 50 skills.")
    return [_alignment(each) for each in found]


def _refuse(message: str, names: Sequence[str]) -> None:
    if names:
        raise BadInput(message, hint=", ".join(names[:MOST_TOLD]))


def _framework(skill: Skill) -> tuple[str, str] | None:
    beginnings = (each for each in FRAMEWORKS if (skill.uri or "").startswith(each))
    return next((FRAMEWORKS[each] for each in beginnings), None)


def _alignment(skill: Skill) -> Alignment:
    framework, kind = FRAMEWORKS[ESCO if (skill.uri or "").startswith(ESCO) else ONET]
    address = urlsplit(skill.uri or "")
    code = parse_qs(address.query).get("e", [address.path.rpartition("/")[2]])[0]
    return Alignment(cleaned(skill.name), skill.uri or "", framework, kind, code or None)
