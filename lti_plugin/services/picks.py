"""Who is shown which course first, or not at all: what L&D admins pin and hide."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from connectors.names import plain
from lti_plugin.errors import BadInput
from lti_plugin.services.texts import fitted
from lti_plugin.store import courses, curation, identities, jobs, picks
from lti_plugin.store.audit import AuditEntry
from lti_plugin.store.jobs import SCORE
from lti_plugin.store.people import EMAIL, Person
from lti_plugin.store.people import KINDS as KINDS_OF_IDS
from lti_plugin.store.picks import (
    DEPARTMENT,
    EVERYBODY,
    HIDE,
    PEOPLE,
    PIN,
    ROLE,
    Pick,
    PickedPerson,
)
from lti_plugin.store.roles import HERE, Role

KINDS = (PIN, HIDE)
AUDIENCES = (EVERYBODY, DEPARTMENT, ROLE, PEOPLE)
MOST_PEOPLE, LONGEST, MOST_TOLD = 5000, 255, 5
PINNED, HIDDEN = "course pinned", "course hidden from some"
UNPINNED, SHOWN = "pin removed", "course shown again"


@dataclass(frozen=True, slots=True)
class Picked:
    """What is put first for somebody, in that order, and what is kept from them; ids as text."""

    pins: tuple[str, ...] = ()
    hidden: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Said:
    """A pin or hide as somebody enters it.

    ``audience`` names the department or role; ``people`` are ids of any kind, for PEOPLE.
    """

    kind: str
    audience_kind: str = EVERYBODY
    audience: str = ""
    people: Sequence[str] = ()
    starts_on: date | None = None
    ends_on: date | None = None


@dataclass(frozen=True, slots=True)
class _Rule:
    course: str
    pins: bool
    audience_kind: str
    names: frozenset[str]
    people: frozenset[UUID]
    starts_on: date
    ends_on: date

    def holds(self, person: Person, on: date) -> bool:
        if not self.starts_on <= on <= self.ends_on:
            return False
        if self.audience_kind == DEPARTMENT:
            return plain(person.department or "") in self.names
        if self.audience_kind == ROLE:
            return plain(person.role or "") in self.names
        return self.audience_kind == EVERYBODY or person.id in self.people


def of_people(
    session: Session, site_id: UUID, people: Sequence[Person], on: date
) -> dict[UUID, Picked]:
    """Return what is put first for each of these people and hidden from them on a day.

    No query while nothing has changed since the last time. Of two pins the older one comes first.
    """
    rules = curation.kept(session, site_id, _rules)
    if not rules:
        return dict.fromkeys((person.id for person in people), Picked())
    return {person.id: _picked(rules, person, on) for person in people}


def _picked(rules: Sequence[_Rule], person: Person, on: date) -> Picked:
    holding = [rule for rule in rules if rule.holds(person, on)]
    return Picked(
        pins=tuple(dict.fromkeys(rule.course for rule in holding if rule.pins)),
        hidden=frozenset(rule.course for rule in holding if not rule.pins),
    )


def _rules(session: Session, site_id: UUID) -> tuple[_Rule, ...]:
    rows = picks.of_site(session, site_id)
    if not rows:
        return ()
    listed, names = picks.people_of(session, site_id), _role_names(session, site_id)
    return tuple(
        _Rule(
            course=str(row.course_id),
            pins=row.kind == PIN,
            audience_kind=row.audience_kind,
            names=names.get(plain(row.audience), frozenset()) | {plain(row.audience)}
            if row.audience_kind == ROLE
            else frozenset({plain(row.audience)}),
            people=frozenset(listed.get(row.id, ())),
            starts_on=row.starts_on or date.min,
            ends_on=row.ends_on or date.max,
        )
        for row in rows
    )


def _role_names(session: Session, site_id: UUID) -> Mapping[str, frozenset[str]]:
    """Return every name of each role by its own: people's records may use another one."""
    rows = session.execute(
        select(Role.name, Role.alternatives).where(Role.site_id == site_id, HERE)
    )
    return {plain(name): frozenset(map(plain, (name, *others))) for name, others in rows}


