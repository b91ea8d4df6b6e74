"""A person's pieces of work: kept, changed and taken away by themselves alone."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from lti_plugin.errors import BadInput, NotFound
from lti_plugin.services import directory, portfolio_files
from lti_plugin.services.portfolio_files import Upload
from lti_plugin.store import people, skills
from lti_plugin.store import portfolio as rows
from lti_plugin.store import portfolio_files as files
from lti_plugin.store.base import now
from lti_plugin.store.evidence import EvidenceRow
from lti_plugin.store.portfolio import UNREVIEWED, PortfolioClaim, PortfolioItem
from lti_plugin.store.portfolio_files import PortfolioFile
from lti_plugin.store.skills import Skill
from recommender.skills.levels import HIGHEST, LOWEST

MOST_ITEMS = 100
MOST_SKILLS = 5
LONGEST_TITLE, LONGEST_LINK, LONGEST_TEXT = 200, 2000, 5000
KEY = "portfolio:"
# Line breaks and tabs are text; other control characters are not, and PostgreSQL keeps no zero.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_UNFIT = re.compile(r"[\s\x00-\x20\x7f\\<>\"]")


@dataclass(frozen=True)
class Work:
    """What somebody says about a piece of work; ``claims`` are levels by skill.

    Without a new ``file`` the one that is there stays, unless it is to be taken away.
    """

    title: str
    link: str
    text: str
    claims: Mapping[UUID, float]
    file: Upload | None = None
    without_file: bool = False


@dataclass(frozen=True)
class Claim:
    """A skill with the level claimed for it, and the one that a reviewer saw."""

    skill: Skill
    claimed: float
    verdict: float | None


@dataclass(frozen=True)
class Shown:
    """An item with its claims and its file, its owner's name and its reviewer's, where known."""

    item: PortfolioItem
    claims: Sequence[Claim]
    owner: str
    reviewer: str | None
    file: PortfolioFile | None


def shown(session: Session, site_id: UUID, items: Sequence[PortfolioItem]) -> list[Shown]:
    """Return items with all that belongs to them; a fixed number of queries."""
    claims = rows.claims_of(session, site_id, [item.id for item in items])
    of_items = files.of_items(session, site_id, [item.id for item in items])
    wanted = {claim.skill_id for each in claims.values() for claim in each}
    known = {
        skill.id: skill
        for skill in session.scalars(
            select(Skill).where(Skill.site_id == site_id, Skill.id.in_(wanted))
        )
    }
    who = {item.person_id for item in items} | {
        item.reviewed_by for item in items if item.reviewed_by is not None
    }
    names = directory.names(session, site_id, who) if who else {}
    return [
        Shown(
            item=item,
            claims=[
                Claim(known[claim.skill_id], claim.claimed, claim.verdict)
                for claim in claims.get(item.id, [])
            ],
            owner=names.get(item.person_id, ""),
            reviewer=names.get(item.reviewed_by) if item.reviewed_by else None,
            file=of_items.get(item.id),
        )
        for item in items
    ]


def of_person(session: Session, site_id: UUID, person_id: UUID) -> list[Shown]:
    """Return a person's items, the newest first."""
    return shown(session, site_id, rows.of_person(session, site_id, person_id))


def add(session: Session, site_id: UUID, person_id: UUID, work: Work) -> PortfolioItem:
    """Keep a new piece of work, unreviewed.

    Raises
    ------
    BadInput
        When something of it cannot be kept, or the person has too many already.
    NotFound
        When a skill is not one of the site.
    """
    people.get(session, site_id, person_id)
    files.wait_for_others(session, site_id, person_id)
    if rows.count(session, site_id, person_id) >= MOST_ITEMS:
        raise BadInput("A portfolio holds at most 100 pieces of work.")
    row = PortfolioItem(site_id=site_id, person_id=person_id)
    _write(session, row, work)
    return row


