"""Links by which anybody sees chosen pieces of somebody's work, as long as these stay accepted."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from lti_plugin.errors import BadInput, NotFound
from lti_plugin.lti import onetime
from lti_plugin.services import portfolio, portfolio_files
from lti_plugin.services.portfolio import Shown
from lti_plugin.services.portfolio_files import Download
from lti_plugin.store import people
from lti_plugin.store import portfolio as rows
from lti_plugin.store.portfolio import ACCEPTED, PortfolioItem, PortfolioShare

MOST_SHARES = 10


@dataclass(frozen=True)
class Shared:
    """What a link shows; ``name`` is None where the person does not say it."""

    name: str | None
    items: Sequence[Shown]


def share(
    session: Session, site_id: UUID, person_id: UUID, item_ids: Collection[UUID], with_name: bool
) -> str:
    """Make a link to some of a person's accepted items; return its secret, which is kept nowhere.

    Raises
    ------
    BadInput
        When nothing was chosen that may be shown, or there are too many links.
    """
    accepted = {
        item.id for item in rows.of_person(session, site_id, person_id) if item.state == ACCEPTED
    }
    chosen = [item_id for item_id in item_ids if item_id in accepted]
    if not chosen:
        raise BadInput("Choose at least one piece of work that was accepted.")
    if len(rows.shares_of(session, site_id, person_id)) >= MOST_SHARES:
        raise BadInput("There are ten links already.", hint="Take one back first.")
    secret = onetime.new()
    session.add(
        PortfolioShare(
            site_id=site_id,
            person_id=person_id,
            secret_hash=onetime.digest(secret),
            items=[str(item_id) for item_id in chosen],
            with_name=with_name,
        )
    )
    session.flush()
    return secret


def take_back(session: Session, site_id: UUID, person_id: UUID, share_id: UUID) -> None:
    """Delete a link of this person: from now on it leads nowhere.

    Raises
    ------
    NotFound
        When it is not theirs.
    """
    row = session.get(PortfolioShare, share_id)
    if row is None or (row.site_id, row.person_id) != (site_id, person_id):
        raise NotFound("There is no such link of yours.")
    session.delete(row)


def open_link(session: Session, secret: str) -> Shared:
    """Return what a link shows: of the chosen items those that are accepted now.

    Raises
    ------
    NotFound
        When there is no such link, or it was taken back.
    """
    row = _link(session, secret)
    name = people.get(session, row.site_id, row.person_id).name if row.with_name else None
    return Shared(name or None, portfolio.shown(session, row.site_id, _items(session, row)))


def file_of(session: Session, secret: str, item_id: UUID) -> Download:
    """Return the file of an item that a link shows.

    Raises
    ------
    NotFound
        When the link shows no such item now, or the item has no file.
    """
    row = _link(session, secret)
    item = next((each for each in _items(session, row) if each.id == item_id), None)
    if item is None:
        raise NotFound("There is no such file here.")
    return portfolio_files.of_item(session, item)


def _link(session: Session, secret: str) -> PortfolioShare:
    row = rows.share_of(session, onetime.digest(secret))
    if row is None:
        raise NotFound(
            "There is nothing at this address.",
            hint="The link is not whole, or its owner has taken it back.",
        )
    return row


def _items(session: Session, row: PortfolioShare) -> list[PortfolioItem]:
    chosen = set(row.items)
    return [
        item
        for item in rows.of_person(session, row.site_id, row.person_id)
        if item.state == ACCEPTED and str(item.id) in chosen
    ]
