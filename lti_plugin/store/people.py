"""People of a site and the ids under which other systems know them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Index, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from connectors.records import Learner
from lti_plugin.errors import NotFound
from lti_plugin.store import corrections
from lti_plugin.store.base import Base, Owned, now, same_site
from lti_plugin.store.corrections import Correction

MOODLE, USERNAME, ID_NUMBER, EMAIL = "moodle_id", "username", "idnumber", "email"
FILE = "file"
KINDS = (MOODLE, ID_NUMBER, USERNAME, EMAIL, FILE)
FEATURES = "file:features"  # a colon is in no short name of a custom field
OWN_NAMES = {"manager_id": "manager"}


class Person(Owned, Base):
    """One person of one site; ``gone_at`` is set when the source no longer lists them.

    ``audience`` is as what they came in last, at ``visited_at``; None for whoever never did.

    ``extra`` holds custom fields as text, and under FEATURES the weights that only files tell.
    """

    __tablename__ = "people"
    __table_args__ = (UniqueConstraint("site_id", "id"), Index(None, "site_id", "manager"))

    name: Mapped[str] = mapped_column(String(255), default="")
    email: Mapped[str | None] = mapped_column(String(255))
    language: Mapped[str | None] = mapped_column(String(20))
    role: Mapped[str | None] = mapped_column(String(255))
    target_role: Mapped[str | None] = mapped_column(String(255))
    department: Mapped[str | None] = mapped_column(String(255))
    manager: Mapped[str | None] = mapped_column(String(255))
    hired_on: Mapped[date | None]
    active: Mapped[bool] = mapped_column(default=True)
    extra: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_at: Mapped[datetime] = mapped_column(default=now)
    gone_at: Mapped[datetime | None]
    audience: Mapped[str | None] = mapped_column(String(20))
    visited_at: Mapped[datetime | None]


class PersonId(Owned, Base):
    """An id of a person elsewhere: ``kind`` is one of KINDS."""

    __tablename__ = "person_ids"
    __table_args__ = (
        UniqueConstraint("site_id", "kind", "value"),
        same_site("person_id", "people"),
        Index(None, "person_id"),
    )

    person_id: Mapped[UUID]
    kind: Mapped[str] = mapped_column(String(20))
    value: Mapped[str] = mapped_column(String(255))


@dataclass
class Changes:
    """What an upsert did, and the ids of the rows it met, in the order of the records."""

    added: int = 0
    changed: int = 0
    same: int = 0
    ids: list[UUID] = field(default_factory=list)


def by_kind(session: Session, site_id: UUID, kind: str) -> dict[str, UUID]:
    """Return every person's id of this kind mapped to our own."""
    rows = session.execute(
        select(PersonId.value, PersonId.person_id).where(
            PersonId.site_id == site_id, PersonId.kind == kind
        )
    )
    return {value: person_id for value, person_id in rows}


def every_id(session: Session, site_id: UUID, person_id: UUID) -> Sequence[tuple[str, str]]:
    """Return all of one person's (kind, value) ids; there may be several of the kind FILE."""
    rows = session.execute(
        select(PersonId.kind, PersonId.value).where(
            PersonId.site_id == site_id, PersonId.person_id == person_id
        )
    )
    return [(kind, value) for kind, value in rows]


def ids_of(
    session: Session, site_id: UUID, person_ids: Collection[UUID], kind: str
) -> dict[UUID, str]:
    """Return the id of one kind of those of these people who have one."""
    rows = session.execute(
        select(PersonId.person_id, PersonId.value).where(
            PersonId.site_id == site_id, PersonId.kind == kind, PersonId.person_id.in_(person_ids)
        )
    )
    return {person_id: value for person_id, value in rows}


def get(session: Session, site_id: UUID, person_id: UUID) -> Person:
    """Return a person of this site or raise NotFound."""
    person = session.get(Person, person_id)
    if person is None or person.site_id != site_id:
        raise NotFound("This person is not known here.")
    return person


def find(session: Session, site_id: UUID, text: str) -> Person:
    """Return the person whom ``text`` names: ``kind:value``, or an id of any kind, or our own.

    Raises
    ------
    NotFound
        When nobody on the site has that id.
    """
    kind, _, value = text.partition(":")
    wanted = [(kind, value)] if kind in KINDS and value else [(known, text) for known in KINDS]
    if "\x00" in text:
        wanted = []  # PostgreSQL would refuse the question
    for known_kind, known_value in wanted:
        person_id = session.scalar(
            select(PersonId.person_id).where(
                PersonId.site_id == site_id,
                PersonId.kind == known_kind,
                PersonId.value == known_value,
            )
        )
        if person_id is not None:
            return get(session, site_id, person_id)
    try:
        return get(session, site_id, UUID(text))
    except ValueError:
        raise NotFound(
            f"Nobody on this site has the id {text!r}.",
            hint="Ids may be written kind:value; the kinds are " + ", ".join(KINDS) + ".",
        ) from None


