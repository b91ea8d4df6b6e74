"""What waits in the inbox of a site's L&D admins and what came of the rest, with every name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from lti_plugin.services import holdings
from lti_plugin.store import requests as rows
from lti_plugin.store.requests import Request

A_PAGE = 50


@dataclass(frozen=True, slots=True)
class Page:
    """Some of the requests, pages counted from 1; ``total`` is how many fit.

    ``names`` has the name of every person, course and skill that they refer to by its id.
    """

    requests: Sequence[Request]
    number: int
    pages: int
    total: int
    names: Mapping[UUID, str]


def page(
    session: Session, site_id: UUID, kind: str = "", state: str = rows.WAITING, number: int = 1
) -> Page:
    """Return one page of a site's requests; beyond the last page it is the last.

    What waits comes first, the oldest first, then what was settled, the newest first. An empty
    ``kind`` or ``state`` leaves none out.
    """
    total = rows.count(session, site_id, kind, state)
    pages = max(1, -(-total // A_PAGE))
    number = min(max(1, number), pages)
    found = rows.some(session, site_id, kind, state, A_PAGE, A_PAGE * (number - 1))
    return Page(found, number, pages, total, names(session, site_id, found))


def names(session: Session, site_id: UUID, found: Sequence[Request]) -> dict[UUID, str]:
    """Return the names of what these requests refer to."""
    ids = {row.person_id for row in found} | {row.about_id for row in found if row.about_id}
    ids |= holdings.ids_in([row.details for row in found] + [row.settled_by for row in found])
    return holdings.names_of(session, site_id, ids)
