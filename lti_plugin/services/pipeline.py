"""The talent pipeline: of those who aim at each role, how many are ready when; counts alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import numpy as np
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lti_plugin.services import assessed, crowds, profiles, site_settings
from lti_plugin.services.crowds import Teaching
from lti_plugin.store import curation, sites
from lti_plugin.store.aims import Aim, LearningTime
from lti_plugin.store.base import raw
from lti_plugin.store.people import Person
from recommender.skills.pipeline import LEAST_TOLD, Candidate, counts


@dataclass(frozen=True, slots=True)
class Flow:
    """Those who aim at a role: how many in each bucket, None where they are too few to tell."""

    role_id: UUID
    role: str
    people: int | None
    buckets: Mapping[str, int] | None


def of_site(session: Session, site_id: UUID, today: date) -> Sequence[Flow]:
    """Return every role that anybody aims at, by name; a fixed number of queries.

    It is kept ready while nobody's evidence, aim or time for learning changes. What somebody chose
    here goes before what stands on their record.
    """
    return curation.kept(session, site_id, _of_site, today, _written(session, site_id))


def _of_site(session: Session, site_id: UUID, today: date) -> tuple[Flow, ...]:
    known = profiles.of_site(session, site_id)
    wanting, present = _wanting(session, site_id)
    found = [
        Flow(id, known.by_id[id].name, None, None)
        for id, own in wanting.items()
        if len(own) < LEAST_TOLD
    ]
    taught = crowds.teaching(session, site_id)
    roles = [id for id, own in wanting.items() if len(own) >= LEAST_TOLD]
    placed = [(who, (id, present[who])) for id in roles for who in wanting[id]]
    by_role = _candidates(session, site_id, placed, taught, today)
    found += [Flow(id, known.by_id[id].name, len(own), counts(own)) for id, own in by_role.items()]
    return tuple(sorted(found, key=lambda each: each.role.casefold()))


def _written(session: Session, site_id: UUID) -> Hashable:
    """Return values that differ whenever anybody's aim, time or skills may differ."""
    targets = session.execute(
        select(raw(Person.id), Person.target_role)
        .where(
            Person.site_id == site_id,
            Person.gone_at.is_(None),
            Person.active,
            Person.target_role.is_not(None),
        )
        .order_by(Person.id)
    )
    counts = [
        session.execute(
            select(func.count(), raw(func.max(table.set_at))).where(table.site_id == site_id)
        ).one()
        for table in (Aim, LearningTime)
    ]
    held = assessed.written(session, site_id)
    return held, tuple(map(tuple, counts)), hash(tuple(map(tuple, targets)))


def _candidates(
    session: Session,
    site_id: UUID,
    placed: Sequence[tuple[Any, tuple[UUID, UUID | None]]],
    taught: Teaching,
    today: date,
) -> dict[UUID, list[Candidate]]:
    """Return these people by the role that they want; each with that and the one they have."""
    if not placed:
        return {}
    meant = {id for _, pair in placed for id in pair if id is not None}
    read = profiles.of_site(session, site_id).read(session, site_id, meant)
    asks = {
        (wanted, own): (read[wanted].profile(today), read[own].profile(today) if own else {})
        for wanted, own in {pair for _, pair in placed}
    }
    crowd = crowds.against(session, site_id, placed, asks, today)
    closing = crowds.closing(crowd, taught)
    proposed = site_settings.slot(sites.get(session, site_id))
    weekly, usual = _weekly(session, site_id), proposed.minutes / 60
    found: dict[UUID, list[Candidate]] = defaultdict(list)
    for row, (who, (wanted, _)) in enumerate(placed):
        covered = float(crowd.standings.coverage[row])
        found[wanted].append(
            Candidate(
                None if np.isnan(covered) else covered,
                float(crowd.standings.assessed[row]),
                float(closing.hours[row]),
                weekly.get(who, usual),
                bool(closing.closed[row]),
            )
        )
    return found


def _wanting(session: Session, site_id: UUID) -> tuple[dict[UUID, list[Any]], dict[Any, Any]]:
    """Return who aims at each role, as the driver gives their ids, and the role that each has."""
    known = profiles.of_site(session, site_id)
    chosen: dict[Any, UUID | None] = {
        who: role_id
        for who, role_id in session.execute(
            select(raw(Aim.person_id), Aim.role_id).where(Aim.site_id == site_id)
        )
    }
    wanting: dict[UUID, list[Any]] = defaultdict(list)
    present: dict[Any, UUID | None] = {}
    for who, title, target in session.execute(
        select(raw(Person.id), Person.role, Person.target_role).where(
            Person.site_id == site_id, Person.gone_at.is_(None), Person.active
        )
    ):
        own, wanted = known.meant(title), known.meant(target)
        aim = chosen.get(who, wanted.id if wanted else None)
        if aim is not None and aim in known.by_id and (own is None or own.id != aim):
            wanting[aim].append(who)
            present[who] = own.id if own else None
    return wanting, present


def _weekly(session: Session, site_id: UUID) -> dict[Any, float]:
    """Return the hours of the week that people keep free for learning, of those who said so."""
    rows = session.execute(
        select(raw(LearningTime.person_id), LearningTime.slots).where(
            LearningTime.site_id == site_id
        )
    )
    return {who: sum(minutes for _, _, minutes in slots) / 60 for who, slots in rows if slots}