def upsert(session: Session, site_id: UUID, learners: Sequence[Learner], kind: str) -> Changes:
    """Write these people; ``kind`` says what ``Learner.id`` is.

    A row that is already as the record says is not written again. What a record is silent about
    stays as it is; a file neither brings back who is gone nor takes an id away from somebody.
    """
    changes = Changes()
    known = _known(session, site_id, learners, kind)
    corrected = corrections.of_people(session, site_id, {each.id for each in known.values()})
    for learner in learners:
        person = known.get(learner.id)
        if person is None:
            person = Person(id=uuid4(), site_id=site_id, extra={})
            session.add(person)
            changes.added += 1
            _write(person, learner, frozenset(), {})
        elif _write(
            person,
            learner,
            learner.silent | ({"gone_at"} if kind == FILE else set()),
            corrected.get(person.id, {}),
        ):
            changes.changed += 1
        else:
            changes.same += 1
        known[learner.id] = person
        changes.ids.append(person.id)
    session.flush()
    _write_ids(session, site_id, [(known[r.id].id, r) for r in learners if r.id in known], kind)
    return changes


def ids_told(learner: Learner, kind: str) -> list[tuple[str, str]]:
    """Return every (kind, value) id that a record carries."""
    found = {
        USERNAME: learner.username,
        ID_NUMBER: learner.id_number,
        EMAIL: learner.email and learner.email.lower(),
        kind: learner.id,
    }
    return [(each, value) for each, value in found.items() if value]


def _known(
    session: Session, site_id: UUID, learners: Sequence[Learner], kind: str
) -> dict[str, Person]:
    rows = session.execute(
        select(PersonId.value, Person)
        .join(Person, Person.id == PersonId.person_id)
        .where(
            PersonId.site_id == site_id,
            PersonId.kind == kind,
            PersonId.value.in_([learner.id for learner in learners]),
        )
    )
    return {value: person for value, person in rows}


def _write(
    person: Person,
    learner: Learner,
    silent: frozenset[str],
    corrected: Mapping[str, Correction],
) -> bool:
    """Copy what the record says and nobody corrected; tell whether anything was different."""
    said = heard(learner, silent, corrected)
    if "extra" in said:
        said["extra"] |= kept_features(person.extra)
    return assign(person, said)


def heard(
    learner: Learner, silent: frozenset[str], corrected: Mapping[str, Correction]
) -> dict[str, Any]:
    """Return what a record says of a person, by column, but for what is silent or corrected."""
    said = {
        "name": learner.name,
        "email": learner.email,
        "language": learner.language,
        "role": learner.role,
        "target_role": learner.target_role,
        "department": learner.department,
        "manager_id": learner.manager_id,
        "hired_on": learner.hired_on,
        "active": learner.active,
        "extra": dict(learner.extra),
        "gone_at": None,
    }
    told = {OWN_NAMES.get(name, name): said[name] for name in said.keys() - silent}
    return corrections.heard(corrected, told)


def kept_features(extra: dict[str, Any]) -> dict[str, Any]:
    """Return the part of a row's ``extra`` that a source of custom fields knows nothing of."""
    return {name: value for name, value in extra.items() if name == FEATURES}


def assign(row: Base, values: dict[str, Any]) -> bool:
    """Set what is different; tell whether anything was."""
    different = {name: value for name, value in values.items() if getattr(row, name) != value}
    for name, value in different.items():
        setattr(row, name, value)
    return bool(different)


def _write_ids(
    session: Session, site_id: UUID, rows: Iterable[tuple[UUID, Learner]], kind: str
) -> None:
    """Record every id that a record carries; an id that moved to another person moves here too.

    A file only adds ids of kinds that its people have none of, and takes none from anybody.
    """
    wanted: dict[tuple[str, str], UUID] = {}
    for person_id, learner in rows:
        wanted |= dict.fromkeys(ids_told(learner, kind), person_id)
    if kind == FILE:
        wanted = _unheld(session, site_id, wanted)
    present = session.scalars(
        select(PersonId).where(
            PersonId.site_id == site_id,
            PersonId.kind.in_({each for each, _ in wanted}),
            PersonId.value.in_({value for _, value in wanted}),
        )
    )
    for row in present:
        owner = wanted.pop((row.kind, row.value), row.person_id)
        if row.person_id != owner and kind != FILE:
            row.person_id = owner
    session.add_all(
        PersonId(site_id=site_id, person_id=person_id, kind=k, value=value)
        for (k, value), person_id in wanted.items()
    )
    session.flush()


def _unheld(
    session: Session, site_id: UUID, wanted: dict[tuple[str, str], UUID]
) -> dict[tuple[str, str], UUID]:
    """Return the file's own ids and those of kinds that their person has no id of yet."""
    rows = session.execute(
        select(PersonId.person_id, PersonId.kind).where(
            PersonId.site_id == site_id, PersonId.person_id.in_(set(wanted.values()))
        )
    )
    held = {(person_id, kind) for person_id, kind in rows}
    return {
        (kind, value): person_id
        for (kind, value), person_id in wanted.items()
        if kind == FILE or (person_id, kind) not in held
    }
