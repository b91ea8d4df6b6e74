"""What a workforce holds as others may know it: own ratings only of those who agreed to that.

No number of people makes it safe to count the others' own ratings: whoever sees a figure with and
without one person in it, before and after they rated themselves, or beside what others say of the
same people, knows by taking one from the other what that person says
(docs/adr/0017-own-ratings-in-figures.md).
"""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_plugin.services import site_settings, testimony
from lti_plugin.services.workforce import Workforce
from lti_plugin.store import sites
from lti_plugin.store.base import raw
from lti_plugin.store.consents import Consent
from recommender.skills.evidence import SELF
from recommender.skills.ledgers import Weighed, weigh


def of_workforce(
    session: Session, site_id: UUID, staff: Workforce, today: date, consent: str
) -> Weighed:
    """Return what is held, by line; own ratings count for who has given this ``consent``."""
    query = select(raw(Consent.person_id)).where(
        Consent.site_id == site_id, Consent.kind == consent
    )
    agreed = staff.marked(session.scalars(query))
    return weigh(
        testimony.of_site(session, site_id, staff, today),
        staff.in_use,
        today,
        without={SELF},
        unless=agreed[staff.person],
        how=site_settings.weighing(sites.get(session, site_id)),
    )
