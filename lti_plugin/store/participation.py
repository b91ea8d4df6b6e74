"""Who is in which course, and who finished it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import (
    ColumnElement,
    Index,
    Select,
    String,
    UniqueConstraint,
    false,
    insert,
    select,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from connectors.events import same_event
from connectors.records import Completion as CompletionRecord
from connectors.records import Enrolment as EnrolmentRecord
from lti_plugin.store.base import Base, Owned, now, one_after_another, same_site
from lti_plugin.store.people import Changes, Person
from lti_plugin.store.prepared import prepared

Pair = tuple[UUID, UUID]


class Enrolment(Owned, Base):
    """A person in a course; ``progress`` in percent; not ``active`` once the source drops it.

    ``moved_at`` is when the progress was seen to change last; None where it has not been yet. Who
    ``teaches`` there is no learner of the course: Moodle enrols them as it does the others, and
    only launches and rosters tell.
    """

    __tablename__ = "enrolments"
    __table_args__ = (
        UniqueConstraint("site_id", "person_id", "course_id"),
        same_site("person_id", "people"),
        same_site("course_id", "courses"),
        Index(None, "course_id"),
    )

    person_id: Mapped[UUID]
    course_id: Mapped[UUID]
    enrolled_at: Mapped[datetime | None]
    progress: Mapped[float | None]
    active: Mapped[bool] = mapped_column(default=True)
    moved_at: Mapped[datetime | None]
    teaches: Mapped[bool] = mapped_column(default=False, server_default=false())


class Completion(Owned, Base):
    """One finished course. A re-certification adds a row; an earlier one is never overwritten.

    ``completed_at`` None: the source gives no reliable date, ``first_seen_at`` says when the
    completion was first met, and so in which order the source told of them. ``told_of``: the site's
    own source has told of it, so that it can tell when it was taken back there; then
    ``withdrawn_at`` is set, and it counts for nothing that is awarded or assessed.
    """

    __tablename__ = "completions"
    __table_args__ = (
        UniqueConstraint("site_id", "person_id", "course_id", "completed_at"),
        same_site("person_id", "people"),
        same_site("course_id", "courses"),
        Index(None, "course_id"),
    )

    person_id: Mapped[UUID]
    course_id: Mapped[UUID]
    completed_at: Mapped[datetime | None]
    first_seen_at: Mapped[datetime] = mapped_column(default=now)
    date_source: Mapped[str] = mapped_column(String(20), default="unknown")
    basis: Mapped[str] = mapped_column(String(20), default="flag")
    grade: Mapped[float | None]
    told_of: Mapped[bool] = mapped_column(default=False, server_default=false())
    withdrawn_at: Mapped[datetime | None]


def learning(site_id: UUID, course_id: UUID) -> list[ColumnElement[bool]]:
    """Return what makes an enrolment that of a learner of a course, joined to their person."""
    return [
        Enrolment.site_id == site_id,
        Enrolment.course_id == course_id,
        Enrolment.active.is_(True),
        Enrolment.teaches.is_(False),
        Person.id == Enrolment.person_id,
        Person.gone_at.is_(None),
        Person.active.is_(True),
    ]


def mark_teachers(
    session: Session, site_id: UUID, course_id: UUID, people: Collection[UUID], *, teaches: bool
) -> None:
    """Keep of these people that they teach in a course, or that they do not."""
    here = Enrolment.site_id == site_id, Enrolment.course_id == course_id
    session.execute(
        update(Enrolment)
        .where(*here, Enrolment.person_id.in_(people), Enrolment.teaches.is_not(teaches))
        .values(teaches=teaches)
    )


def under_way(
    session: Session, site_id: UUID, people: Collection[UUID]
) -> dict[UUID, dict[UUID, float | None]]:
    """Return the running courses of these people who have any, with their progress in percent."""
    found: dict[UUID, dict[UUID, float | None]] = {}
    for person_id, course_id, progress in session.execute(*_under_way(site_id, people)):
        found.setdefault(person_id, {})[course_id] = progress
    return found


@prepared
def _under_way(site_id: Any, people: Any) -> Select[UUID, UUID, float | None]:
    return select(Enrolment.person_id, Enrolment.course_id, Enrolment.progress).where(
        Enrolment.site_id == site_id,
        Enrolment.person_id.in_(people),
        Enrolment.active.is_(True),
    )


def enrolments_of(session: Session, site_id: UUID, people: Iterable[UUID]) -> Sequence[UUID]:
    """Return the ids of these people's enrolments."""
    return session.scalars(
        select(Enrolment.id).where(Enrolment.site_id == site_id, Enrolment.person_id.in_(people))
    ).all()


def all_finished(session: Session, site_id: UUID) -> Sequence[tuple[UUID, UUID, datetime | None]]:
    """Return (person, course, time) of every completion of the site that was not taken back.

    They stand in the order in which the source told of them: where days are equal or unknown,
    nothing else says what came after what.
    """
    rows = session.execute(
        select(Completion.person_id, Completion.course_id, Completion.completed_at)
        .where(Completion.site_id == site_id, Completion.withdrawn_at.is_(None))
        .order_by(Completion.first_seen_at, Completion.person_id, Completion.course_id)
    )
    return [(person, course, when) for person, course, when in rows]