def add(session: Session, site_id: UUID, course_id: UUID, said: Said, actor: str) -> Pick:
    """Keep a pin or a hide; lists follow at once.

    Raises
    ------
    BadInput
        When it names no audience or days that cannot be; nothing is kept then.
    NotFound
        When there is no such course, or nobody has one of the ids.
    """
    course = courses.get(session, site_id, course_id)
    audience = " ".join(fitted(said.audience, LONGEST).split())
    _check(said, audience)
    named = _people(session, site_id, said.people) if said.audience_kind == PEOPLE else []
    row = Pick(
        site_id=site_id,
        course_id=course_id,
        kind=said.kind,
        audience_kind=said.audience_kind,
        audience=audience if said.audience_kind in (DEPARTMENT, ROLE) else "",
        starts_on=said.starts_on,
        ends_on=said.ends_on,
        made_by=actor,
    )
    session.add(row)
    session.flush()
    session.add_all(
        PickedPerson(site_id=site_id, pick_id=row.id, person_id=person_id) for person_id in named
    )
    course.edits += 1
    _log(session, row, PINNED if row.kind == PIN else HIDDEN, course.title, actor, len(named))
    return row


def remove(session: Session, site_id: UUID, pick_id: UUID, actor: str) -> Pick:
    """Take a pin or a hide back; lists follow at once."""
    row = picks.get(session, site_id, pick_id)
    course = courses.get(session, site_id, row.course_id)
    named = len(picks.people_of(session, site_id).get(row.id, ()))
    session.delete(row)
    course.edits += 1
    _log(session, row, UNPINNED if row.kind == PIN else SHOWN, course.title, actor, named)
    return row


def _check(said: Said, audience: str) -> None:
    if said.kind not in KINDS or said.audience_kind not in AUDIENCES:
        raise BadInput("Choose whether the course is put first or hidden, and for whom.")
    if said.audience_kind in (DEPARTMENT, ROLE) and not audience:
        raise BadInput("Name the department or the role that it is for.")
    if said.starts_on and said.ends_on and said.ends_on < said.starts_on:
        raise BadInput("The last day comes before the first one.")
    if said.audience_kind == PEOPLE and not 0 < len(said.people) <= MOST_PEOPLE:
        raise BadInput("Name the people, one a line, at most 5,000 of them.")


def _people(session: Session, site_id: UUID, named: Sequence[str]) -> Collection[UUID]:
    """Return whose these ids are; one list is read at once, however long it is."""
    known = identities.known(session, site_id, identities.PEOPLE)
    found, unknown = dict[UUID, None](), []
    for text in filter(None, map(str.strip, named)):
        kind, _, value = text.partition(":")
        names = [(kind, value), *((each, text) for each in KINDS_OF_IDS), (EMAIL, text.lower())]
        person_id = next((known[name] for name in names if name in known), None)
        if person_id is None:
            unknown.append(text)
        else:
            found[person_id] = None
    if unknown or not found:
        raise BadInput(
            "Nobody on this site has these ids.",
            hint=", ".join(unknown[:MOST_TOLD]) or "Name the people, one a line.",
        )
    return list(found)


def _log(session: Session, row: Pick, action: str, title: str, actor: str, named: int) -> None:
    details = {
        "course": title,
        "course_id": str(row.course_id),
        "audience": row.audience_kind,
        "named": row.audience,
        "people": named,
        "from": row.starts_on.isoformat() if row.starts_on else None,
        "to": row.ends_on.isoformat() if row.ends_on else None,
    }
    session.add(AuditEntry(site_id=row.site_id, actor=actor, action=action, details=details))
    session.flush()
    jobs.enqueue(session, row.site_id, SCORE, afresh=True)
