"""What the organisation wants to reach: entered, changed, agreed to and removed by L&D admins."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from connectors.names import plain
from lti_plugin.errors import BadInput
from lti_plugin.services.texts import fitted
from lti_plugin.store import objectives, skills
from lti_plugin.store.audit import AuditEntry
from lti_plugin.store.base import now, of_one_site
from lti_plugin.store.objectives import Objective, ObjectiveSkill
from lti_plugin.store.skills import Skill

HEAVIEST = 10.0
LONGEST_NAME, LONGEST_MEASURE = 255, 2000
MOST_TOLD = 5
ADDED, CHANGED = "objective added", "objective changed"
REMOVED, AGREED = "objective removed", "objective agreed"


@dataclass(frozen=True, slots=True)
class Said:
    """An objective as somebody enters it; ``skills`` are names, any of a skill's own.

    ``weight`` is how much its skills count beside all others', 1 being as usual.
    """

    name: str
    owner: str = ""
    measure: str = ""
    due_on: date | None = None
    weight: float = 1.0
    skills: Sequence[str] = ()


def is_overdue(row: Objective, today: date) -> bool:
    """Say whether the day by which an objective was to be reached has passed."""
    return row.due_on is not None and row.due_on < today


def add(session: Session, site_id: UUID, said: Said, actor: str) -> Objective:
    """Keep a new objective; nobody has agreed to it yet.

    Raises
    ------
    BadInput
        When what is said cannot be kept; it names what is wrong.
    """
    wanted = _skills(session, site_id, said)
    row = Objective(site_id=site_id, **_checked(session, site_id, said, None))
    session.add(row)
    session.flush()
    _link(session, row, wanted)
    _log(session, row, ADDED, actor)
    return row


def change(
    session: Session, site_id: UUID, objective_id: UUID, said: Said, actor: str
) -> Objective:
    """Change an objective; what somebody agreed to was another one.

    Raises
    ------
    BadInput
        When what is said cannot be kept; it names what is wrong.
    NotFound
        When there is no such objective here.
    """
    row = objectives.get(session, site_id, objective_id)
    values = _checked(session, site_id, said, row)
    wanted = _skills(session, site_id, said)
    before = set(_linked(session, row))
    same = all(getattr(row, name) == value for name, value in values.items())
    if same and before == {skill.id for skill in wanted}:
        return row
    details = {"weight": [row.weight, said.weight]} if row.weight != said.weight else {}
    for name, value in values.items():
        setattr(row, name, value)
    row.agreed_at = row.agreed_by = None
    _link(session, row, wanted)
    _log(session, row, CHANGED, actor, **details)
    return row


def remove(session: Session, site_id: UUID, objective_id: UUID, actor: str) -> str:
    """Forget an objective; return its name."""
    row = objectives.get(session, site_id, objective_id)
    _log(session, row, REMOVED, actor)
    session.delete(row)
    return row.name


def agree(session: Session, site_id: UUID, objective_id: UUID, by: str, actor: str) -> Objective:
    """Keep that somebody stands for an objective.

    Raises
    ------
    BadInput
        When nobody is named.
    """
    row = objectives.get(session, site_id, objective_id)
    by = fitted(by, LONGEST_NAME)
    if not by:
        raise BadInput("Say who agrees to it.")
    row.agreed_at, row.agreed_by = now(), by
    _log(session, row, AGREED, actor, by=row.agreed_by)
    return row


def _checked(
    session: Session, site_id: UUID, said: Said, own: Objective | None
) -> dict[str, object]:
    """Return the columns' values; a name is another objective's however it is spelled."""
    name = " ".join(fitted(said.name, len(said.name)).split())
    if not 0 < len(name) <= LONGEST_NAME:
        raise BadInput("An objective needs a name of at most 255 characters.")
    if not (math.isfinite(said.weight) and 0 < said.weight <= HEAVIEST):
        raise BadInput("A weight is a number above 0 and up to 10; 1 is as usual.")
    others = (each for each in objectives.of_site(session, site_id) if each is not own)
    if any(plain(each.name) == plain(name) for each in others):
        raise BadInput("There is an objective of this name already.")
    return {
        "name": name,
        "owner": fitted(said.owner, LONGEST_NAME),
        "measure": fitted(said.measure, LONGEST_MEASURE),
        "due_on": said.due_on,
        "weight": said.weight,
    }


def _skills(session: Session, site_id: UUID, said: Said) -> list[Skill]:
    """Return the skills of these names, each once."""
    known = skills.by_any_name(session, site_id)
    names = [name for each in said.skills if (name := each.strip())]
    unknown = [name for name in names if plain(name) not in known]
    if unknown:
        raise BadInput("These skills are not known here.", hint=", ".join(unknown[:MOST_TOLD]))
    return list({known[plain(name)].id: known[plain(name)] for name in names}.values())


def _linked(session: Session, row: Objective) -> Sequence[UUID]:
    return session.scalars(
        select(ObjectiveSkill.skill_id).where(
            ObjectiveSkill.site_id == row.site_id, ObjectiveSkill.objective_id == row.id
        )
    ).all()


def _link(session: Session, row: Objective, wanted: Sequence[Skill]) -> None:
    gone = delete(ObjectiveSkill).where(
        ObjectiveSkill.site_id == row.site_id, ObjectiveSkill.objective_id == row.id
    )
    session.execute(of_one_site(gone, row.site_id))
    session.add_all(
        ObjectiveSkill(site_id=row.site_id, objective_id=row.id, skill_id=skill.id)
        for skill in wanted
    )
    session.flush()


def _log(session: Session, row: Objective, action: str, actor: str, **details: object) -> None:
    session.add(
        AuditEntry(
            site_id=row.site_id,
            actor=actor,
            action=action,
            details={"objective": row.name, **details},
        )
    )
