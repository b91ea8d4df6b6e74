"""What an L&D admin can do next on a site: what is still missing before pages are worth reading."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_plugin.services import profiles
from lti_plugin.store import models, sites
from lti_plugin.store.evidence import EvidenceRow
from lti_plugin.store.objectives import Objective
from lti_plugin.store.people import Person
from lti_plugin.store.skills import CourseSkill

READ, ROLES, SKILLS, OBJECTIVES = "read", "roles", "skills", "objectives"
ASSESS, TRAIN = "assess", "train"


def of_site(session: Session, site_id: UUID) -> Sequence[str]:
    """Return what is missing, in the order in which it is worth doing; a few small queries.

    Before anything has been read there is nothing else to do.
    """
    if not _any(session, Person, site_id):
        return (READ,)
    missing = {
        ROLES: not _anybody_is_known(session, site_id),
        SKILLS: not _any(session, CourseSkill, site_id),
        OBJECTIVES: not _any(session, Objective, site_id),
        ASSESS: not _any(session, EvidenceRow, site_id),
        TRAIN: models.current(session, site_id) is None,
    }
    if sites.get(session, site_id).synced_at is None:
        missing = {READ: True, **missing}
    return tuple(step for step, is_missing in missing.items() if is_missing)


def _any(session: Session, table: Any, site_id: UUID) -> bool:
    return session.scalar(select(table.id).where(table.site_id == site_id).limit(1)) is not None


def _anybody_is_known(session: Session, site_id: UUID) -> bool:
    """Say whether the record of anybody names a role that the site has."""
    known = profiles.of_site(session, site_id)
    query = select(Person.role).where(Person.site_id == site_id, Person.gone_at.is_(None))
    return any(known.meant(title) is not None for title in session.scalars(query.distinct()))
