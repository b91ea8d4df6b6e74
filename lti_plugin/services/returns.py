"""What training returns at a site: the figures that somebody entered, with where they come from."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lti_plugin.errors import BadInput
from lti_plugin.services.texts import fitted
from lti_plugin.store import sites
from lti_plugin.store.audit import AuditEntry
from lti_plugin.store.role_figures import RoleFigures
from recommender.skills.returns import (
    COST_PER_HIRE,
    CREDITED,
    FIGURES,
    HOUR_COST,
    MONTHS,
    YEAR,
    Return,
    estimate,
    returned,
)

ENTERED = "return figures entered"
KEPT = "returns"  # where a site keeps them, in its ``fields``
LONGEST_SOURCE, LONGEST_NAME = 500, 255
MOST = 1e9


@dataclass(frozen=True, slots=True)
class Entered:
    """One figure as it was entered; without a range it is a fifth either way."""

    base: float
    low: float | None = None
    high: float | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """What the calculation is about, who stands for it, and its figures by name."""

    about: str = ""
    by: str = ""
    figures: Mapping[str, Entered] = field(default_factory=dict)


def kept(session: Session, site_id: UUID) -> Said:
    """Return the figures as they were entered last; nothing where nobody has."""
    found = sites.get(session, site_id).fields.get(KEPT)
    if not found:
        return Said()
    figures = {name: Entered(**each) for name, each in found["figures"].items()}
    return Said(found["about"], found["by"], figures)


def proposed(session: Session, site_id: UUID) -> dict[str, tuple[float, int]]:
    """Return what is known already, with over how many roles: the mean of what was entered there.

    ``MONTHS`` is a year, over none.
    """
    known = (RoleFigures.cost_per_hire, RoleFigures.hour_cost)
    parts = [part for column in known for part in (func.avg(column), func.count(column))]
    mean, count, hour, hours = session.execute(
        select(*parts).where(RoleFigures.site_id == site_id)
    ).one()
    found = {COST_PER_HIRE: (mean, count), HOUR_COST: (hour, hours)}
    return {name: each for name, each in found.items() if each[1]} | {MONTHS: (YEAR, 0)}


def worked_out(said: Said) -> Return:
    """Return what these figures come to.

    Raises
    ------
    BadInput
        When one of them is no range, or a share above all of it; it names the figure.
    """
    return returned({name: _estimate(name, each) for name, each in said.figures.items()})


def keep(session: Session, site_id: UUID, said: Said, actor: str) -> Said:
    """Keep figures in the place of those before; learners' pages know nothing of them.

    Raises
    ------
    BadInput
        When one cannot be, has no source, or nobody stands for them.
    """
    clean = Said(fitted(said.about, LONGEST_NAME), fitted(said.by, LONGEST_NAME), _clean(said))
    if not clean.by:
        raise BadInput("Say who stands for these figures.")
    worked_out(clean)
    site = sites.hold(session, site_id)
    site.fields = {**site.fields, KEPT: _plain(clean)}
    details = {"about": clean.about, "by": clean.by}
    session.add(AuditEntry(site_id=site_id, actor=actor, action=ENTERED, details=details))
    return clean


def _plain(said: Said) -> dict[str, Any]:
    figures = {name: asdict(each) for name, each in said.figures.items()}
    return {"about": said.about, "by": said.by, "figures": figures}


def _clean(said: Said) -> dict[str, Entered]:
    unknown = said.figures.keys() - set(FIGURES)
    if unknown:
        raise BadInput("There is no figure of this name.", hint=", ".join(sorted(unknown)))
    found = {}
    for name in FIGURES:
        each = said.figures.get(name)
        if each is None:
            continue
        source = fitted(each.source, LONGEST_SOURCE)
        if not source:
            raise BadInput("Say where each figure comes from.", hint=name)
        found[name] = Entered(each.base, each.low, each.high, source)
    return found


def _estimate(name: str, each: Entered) -> Any:
    given = [value for value in (each.base, each.low, each.high) if value is not None]
    if not all(math.isfinite(value) and 0 <= value <= MOST for value in given):
        raise BadInput("A figure is a number from 0 to a thousand million.", hint=name)
    if name == CREDITED and max(given) > 1:
        raise BadInput("A share is at most 100 percent.", hint=name)
    try:
        return estimate(name, each.base, each.low, each.high)
    except ValueError:
        raise BadInput(
            "The least, the likely and the most have to be in order.", hint=name
        ) from None
