"""Who is what on a site: everybody with their record, filtered and page by page."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from lti_plugin.lti.roles import ADMIN, INSTRUCTOR, LEARNER
from lti_plugin.services import teams
from lti_plugin.services.batches import batches
from lti_plugin.store import directory
from lti_plugin.store.overrides import Override
from lti_plugin.store.people import EMAIL, ID_NUMBER, MOODLE, USERNAME, Person

A_PAGE = 50
AT_ONCE = 5000  # no more names in one question than a database takes
MOST_CHOICES = 300
MANAGER = "manager"
BEING = (LEARNER, INSTRUCTOR, ADMIN, MANAGER)
HERE, LEFT, GONE = "here", "left", "gone"
STATES = (HERE, LEFT, GONE)
NOTHING = "-"  # as a filter: those who have no role, or no department


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which people: words of their names and ids, what they are here, role, department, state.

    Empty is everybody; a state that is not given leaves out nobody.
    """

    text: str = ""
    being: str = ""
    role: str = ""
    department: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """One person as an admin sees them in the list.

    ``being`` is what they come in as: what was decided, else their last launch; ``leads`` how many
    people name them as their manager. What they aim at is nobody else's business.
    """

    id: UUID
    name: str
    ids: Mapping[str, str]
    being: str
    decided: bool | None
    leads: int
    role: str | None
    department: str | None
    manager: str | None
    hired_on: date | None
    state: str
    visited_at: datetime | None


@dataclass(frozen=True, slots=True)
class Page:
    """Some of the people, pages counted from 1; ``total`` is how many fit."""

    people: Sequence[Listed]
    number: int
    pages: int
    total: int


def page(session: Session, site_id: UUID, wanted: Wanted, number: int = 1) -> Page:
    """Return one page of the people who fit, by name; beyond the last page it is the last."""
    led = teams.leaders(session, site_id)
    fitting = _fitting(site_id, wanted, led)
    total = session.scalar(select(func.count()).select_from(Person).where(*fitting)) or 0
    pages = max(1, -(-total // A_PAGE))
    number = min(max(1, number), pages)
    found = session.scalars(
        select(Person)
        .where(*fitting)
        .order_by(Person.name, Person.id)
        .limit(A_PAGE)
        .offset(A_PAGE * (number - 1))
    ).all()
    return Page(_listed(session, site_id, found, led), number, pages, total)


def everybody(session: Session, site_id: UUID, wanted: Wanted) -> list[Listed]:
    """Return all the people who fit, by name."""
    led = teams.leaders(session, site_id)
    fitting = _fitting(site_id, wanted, led)
    found = session.scalars(select(Person).where(*fitting).order_by(Person.name, Person.id)).all()
    return _listed(session, site_id, found, led)


def one(session: Session, site_id: UUID, person: Person) -> Listed:
    """Return one person as the list shows them."""
    led = {person.id: len(teams.reports(session, site_id, person.id))}
    return _listed(session, site_id, [person], led)[0]


def choices(session: Session, site_id: UUID) -> tuple[list[str], list[str]]:
    """Return the roles and the departments that anybody has, for the filters."""
    return _values(session, site_id, Person.role), _values(session, site_id, Person.department)


def counts(session: Session, site_id: UUID) -> dict[str, int]:
    """Return how many people there are in each state."""
    state = _state_of()
    found = dict.fromkeys(STATES, 0)
    for name, fits in state.items():
        query = select(func.count()).select_from(Person).where(Person.site_id == site_id, fits)
        found[name] = session.scalar(query) or 0
    return found


def _values(
    session: Session, site_id: UUID, column: InstrumentedAttribute[str | None]
) -> list[str]:
    rows = session.scalars(
        select(column)
        .where(Person.site_id == site_id, column.is_not(None))
        .distinct()
        .order_by(column)
        .limit(MOST_CHOICES)
    )
    return [text for text in rows if text]


def _fitting(site_id: UUID, wanted: Wanted, led: Collection[UUID]) -> list[ColumnElement[bool]]:
    fitting = [Person.site_id == site_id, *directory.holding(wanted.text)]
    for column, text in ((Person.role, wanted.role), (Person.department, wanted.department)):
        if text:
            fitting.append(column.is_(None) if text == NOTHING else column == text)
    if wanted.being:
        fitting.append(_being(wanted.being, led))
    if wanted.state:
        fitting.append(_state_of()[wanted.state])
    return fitting


def _state_of() -> dict[str, ColumnElement[bool]]:
    listed = Person.gone_at.is_(None)
    return {
        HERE: and_(listed, Person.active),
        LEFT: and_(listed, Person.active.is_(False)),
        GONE: Person.gone_at.is_not(None),
    }


def _being(being: str, led: Collection[UUID]) -> ColumnElement[bool]:
    if being == MANAGER:
        return Person.id.in_(led)
    made, kept_out = (
        select(Override.id)
        .where(
            Override.site_id == Person.site_id,
            Override.person_id == Person.id,
            Override.admin.is_(admin),
        )
        .exists()
        for admin in (True, False)
    )
    last = func.coalesce(Person.audience, LEARNER)  # what nobody knows is neither equal nor other
    admin = or_(made, and_(last == ADMIN, ~kept_out))
    if being == ADMIN:
        return admin
    teaches = and_(last == INSTRUCTOR, ~admin)
    return teaches if being == INSTRUCTOR else and_(~admin, ~teaches)


def _listed(
    session: Session, site_id: UUID, found: Sequence[Person], led: Mapping[UUID, int]
) -> list[Listed]:
    rows = session.scalars(select(Override).where(Override.site_id == site_id))
    decided = {row.person_id: row.admin for row in rows}
    listed: list[Listed] = []
    for some in batches(found, AT_ONCE):
        ids = directory.ids_of_all(session, site_id, [each.id for each in some])
        listed += [
            _one(each, ids.get(each.id, {}), decided.get(each.id), led.get(each.id, 0))
            for each in some
        ]
    return listed


def _one(person: Person, ids: Mapping[str, str], decided: bool | None, leads: int) -> Listed:
    known = {**ids, **({EMAIL: person.email} if person.email else {})}
    telling = (known.get(kind) for kind in (USERNAME, ID_NUMBER, EMAIL, MOODLE))
    return Listed(
        id=person.id,
        name=person.name or next((each for each in telling if each), "") or str(person.id),
        ids=known,
        being=_what(person.audience, decided),
        decided=decided,
        leads=leads,
        role=person.role,
        department=person.department,
        manager=person.manager,
        hired_on=person.hired_on,
        state=GONE if person.gone_at else HERE if person.active else LEFT,
        visited_at=person.visited_at,
    )


def _what(audience: str | None, decided: bool | None) -> str:
    """Return what somebody comes in as; whoever is kept out of the admins may still teach."""
    if decided or (audience == ADMIN and decided is None):
        return ADMIN
    return INSTRUCTOR if audience == INSTRUCTOR else LEARNER
