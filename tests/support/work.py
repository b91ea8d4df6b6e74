"""Pieces of work, handed in and reviewed, each in a transaction of its own."""

from __future__ import annotations

from uuid import UUID

from lti_plugin.services import portfolio, portfolio_reviews
from lti_plugin.services.portfolio import Work
from lti_plugin.services.portfolio_reviews import Verdict
from lti_plugin.store import portfolio as rows
from lti_plugin.store.database import Database
from lti_plugin.store.portfolio import ACCEPTED
from lti_plugin.store.sites import Site


def add(database: Database, site: Site, person: UUID, work: Work) -> UUID:
    """Hand in a piece of work."""
    with database.writing() as session:
        return portfolio.add(session, site.id, person, work).id


def review(
    database: Database,
    site: Site,
    reviewer: UUID,
    item: UUID,
    word: str,
    levels: dict[UUID, float],
    note: str = "",
    people: set[UUID] | None = None,
) -> None:
    """Review a piece of work as it is now."""
    with database.writing() as session:
        seen = rows.get(session, site.id, item).changed_at
        verdict = Verdict(word, levels, note, seen)
        portfolio_reviews.review(session, site.id, reviewer, item, verdict, people)


def accepted(database: Database, site: Site, person: UUID, reviewer: UUID, work: Work) -> UUID:
    """Hand in a piece of work, and accept it at the levels that it claims."""
    item = add(database, site, person, work)
    review(database, site, reviewer, item, ACCEPTED, dict(work.claims))
    return item