def completions_of(session: Session, site_id: UUID, people: Iterable[UUID]) -> Sequence[UUID]:
    """Return the ids of these people's completions."""
    return session.scalars(
        select(Completion.id).where(Completion.site_id == site_id, Completion.person_id.in_(people))
    ).all()


def upsert_enrolments(
    session: Session, site_id: UUID, rows: Sequence[tuple[Pair, EnrolmentRecord]]
) -> Changes:
    """Write these enrolments, each with its (person, course); equal rows are not written.

    A source that gives no enrolment date does not delete the one that is known.
    """
    changes = Changes()
    fields = ("enrolled_at", "progress", "active")
    known = {
        (row.person_id, row.course_id): dict(row._mapping)
        for row in session.execute(_near(Enrolment, site_id, rows, *fields, "moved_at"))
    }
    added: dict[UUID, dict[str, Any]] = {}
    changed: dict[UUID, dict[str, Any]] = {}
    for pair, record in rows:
        row = known.get(pair)
        said = {name: getattr(record, name) for name in fields}
        if row is None:
            row = known[pair] = _new(site_id, pair) | said | {"moved_at": None}
            added[row["id"]] = row
        else:
            moved_at = row["moved_at"] if row["progress"] == said["progress"] else now()
            said["enrolled_at"] = said["enrolled_at"] or row["enrolled_at"]
            if all(row[name] == value for name, value in said.items()):
                changes.same += 1
            else:
                said["moved_at"] = moved_at
                row.update(said)
                if row["id"] not in added:
                    changed[row["id"]] = {"id": row["id"], **said}
        changes.ids.append(row["id"])
    _write_rows(session, Enrolment, added, changed, changes)
    return changes


def keep_completions(
    session: Session, site_id: UUID, rows: Sequence[tuple[Pair, CompletionRecord]]
) -> Changes:
    """Keep these completions, each with its (person, course); nothing is ever taken away.

    A date that becomes known completes the row that had none; another date than that of the same
    event (:func:`connectors.events.same_event`) is a re-certification with a row of its own.
    """
    changes = Changes()
    fields = ("completed_at", "date_source", "basis", "grade")
    known: dict[Pair, list[dict[str, Any]]] = {}
    newest_first = Completion.completed_at.desc()
    for found in session.execute(_near(Completion, site_id, rows, *fields).order_by(newest_first)):
        known.setdefault((found.person_id, found.course_id), []).append(dict(found._mapping))
    added: dict[UUID, dict[str, Any]] = {}
    changed: dict[UUID, dict[str, Any]] = {}
    for (pair, record), at in zip(rows, one_after_another(), strict=False):
        present = known.setdefault(pair, [])
        same = same_event([each["completed_at"] for each in present], record.completed_at)
        row = None if same is None else present[same]
        said = {name: getattr(record, name) for name in fields}
        if row is None:
            row = _new(site_id, pair) | said | {"first_seen_at": at}
            present.append(row)
            added[row["id"]] = row
        elif _learnt(row, said) and row["id"] not in added:
            changed[row["id"]] = {"id": row["id"], **{name: row[name] for name in fields}}
        elif row["id"] not in added and row["id"] not in changed:
            changes.same += 1
        changes.ids.append(row["id"])
    _write_rows(session, Completion, added, changed, changes)
    return changes


def _learnt(row: dict[str, Any], said: dict[str, Any]) -> bool:
    """Add to a row what it did not know yet; tell whether there was anything."""
    before = dict(row)
    if row["completed_at"] is None and said["completed_at"] is not None:
        row |= {name: said[name] for name in ("completed_at", "date_source", "basis")}
    if said["grade"] is not None:
        row["grade"] = said["grade"]
    return row != before


def _near(
    table: type[Enrolment] | type[Completion], site_id: UUID, rows: Sequence[Any], *fields: str
) -> Any:
    """Select what is known of the people and courses in ``rows``: a little more than the pairs."""
    columns = [getattr(table, name) for name in ("id", "person_id", "course_id", *fields)]
    return select(*columns).where(
        table.site_id == site_id,
        table.person_id.in_({pair[0] for pair, _ in rows}),
        table.course_id.in_({pair[1] for pair, _ in rows}),
    )


def _new(site_id: UUID, pair: Pair) -> dict[str, Any]:
    return {"id": uuid4(), "site_id": site_id, "person_id": pair[0], "course_id": pair[1]}


def _write_rows(
    session: Session,
    table: type[Enrolment] | type[Completion],
    added: dict[UUID, dict[str, Any]],
    changed: dict[UUID, dict[str, Any]],
    changes: Changes,
) -> None:
    if added:
        session.execute(insert(table), list(added.values()))
    if changed:
        session.execute(update(table), list(changed.values()))
    changes.added, changes.changed = len(added), len(changed)
