"""Keeps the weighted features that only files tell of courses and people."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from connectors.records import Feature
from lti_plugin.store import courses, people
from lti_plugin.store.people import FEATURES

BATCH = 1_000

Weights = dict[UUID, dict[str, float]]


def of_courses(session: Session, site_id: UUID, features: Iterable[Feature]) -> int:
    """Keep features of courses by the file's ids; return how many courses changed.

    A course that none is given for keeps what it has.
    """
    owners = courses.by_kind(session, site_id, courses.FILE)
    return _write(session, courses.Course, _by_owner(features, owners))


def of_people(session: Session, site_id: UUID, features: Iterable[Feature]) -> int:
    """Keep features of people by the file's ids; return how many people changed."""
    owners = people.by_kind(session, site_id, people.FILE)
    return _write(session, people.Person, _by_owner(features, owners))


def _by_owner(features: Iterable[Feature], owners: Mapping[str, UUID]) -> Weights:
    found: defaultdict[UUID, dict[str, float]] = defaultdict(dict)
    for each in features:
        if each.owner in owners:
            found[owners[each.owner]][each.name] = each.weight
    return found


def _write(session: Session, table: type[Any], weights: Weights) -> int:
    changed = 0
    for ids in _batches(list(weights)):
        for row in session.scalars(select(table).where(table.id.in_(ids))):
            if row.extra.get(FEATURES) != weights[row.id]:
                row.extra = {**row.extra, FEATURES: weights[row.id]}
                changed += 1
        session.flush()
    return changed


def _batches(ids: list[UUID]) -> Iterator[list[UUID]]:
    return (ids[start : start + BATCH] for start in range(0, len(ids), BATCH))
