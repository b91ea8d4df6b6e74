"""What is held about a person, and its erasure.

Every table with a ``person_id`` is covered by construction; a test makes sure of it.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from lti_plugin.store import Base, erasure, jobs, people
from lti_plugin.store import lti as launches
from lti_plugin.store.audit import AuditEntry
from lti_plugin.store.erasure import TOMBSTONES
from lti_plugin.store.jobs import TRAIN
from lti_plugin.store.people import EMAIL, MOODLE, Person
from lti_plugin.vault import Vault

NOT_SHOWN = frozenset({"secret_hash", "calendar_hash"})


def export(session: Session, site_id: UUID, person_id: UUID) -> dict[str, Any]:
    """Return everything that is held about a person, table by table."""
    people.get(session, site_id, person_id)
    held: dict[str, Any] = {}
    for table in Base.metadata.sorted_tables:
        column = table.c.id if table.name == "people" else table.c.get("person_id")
        if column is None:
            continue
        rows = session.execute(
            select(table).where(table.c.site_id == site_id, column == person_id)
        ).mappings()
        held[table.name] = [
            {key: value for key, value in row.items() if key not in NOT_SHOWN} for row in rows
        ]
    return held


def erase(session: Session, vault: Vault, site_id: UUID, person_id: UUID, actor: str) -> None:
    """Delete a person with all that belongs to them; their ids stay as keyed tombstones.

    Sync, import and launch respect the tombstones, so the person does not come back by themselves.
    From now on nothing is ranked for them; the training that is asked for here forgets them in the
    model too.
    """
    jobs.enqueue(session, site_id, TRAIN, afresh=True)  # first: every batch of the site waits now
    person = people.get(session, site_id, person_id)
    ids = set(people.every_id(session, site_id, person_id))
    if person.email:
        ids.add((EMAIL, person.email))
    launches.forget_waiting(session, site_id, {value for kind, value in ids if kind == MOODLE})
    erasure.bury(session, vault.derive(TOMBSTONES), site_id, ids)
    session.execute(delete(Person).where(Person.site_id == site_id, Person.id == person_id))
    session.add(AuditEntry(site_id=site_id, actor=actor, action="person erased", details={}))
