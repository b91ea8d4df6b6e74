"""What is held about a person, and its erasure.

Every table with a ``person_id`` is covered by construction; a test makes sure of it. The audit log
is exported as well, and outlives the person: its entries then name nobody.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import Column, ColumnElement, Table, delete, or_, select
from sqlalchemy.orm import Session

from lti_plugin.store import Base, audit, badge_register, erasure, jobs, people, people_files
from lti_plugin.store import lti as launches
from lti_plugin.store.audit import AuditEntry
from lti_plugin.store.erasure import TOMBSTONES
from lti_plugin.store.jobs import TRAIN
from lti_plugin.store.people import EMAIL, MOODLE, Person
from lti_plugin.vault import Vault

# What would let whoever reads it in, and contents of files, which are given out as files.
NOT_SHOWN = frozenset({"secret_hash", "calendar_hash", "content"})
EXPORTED = "own data exported"


def tables() -> list[Table]:
    """Return every table with rows about people: by ``person_id``, themselves, and the log."""
    log = AuditEntry.__tablename__
    return [
        table
        for table in Base.metadata.sorted_tables
        if table.name in {Person.__tablename__, log} or "person_id" in table.c
    ]


def about(table: Table, site_id: UUID, person_id: UUID) -> list[ColumnElement[bool]]:
    """Return what picks the rows of one of these tables that are about a person."""
    whose: ColumnElement[bool]
    if table.name == Person.__tablename__:
        whose = table.c.id == person_id
    elif table.name == AuditEntry.__tablename__:
        text = str(person_id)
        whose = or_(table.c.actor == text, table.c.details["person"].as_string() == text)
    else:
        whose = table.c.person_id == person_id
    return [table.c.site_id == site_id, whose]


def export(session: Session, site_id: UUID, person_id: UUID) -> dict[str, Any]:
    """Return everything that is held about a person, table by table; their files are apart."""
    people.get(session, site_id, person_id)
    held: dict[str, Any] = {}
    for table in tables():
        mine = select(*readable(table)).where(*about(table, site_id, person_id))
        held[table.name] = [dict(row) for row in session.execute(mine).mappings()]
    return held


def readable(table: Table) -> list[Column[Any]]:
    """Return the columns of a table that a person may read, so that no others are loaded."""
    return [each for each in table.c if each.name not in NOT_SHOWN]


def note_export(session: Session, site_id: UUID, person_id: UUID) -> None:
    """Keep in the audit log that a person took everything with them."""
    details = {"person": str(person_id)}
    session.add(AuditEntry(site_id=site_id, actor=str(person_id), action=EXPORTED, details=details))


def erase(session: Session, vault: Vault, site_id: UUID, person_id: UUID, actor: str) -> None:
    """Delete a person with all that belongs to them; their ids stay as keyed tombstones.

    Sync, import and launch respect the tombstones, so the person does not come back by themselves.
    Their badges still verify, or are told to be revoked, and are nobody's; why they were revoked
    may tell who it was, and goes. From now on nothing is ranked for them; the training that is
    asked for here forgets them in the model too.
    """
    jobs.enqueue(session, site_id, TRAIN, afresh=True)  # first: every batch of the site waits now
    person = people.get(session, site_id, person_id)
    ids = set(people.every_id(session, site_id, person_id))
    if person.email:
        ids.add((EMAIL, person.email))
    launches.forget_waiting(session, site_id, {value for kind, value in ids if kind == MOODLE})
    people_files.forget(session, site_id)  # nobody can look through a packed file for one person
    badge_register.forget_reasons(session, site_id, person_id)
    audit.forget_reasons(session, site_id, person_id)
    erasure.bury(session, vault.derive(TOMBSTONES), site_id, ids)
    session.execute(delete(Person).where(Person.site_id == site_id, Person.id == person_id))
    session.add(AuditEntry(site_id=site_id, actor=actor, action="person erased", details={}))