def change(
    session: Session, site_id: UUID, person_id: UUID, item_id: UUID, work: Work
) -> PortfolioItem:
    """Change a piece of work: it is unreviewed again, and what a review made of it is gone.

    Raises
    ------
    BadInput, NotFound
        As :func:`add` does, and when the item is not theirs.
    """
    files.wait_for_others(session, site_id, person_id)
    row = own(session, site_id, person_id, item_id)
    withdraw_evidence(session, row)
    session.execute(delete(PortfolioClaim).where(PortfolioClaim.item_id == row.id))
    _write(session, row, work)
    return row


def remove(session: Session, site_id: UUID, person_id: UUID, item_id: UUID) -> None:
    """Delete a piece of work with what a review made of it.

    Raises
    ------
    NotFound
        When the item is not theirs.
    """
    row = own(session, site_id, person_id, item_id)
    withdraw_evidence(session, row)
    session.delete(row)


def own(session: Session, site_id: UUID, person_id: UUID, item_id: UUID) -> PortfolioItem:
    """Return a person's own item or raise NotFound."""
    row = rows.get(session, site_id, item_id)
    if row.person_id != person_id:
        raise NotFound("There is no such piece of work here.")
    return row


def key_of(item: PortfolioItem, skill_id: UUID) -> str:
    """Return what a row of evidence from this item stands for."""
    return f"{KEY}{item.id}:{skill_id}"


def withdraw_evidence(session: Session, item: PortfolioItem) -> None:
    """Take away what speaks for its owner because of this item."""
    session.execute(
        delete(EvidenceRow).where(
            EvidenceRow.site_id == item.site_id,
            EvidenceRow.person_id == item.person_id,
            EvidenceRow.key.startswith(f"{KEY}{item.id}:", autoescape=True),
        )
    )


def _write(session: Session, row: PortfolioItem, work: Work) -> None:
    row.title, row.link, row.text = _title(work.title), link(work.link), _text(work.text)
    if row.link is None and not row.text and not _has_file(session, row, work):
        raise BadInput("Give a link to your work, add it as a file, or describe it.")
    if not 0 < len(work.claims) <= MOST_SKILLS:
        raise BadInput("Name one to five skills that your work shows.")
    for skill_id, level in work.claims.items():
        skills.get(session, row.site_id, skill_id)
        if not LOWEST < level <= HIGHEST:
            raise BadInput("A claimed level is a number above 0, at most 5.")
    row.state, row.changed_at = UNREVIEWED, now()
    row.reviewed_at, row.reviewed_by, row.note = None, None, ""
    session.add(row)
    session.flush()
    if work.file is not None:
        portfolio_files.keep(session, row, work.file)
    elif work.without_file:
        files.drop(session, row.site_id, row.id)
    session.add_all(
        PortfolioClaim(
            site_id=row.site_id,
            person_id=row.person_id,
            item_id=row.id,
            skill_id=skill_id,
            claimed=level,
        )
        for skill_id, level in work.claims.items()
    )
    session.flush()


def _has_file(session: Session, row: PortfolioItem, work: Work) -> bool:
    """Say whether the item will have a file; a new one has no id yet."""
    if work.file is not None:
        return True
    stays = row.id is not None and not work.without_file
    return stays and row.id in files.of_items(session, row.site_id, [row.id])


def _title(given: str) -> str:
    title = " ".join(_CONTROL.sub("", given).split())
    if not title:
        raise BadInput("Give your work a title.")
    if len(title) > LONGEST_TITLE:
        raise BadInput("A title has at most 200 characters.")
    return title


def _text(given: str) -> str:
    text = _CONTROL.sub("", given.replace("\r\n", "\n")).strip()
    if len(text) > LONGEST_TEXT:
        raise BadInput("A description has at most 5,000 characters.")
    return text


def link(given: str) -> str | None:
    """Return an address as it may stand in a page, None for an empty one.

    Raises
    ------
    BadInput
        When it is no plain address of the web.
    """
    address = given.strip()
    if not address:
        return None
    wrong = BadInput(
        "This is not the address of a page.", hint="It begins with https:// and has no spaces."
    )
    if len(address) > LONGEST_LINK or _UNFIT.search(address):
        raise wrong
    try:
        parts = urlsplit(address)
    except ValueError:
        raise wrong from None
    if parts.scheme not in {"http", "https"} or not parts.hostname or "@" in parts.netloc:
        raise wrong
    return address
