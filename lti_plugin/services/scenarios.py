"""What would be if a role became another by a day: worked out on a copy, and read by nothing else.

A scenario keeps its inputs alone. Its figures are worked out when somebody looks at it, from what
holds that day; no rule, list or path ever reads it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

import numpy as np
from sqlalchemy.orm import Session

from connectors.names import plain
from lti_plugin.errors import BadInput
from lti_plugin.services import crowds, effects, profiles, role_list
from lti_plugin.services.crowds import Crowd, Teaching
from lti_plugin.services.texts import fitted
from lti_plugin.store import roles, scenarios
from lti_plugin.store.audit import AuditEntry
from lti_plugin.store.scenarios import Scenario
from recommender.skills.crowds import NO_COURSE, Closing
from recommender.skills.direction import COVERED_FROM, LEAST_ASSESSED
from recommender.skills.pipeline import LEAST_TOLD
from recommender.skills.roles import ENDS, Changes, Outlook, Role, changes
from recommender.skills.shares import needed

LONGEST_NAME, LONGEST_NOTE, MOST = 255, 2000, 200
ADDED, CHANGED, REMOVED = "scenario kept", "scenario changed", "scenario removed"


@dataclass(frozen=True, slots=True)
class Said:
    """A scenario as somebody writes it: by ``on`` the one role becomes the other.

    Where both are the same, it becomes what its profile asks for on that day.
    """

    name: str
    role_id: UUID
    becomes_id: UUID
    on: date
    note: str = ""


@dataclass(frozen=True, slots=True)
class Lack:
    """A skill of the later profile: how many fall short of it, how many are not assessed, and the
    course that would close it for most; None where no course would.
    """

    skill: str
    level: float
    below: int
    unassessed: int
    course: str | None


@dataclass(frozen=True, slots=True)
class Figures:
    """What is known of those affected; of fewer than five people nothing is told.

    ``assessed`` are those of whom enough is, ``ready`` those of them who have what will be asked.
    ``hours`` is the gap of all of them together and ``short`` how many have one that courses close,
    ``beyond`` how many lack what no course here teaches; these four are None, and ``lacks`` is
    empty, where too few are assessed to speak for the others. ``before`` and ``after`` are how many
    are suggested what, ``after`` None where the role stays.
    """

    assessed: int
    ready: int | None
    hours: float | None
    short: int | None
    beyond: int | None
    lacks: Sequence[Lack]
    before: Mapping[str, int]
    after: Mapping[str, int] | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a scenario comes to as of today: who has the role, what changes for them, by when."""

    row: Scenario
    role: Role
    becomes: Role
    people: int
    changing: Changes
    weeks: float
    figures: Figures | None


def add(session: Session, site_id: UUID, said: Said, today: date, actor: str) -> Scenario:
    """Keep a scenario by its name.

    Raises
    ------
    BadInput
        When what is said cannot be kept; it names what is wrong.
    NotFound
        When there is no such role here.
    """
    if len(scenarios.of_site(session, site_id)) >= MOST:
        raise BadInput("There are 200 scenarios already; remove one that is not needed any more.")
    row = Scenario(site_id=site_id)
    _put(session, row, said, today)
    session.add(row)
    session.flush()
    _log(session, row, ADDED, actor)
    return row


def change(
    session: Session, site_id: UUID, scenario_id: UUID, said: Said, today: date, actor: str
) -> Scenario:
    """Put a scenario as it is to be from now on; errors as in :func:`add`."""
    row = scenarios.get(session, site_id, scenario_id)
    _put(session, row, said, today)
    if session.is_modified(row):
        _log(session, row, CHANGED, actor)
    session.flush()
    return row


def remove(session: Session, site_id: UUID, scenario_id: UUID, actor: str) -> str:
    """Forget a scenario; return its name."""
    row = scenarios.get(session, site_id, scenario_id)
    _log(session, row, REMOVED, actor)
    session.delete(row)
    return row.name


