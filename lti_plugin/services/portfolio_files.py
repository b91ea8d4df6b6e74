"""The file of a piece of work: kept within what a person may have, and given to who may see it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy.orm import Session

from lti_plugin.errors import BadInput, NotFound
from lti_plugin.services import file_kinds
from lti_plugin.store import portfolio as items
from lti_plugin.store import portfolio_files as rows
from lti_plugin.store.portfolio import UNREVIEWED, PortfolioItem
from lti_plugin.store.portfolio_files import PortfolioFile

MOST_FILES = 20
MEGABYTE = 1024 * 1024
# How many of the largest files one person has room for.
LARGEST = 5


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it was chosen; ``most`` bytes are what one may have, and its owner so many times.

    Its content stays out of every trace.
    """

    name: str
    content: bytes = field(repr=False)
    most: int


@dataclass(frozen=True, slots=True)
class Download:
    """A file as it is given out."""

    name: str
    media_type: str
    content: bytes = field(repr=False)


def keep(session: Session, item: PortfolioItem, upload: Upload) -> PortfolioFile:
    """Keep a file with an item, in place of the one that was there.

    Raises
    ------
    BadInput
        When the file is too large or of no accepted kind, or its owner has too much already.
    """
    if len(upload.content) > upload.most:
        raise BadInput("This file is too large.")
    name = file_kinds.cleaned(upload.name)
    kind = file_kinds.recognise(name, upload.content)
    rows.drop(session, item.site_id, item.id)
    number, together = rows.taken(session, item.site_id, item.person_id)
    if number >= MOST_FILES:
        raise BadInput(
            "A portfolio holds at most 20 files.", hint="Take a file away from another piece first."
        )
    if together + len(upload.content) > LARGEST * upload.most:
        raise BadInput(
            "There is no room for this file in your portfolio.",
            hint="Take a file away from another piece first, or give a link to this one.",
        )
    row = PortfolioFile(
        site_id=item.site_id,
        person_id=item.person_id,
        item_id=item.id,
        name=name,
        media_type=kind.media_type,
        size=len(upload.content),
        content=upload.content,
    )
    session.add(row)
    session.flush()
    return row


def of_owner(session: Session, site_id: UUID, person_id: UUID, item_id: UUID) -> Download:
    """Return the file of one's own item, or raise NotFound."""
    item = items.get(session, site_id, item_id)
    return _given(session, item, may_see=item.person_id == person_id)


def for_review(
    session: Session,
    site_id: UUID,
    reviewer: UUID,
    item_id: UUID,
    person_ids: Collection[UUID] | None,
) -> Download:
    """Return the file of an item that waits for this reviewer, or raise NotFound.

    ``person_ids`` are the people whose work they review; None are all of the site.
    """
    item = items.get(session, site_id, item_id)
    among = person_ids is None or item.person_id in person_ids
    may_see = among and item.state == UNREVIEWED and item.person_id != reviewer
    return _given(session, item, may_see=may_see)


def of_item(session: Session, item: PortfolioItem) -> Download:
    """Return the file of an item that the reader sees, or raise NotFound."""
    return _given(session, item, may_see=True)


def all_of(session: Session, site_id: UUID, person_id: UUID) -> Iterator[tuple[str, bytes]]:
    """Give a person's files one after the other, each under its id and its name."""
    for row in rows.of_person(session, site_id, person_id):
        yield f"{row.id}/{row.name}", rows.content_of(session, row.id)


def _given(session: Session, item: PortfolioItem, *, may_see: bool) -> Download:
    """Return an item's file; whoever may not see it does not learn that there is one."""
    row = rows.of_items(session, item.site_id, [item.id]).get(item.id) if may_see else None
    if row is None:
        raise NotFound("There is no such file here.")
    return Download(row.name, row.media_type, rows.content_of(session, row.id))
