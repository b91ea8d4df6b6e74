"""What somebody is surely good at beyond their own role, and the roles that this opens to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from lti_plugin.services import profiles
from lti_plugin.services.neighbours import LEAVING
from lti_plugin.services.position import Position
from lti_plugin.store import roles
from lti_plugin.store.roles import Role as Row
from recommender.skills.evidence import ASSUMED, Held
from recommender.skills.roles import Requirement, Role

# Own choice: a line of this importance is one that the role could not do without.
IMPORTANT = 0.5
MOST = 3


@dataclass(frozen=True)
class Opening:
    """A role that somebody's strengths open.

    ``strengths`` are its important skills that they have as well as it asks, the weightiest first;
    ``share`` is how much of what it asks for these are, 0-1.
    """

    role: Row
    strengths: Sequence[str]
    share: float


def of(at: Position) -> dict[str, Held]:
    """Return what somebody holds above the need of their own role, and not by their word alone.

    A self-rating by itself is too unsure to be a strength, and so is what the role lets us assume.
    """
    needed = at.role.profile(at.today) if at.role else {}
    return {
        skill: held
        for skill, held in at.held.items()
        if held.confidence != ASSUMED and held.level > _level(needed, skill)
    }


def _level(profile: Mapping[str, Requirement], skill: str) -> float:
    return profile[skill].level if skill in profile else 0.0


def openings(session: Session, at: Position, most: int = MOST) -> list[Opening]:
    """Return the roles that somebody's strengths open, those first that they make up most of.

    Roles that shrink or end are left out, and so are the own one and the one aimed at.
    """
    strong = of(at)
    if not strong:
        return []
    site_id = at.person.site_id
    rows = roles.of_site(session, site_id)
    known = profiles.read(session, site_id, rows)
    named = {each.name for each in (at.role, at.aim) if each is not None}
    found = [_opening(at, row, known[row.id], strong) for row in rows if row.name not in named]
    good = [each for each in found if each is not None]
    return sorted(good, key=lambda each: (-each.share, each.role.name))[:most]


def _opening(at: Position, row: Row, role: Role, strong: Mapping[str, Held]) -> Opening | None:
    if role.outlook is not None and role.outlook.kind in LEAVING:
        return None
    profile = role.profile(at.today)
    served = [
        line
        for skill, line in profile.items()
        if line.importance >= IMPORTANT and skill in strong and strong[skill].level >= line.level
    ]
    if not served:
        return None
    served.sort(key=lambda line: (-line.mass, line.skill))
    whole = sum(line.mass for line in profile.values())
    share = sum(line.mass for line in served) / whole
    return Opening(row, [line.skill for line in served], share)
