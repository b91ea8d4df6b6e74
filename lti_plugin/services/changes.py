"""What was changed on a site, by whom and about whom, with the names of those still here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from connectors.limits import EARLIEST, LATEST
from lti_plugin.services import directory, tokens
from lti_plugin.services.batches import batches
from lti_plugin.store import audit
from lti_plugin.store import directory as directory_rows
from lti_plugin.store.audit import AuditEntry, Query

PROGRAM = "program:"  # before the name of a program that acted with a token
A_PAGE = 50
AT_ONCE = 1000
MOST = 100_000
MOST_NAMED = 200


@dataclass(frozen=True, slots=True)
class Change:
    """One entry of the audit log.

    ``actor`` is the name of somebody, or what the log calls another actor: ``by_person`` tells
    which. A name is None when the person is not here any more.
    """

    at: datetime
    action: str
    actor: str | None
    by_person: bool
    person: str | None
    details: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries: by or about somebody, of which action, from which day to which.

    ``who`` is a name, or part of one, or what the log calls an actor; ``person`` somebody's id.
    Days are the site's own, in ``zone``.
    """

    who: str = ""
    person: UUID | None = None
    action: str = ""
    since: date | None = None
    until: date | None = None
    zone: tzinfo = UTC


@dataclass(frozen=True, slots=True)
class Page:
    """Some of the log, pages counted from 1; ``total`` is how many entries fit."""

    changes: Sequence[Change]
    number: int
    pages: int
    total: int


def latest(session: Session, site_id: UUID, most: int = 50) -> list[Change]:
    """Return the last changes of a site, newest first."""
    return _told(session, site_id, audit.latest(session, site_id, most))


def about_role(session: Session, site_id: UUID, role: str, most: int = 20) -> list[Change]:
    """Return the last changes of one role, by its name, newest first."""
    return _told(session, site_id, audit.about(session, site_id, "role", role, most))


def page(session: Session, site_id: UUID, wanted: Wanted, number: int = 1) -> Page:
    """Return one page of the entries that fit, newest first; beyond the last it is the last."""
    query = _query(session, site_id, wanted)
    total = audit.count(session, site_id, query)
    pages = max(1, -(-total // A_PAGE))
    number = min(max(1, number), pages)
    found = audit.some(session, site_id, query, A_PAGE, A_PAGE * (number - 1))
    return Page(_told(session, site_id, found), number, pages, total)


def every(session: Session, site_id: UUID, wanted: Wanted) -> list[Change]:
    """Return all the entries that fit, newest first, up to the most that a sheet takes."""
    query = _query(session, site_id, wanted)
    found = audit.some(session, site_id, query, MOST, 0)
    return [each for some in batches(found, AT_ONCE) for each in _told(session, site_id, some)]


def _query(session: Session, site_id: UUID, wanted: Wanted) -> Query:
    whose: list[str] | None = None
    if wanted.person is not None:
        whose = [str(wanted.person)]
    elif wanted.who:
        found = directory_rows.search(session, site_id, wanted.who, MOST_NAMED)
        whose = [wanted.who, *(str(each.id) for each in found)]
    since = _begin(wanted.since, wanted.zone) if wanted.since else None
    until = _begin(wanted.until, wanted.zone) + timedelta(days=1) if wanted.until else None
    return Query(whose, wanted.action, since, until)


def _begin(day: date, zone: tzinfo) -> datetime:
    """Return when a day begins; one that nothing can have happened on is the nearest that can."""
    return datetime.combine(min(max(day, EARLIEST.date()), LATEST.date()), time.min, zone)


def _told(session: Session, site_id: UUID, entries: Sequence[AuditEntry]) -> list[Change]:
    named = {text for each in entries for text in (each.actor, each.details.get("person"))}
    names = directory.names(session, site_id, set(_ids(named)))
    programs = tokens.names(session, site_id)
    found = []
    for each in entries:
        actor, person = _id(each.actor), _id(each.details.get("person"))
        found.append(
            Change(
                at=each.at,
                action=each.action,
                actor=_called(each.actor, programs) if actor is None else names.get(actor),
                by_person=actor is not None,
                person=None if person is None else names.get(person),
                details=each.details,
            )
        )
    return found


def _called(actor: str, programs: Mapping[str, str]) -> str:
    """Return what the log calls an actor, a program by the name of its token."""
    return f"{PROGRAM}{programs[actor]}" if actor in programs else actor


def _ids(texts: Iterable[object]) -> Iterable[UUID]:
    return (each for each in map(_id, texts) if each is not None)


def _id(text: object) -> UUID | None:
    try:
        return UUID(str(text))
    except ValueError:
        return None