def outcome(session: Session, row: Scenario, today: date) -> Outcome:
    """Return what a scenario comes to; a fixed number of queries, and nothing is written."""
    known = profiles.of_site(session, row.site_id)
    read = known.read(session, row.site_id, {row.role_id, row.becomes_id})
    role, becomes = read[row.role_id], read[row.becomes_id]
    now, later = role.profile(today), becomes.profile(row.on)
    held = role_list.holders(session, row.site_id).get(row.role_id, [])
    figures = None
    if len(held) >= LEAST_TOLD:
        placed = [(who, "all") for who in held]
        crowd = crowds.against(session, row.site_id, placed, {"all": (later, now)}, today)
        figures = _figures(session, row, crowd, role, today)
    return Outcome(
        row=row,
        role=role,
        becomes=becomes,
        people=len(held),
        changing=changes(now, later),
        weeks=max(0.0, (row.on - today).days / 7),
        figures=figures,
    )


def _figures(session: Session, row: Scenario, crowd: Crowd, role: Role, today: date) -> Figures:
    taught = crowds.teaching(session, row.site_id)
    closing, stand = crowds.closing(crowd, taught), crowd.standings
    enough = stand.assessed >= LEAST_ASSESSED
    known = effects.staff(session, row.site_id, [row.role_id], today)[row.role_id]
    after = None
    if row.becomes_id != row.role_id:
        # On a copy, and as if it were signed: the role ends on the day of the scenario.
        ending = Outlook(ENDS, ends_on=row.on, signed_on=today)
        after = known.counted(replace(role, outlook=ending), today)
    found = Figures(
        assessed=int(enough.sum()),
        ready=int((enough & (np.nan_to_num(stand.coverage) >= COVERED_FROM)).sum()),
        hours=float(closing.hours.sum()),
        short=int((closing.hours > 0).sum()),
        beyond=int((~closing.closed).sum()),
        lacks=_lacks(crowd, closing, taught),
        before=known.counted(role, today),
        after=after,
    )
    if found.assessed >= int(needed(np.array(len(enough)))):
        return found
    return replace(found, ready=None, hours=None, short=None, beyond=None, lacks=())


def _lacks(crowd: Crowd, closing: Closing, taught: Teaching) -> list[Lack]:
    """Return the skills that anybody lacks or is not assessed in, the most lacked first."""
    skill, short = crowd.staff.asked.skill, crowd.standings.short
    found = []
    for name, number in crowd.staff.skills.items():
        own = skill == number
        below = int((short & own).sum())
        unassessed = int((~crowd.held.assessed & own).sum())
        if not below and not unassessed:
            continue
        course = closing.course[own & short]
        helps = course[course != NO_COURSE]
        title = taught.titles[int(np.bincount(helps).argmax())] if len(helps) else None
        level = float(crowd.asking.level[own][0])
        found.append(Lack(name, level, below, unassessed, title))
    return sorted(found, key=lambda each: (-each.below, -each.unassessed, each.skill))


def _put(session: Session, row: Scenario, said: Said, today: date) -> None:
    name = " ".join(fitted(said.name, len(said.name)).split())
    if not 0 < len(name) <= LONGEST_NAME:
        raise BadInput("A scenario needs a name of at most 255 characters.")
    others = (each for each in scenarios.of_site(session, row.site_id) if each is not row)
    if any(plain(each.name) == plain(name) for each in others):
        raise BadInput("There is a scenario of this name already.")
    if not today <= said.on <= _farthest(today):
        raise BadInput("The day of a scenario lies within the next ten years.")
    roles.get(session, row.site_id, said.role_id)
    roles.get(session, row.site_id, said.becomes_id)
    row.name, row.role_id, row.becomes_id = name, said.role_id, said.becomes_id
    row.on, row.note = said.on, fitted(said.note, LONGEST_NOTE)


def _farthest(today: date) -> date:
    return date(today.year + 10, today.month, min(today.day, 28))


def _log(session: Session, row: Scenario, action: str, actor: str) -> None:
    details = {"scenario": row.name}
    session.add(AuditEntry(site_id=row.site_id, actor=actor, action=action, details=details))
