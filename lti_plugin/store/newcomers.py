"""Writes many people at once of whom nobody on the site has any id yet."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID, uuid4

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from connectors.records import Learner
from lti_plugin.store import people
from lti_plugin.store.base import now
from lti_plugin.store.people import Person, PersonId


def add_all(session: Session, site_id: UUID, learners: Sequence[Learner], kind: str) -> int:
    """Write people of whom nobody has any of their ids; return how many, without loading them.

    An id that somebody has after all, such as an address that two share, stays where it is.
    """
    if not learners:
        return 0
    rows = [
        {
            **people.heard(each, frozenset(), {}),
            "id": uuid4(),
            "site_id": site_id,
            "created_at": now(),
        }
        for each in learners
    ]
    session.execute(insert(Person), rows)
    ids: dict[tuple[str, str], UUID] = {}
    for row, learner in zip(rows, learners, strict=True):
        for name in people.ids_told(learner, kind):
            ids.setdefault(name, row["id"])
    taken = session.execute(
        select(PersonId.kind, PersonId.value).where(
            PersonId.site_id == site_id,
            PersonId.kind.in_({each for each, _ in ids}),
            PersonId.value.in_({value for _, value in ids}),
        )
    )
    for held, value in taken:
        ids.pop((held, value), None)
    new = [
        {"id": uuid4(), "site_id": site_id, "person_id": owner, "kind": each, "value": value}
        for (each, value), owner in ids.items()
    ]
    session.execute(insert(PersonId), new)
    return len(rows)
