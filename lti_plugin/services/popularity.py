"""How much it may count at a site that a course is popular: an L&D admin's setting."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy.orm import Session

from lti_plugin.errors import BadInput
from lti_plugin.store import jobs, sites
from lti_plugin.store.audit import AuditEntry
from lti_plugin.store.jobs import SCORE
from lti_plugin.store.sites import AS_LEARNED, LESS, NOT_AT_ALL

CHANGED = "weight of popularity changed"
# What is left of what was learned about popular courses.
SHARES: Mapping[str, float] = {AS_LEARNED: 1.0, LESS: 0.5, NOT_AT_ALL: 0.0}


def share(session: Session, site_id: UUID) -> float:
    """Return what is left at a site of what was learned about popular courses, 0-1."""
    return SHARES[sites.get(session, site_id).popularity]


def choose(session: Session, site_id: UUID, step: str, actor: str) -> None:
    """Set how much popularity counts; pages follow at once, stored lists with the next scoring.

    Raises
    ------
    BadInput
        When there is no such step.
    """
    if step not in SHARES:
        raise BadInput(f"It is one of {', '.join(SHARES)}.")
    site = sites.hold(session, site_id)
    if site.popularity == step:
        return
    details = {"before": site.popularity, "now": step}
    site.popularity = step
    session.add(AuditEntry(site_id=site_id, actor=actor, action=CHANGED, details=details))
    jobs.enqueue(session, site_id, SCORE, afresh=True)
