"""The organisation's skills audit: what roles ask for, what is there, and which gaps threaten."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_plugin.errors import BadInput
from lti_plugin.services import assessed, headcounts, position
from lti_plugin.services.headcounts import Cell, number
from lti_plugin.services.workforce import Group, Workforce
from lti_plugin.store import objectives
from lti_plugin.store.objectives import Objective
from lti_plugin.store.skills import Skill
from recommender.skills.audit import Grid, criticality, grid

DIGITAL = "digital"  # the name of ESCO's collection, as skills keep it
ESCO = "http://data.europa.eu/esco/"
USUAL = 1.0
HOLDS_BACK = 0.25


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which part of the audit is wanted; ``at`` is the day whose profiles count, None today.

    ``department`` is the key of a group or the name of a department in it.
    """

    department: str = ""
    objective: UUID | None = None
    at: date | None = None
    durable: bool = False
    digital: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One skill: its cells in the order of the groups, and what makes its gap critical.

    ``weight`` is that of the weightiest of ``objectives``, USUAL where none needs it;
    ``importance`` the mean one, 0-1; ``shortage`` who falls short of those assessed, and
    ``sure_shortage`` who surely does of all who are asked: what ``criticality`` is made of. These
    three are None where too few are assessed.
    """

    id: UUID
    name: str
    durable: bool
    digital: bool
    cells: tuple[Cell, ...]
    total: Cell
    objectives: tuple[Objective, ...]
    weight: float
    importance: float
    shortage: float | None
    sure_shortage: float | None
    criticality: float | None


@dataclass(frozen=True, slots=True)
class Audit:
    """The audit as wanted, the most critical skill first, and then what is most worth assessing.

    ``every_group`` are all the groups of the site, ``groups`` those that are shown; ``people`` how
    many are counted, ``unplaced`` how many are not since their role is not known.
    """

    wanted: Wanted
    today: date
    horizon: date
    groups: Sequence[Group]
    every_group: Sequence[Group]
    lines: Sequence[Line]
    people: int
    unplaced: int

    @property
    def critical(self) -> list[Line]:
        """Return the skills in which anybody falls short, the most critical first."""
        return [line for line in self.lines if line.criticality]

    @property
    def too_few(self) -> list[Line]:
        """Return the skills that too few are assessed in, what counts most first.

        Those that never so many are asked for are not among them: nothing can be done about these.
        """
        return [
            line
            for line in self.lines
            if line.shortage is None and line.total.required >= line.total.needed
        ]

    @property
    def holding_back(self) -> list[Line]:
        """Return what objectives need and surely at least a quarter fall short of."""
        return [
            line
            for line in self.critical
            if line.objectives and (line.sure_shortage or 0.0) >= HOLDS_BACK
        ]


def of_site(session: Session, site_id: UUID, wanted: Wanted, today: date) -> Audit:
    """Return the audit of a site as wanted; a fixed number of queries.

    Raises
    ------
    BadInput
        When the day lies behind us, or beyond what counts as foreseeable.
    NotFound
        When there is no such department or objective.
    """
    at = foreseeable(wanted.at, today)
    needed = _needed(session, site_id, wanted.objective)
    all_of_it = assessed.of_site(session, site_id, today, at)
    whole, known = all_of_it.staff, _skills(session, site_id)
    staff, kept = _narrowed(whole, wanted, known, needed)
    found = grid(staff.asked, all_of_it.held.only(kept), len(staff.groups), len(staff.skills))
    return Audit(
        wanted=wanted,
        today=today,
        horizon=position.horizon_of(today),
        groups=staff.groups,
        every_group=whole.groups,
        lines=_lines(found, staff, known, needed),
        people=sum(group.people for group in staff.groups),
        unplaced=whole.unplaced,
    )


def foreseeable(at: date | None, today: date) -> date:
    """Return the day whose profiles count, today where none is given.

    Raises
    ------
    BadInput
        When it lies behind us, or beyond what counts as foreseeable.
    """
    if at is None or today <= at <= position.horizon_of(today):
        return at or today
    raise BadInput(
        "The day has to lie between today and the horizon.",
        hint="Leave it empty to compare with what roles ask for today.",
    )


class _Known(NamedTuple):
    """What is known of a skill, beside its name."""

    id: UUID
    durable: bool
    digital: bool


def _skills(session: Session, site_id: UUID) -> Mapping[str, _Known]:
    rows = session.execute(
        select(Skill.name, Skill.id, Skill.durable, Skill.collections, Skill.uri).where(
            Skill.site_id == site_id
        )
    )
    return {
        name: _Known(own, durable, DIGITAL in among and (uri or "").startswith(ESCO))
        for name, own, durable, among, uri in rows
    }


def _needed(
    session: Session, site_id: UUID, only: UUID | None
) -> Mapping[UUID, Sequence[Objective]]:
    """Return the objectives that need each skill, the weightiest first, or that one alone."""
    if only is not None:
        objectives.get(session, site_id, only)
    found = objectives.by_skill(session, site_id)
    return {
        skill_id: own
        for skill_id, all_of_it in found.items()
        if (own := [each for each in all_of_it if only in {None, each.id}])
    }


def _narrowed(
    staff: Workforce,
    wanted: Wanted,
    known: Mapping[str, _Known],
    needed: Mapping[UUID, Sequence[Objective]],
) -> tuple[Workforce, NDArray[np.bool_]]:
    """Return the part of the workforce that is wanted, and the mask of its lines."""
    fits = [
        (not wanted.durable or known[name].durable)
        and (not wanted.digital or known[name].digital)
        and (wanted.objective is None or known[name].id in needed)
        for name in staff.skills
    ]
    kept = np.array(fits, dtype=bool)[staff.asked.skill]
    if not wanted.department:
        return staff.only(kept, staff.groups), kept
    number, group = staff.group(wanted.department)
    kept = kept & (staff.asked.group == number)
    return staff.only(kept, [group]), kept


def _lines(
    found: Grid,
    staff: Workforce,
    known: Mapping[str, _Known],
    needed: Mapping[UUID, Sequence[Objective]],
) -> list[Line]:
    names = [name for name, number in staff.skills.items() if found.required[-1, number]]
    columns = [staff.skills[name] for name in names]
    own = [tuple(needed.get(known[name].id, ())) for name in names]
    weight = np.array([each[0].weight if each else USUAL for each in own], dtype=np.float64)
    shortage, importance = found.shortage[-1, columns], found.importance[columns]
    sure = found.sure_shortage[-1, columns]
    critical = criticality(weight, importance, sure)
    cells = headcounts.of_grid(found)
    lines = [
        Line(
            *(known[name].id, name, known[name].durable, known[name].digital),
            cells=tuple(row[column] for row in cells[:-1]),
            total=cells[-1][column],
            objectives=own[place],
            weight=float(weight[place]),
            importance=float(importance[place]),
            shortage=number(shortage[place]),
            sure_shortage=number(sure[place]),
            criticality=number(critical[place]),
        )
        for place, (name, column) in enumerate(zip(names, columns, strict=True))
    ]
    return sorted(lines, key=_place)


def _place(line: Line) -> tuple[bool, float, float]:
    """Return where a line stands: what is not known last, that which would count most first."""
    return line.criticality is None, -(line.criticality or 0), -line.weight * line.importance
