"""Corrects what a source says of a person, so that it stays through every update, or takes it back.

The one field that says whether somebody is active stands for having left: they count in no figure
of the organisation and in no team, and no update brings them back.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from connectors.limits import EARLIEST
from lti_plugin.errors import BadInput
from lti_plugin.services import teams
from lti_plugin.services.texts import fitted
from lti_plugin.store import corrections as rows
from lti_plugin.store import jobs, people
from lti_plugin.store.audit import AuditEntry
from lti_plugin.store.base import now
from lti_plugin.store.corrections import ACTIVE, FIELDS, HIRED_ON, MANAGER, Correction
from lti_plugin.store.jobs import SCORE
from lti_plugin.store.people import Person

LONGEST = 255
FURTHEST_AHEAD = 366  # days: who is hired for next summer is on record now
CORRECTED, RELEASED = "person corrected", "person left to the source"


def correct(
    session: Session, site_id: UUID, person_id: UUID, values: Mapping[str, str | None], by: str
) -> list[str]:
    """Let these fields of a person be as an admin says; return those that changed.

    A value is a text; empty says that there is nothing. What equals the source needs no correction
    and ends the one there is.

    Raises
    ------
    BadInput
        When a field or its value is not usable.
    NotFound
        When the site has no such person.
    """
    person = people.get(session, site_id, person_id)
    known = rows.of_person(session, site_id, person_id)
    cleaned = {name: _cleaned(session, person, name, value) for name, value in values.items()}
    changed = [
        name
        for name, text in cleaned.items()
        if _set(session, person, known.get(name), name, text, by)
    ]
    _log(session, person, CORRECTED, changed, by)
    return changed


def release(session: Session, site_id: UUID, person_id: UUID, field: str, by: str) -> None:
    """Leave a field to the source again.

    Raises
    ------
    BadInput
        When there is no such field.
    NotFound
        When the site has no such person.
    """
    if field not in FIELDS:
        raise BadInput("There is no such field of a person.")
    person = people.get(session, site_id, person_id)
    row = rows.of_person(session, site_id, person_id).get(field)
    if row is not None:
        _forget(session, person, row)
        _log(session, person, RELEASED, [field], by)


def _set(
    session: Session, person: Person, row: Correction | None, name: str, text: str | None, by: str
) -> bool:
    """Put one field as it is to be; tell whether anything is different now."""
    present = rows.text_of(getattr(person, name))
    if text == present:
        return False
    if row is not None and text == row.source:
        _forget(session, person, row)
        return True
    if row is None:
        place = {"site_id": person.site_id, "person_id": person.id, "field": name}
        row = Correction(**place, source=present, set_by=by)
        session.add(row)
    row.value, row.set_by, row.set_at = text, by, now()
    setattr(person, name, rows.value_of(name, text))
    return True


def _forget(session: Session, person: Person, row: Correction) -> None:
    setattr(person, row.field, rows.value_of(row.field, row.source))
    session.delete(row)


def _cleaned(session: Session, person: Person, name: str, value: str | None) -> str | None:
    if name not in FIELDS:
        raise BadInput("There is no such field of a person.")
    text = fitted(value or "", LONGEST) or None
    if name == HIRED_ON and text:
        return _day(text)
    if name == ACTIVE and text not in {"yes", "no"}:
        raise BadInput("Say yes or no: whether somebody is active.")
    if name == MANAGER and text:
        leader = teams.named(session, person.site_id, text)
        if leader is None:
            raise BadInput(
                "Nobody here has this user name or ID number.",
                hint="Write the manager’s as the list of people shows it.",
            )
        if leader == person.id:
            raise BadInput("Nobody is their own manager.")
    return text


def _day(text: str) -> str:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise BadInput("A day is written as in 2027-03-31.") from None
    if not EARLIEST.date() <= day or (day - now().date()).days > FURTHEST_AHEAD:
        raise BadInput("This is no day on which somebody here was hired.")
    return day.isoformat()


def _log(session: Session, person: Person, action: str, fields: list[str], by: str) -> None:
    """Note which fields were changed, and have what depends on them counted anew."""
    if not fields:
        return
    details: dict[str, Any] = {"person": str(person.id), "fields": fields}
    session.add(AuditEntry(site_id=person.site_id, actor=by, action=action, details=details))
    jobs.enqueue(session, person.site_id, SCORE, afresh=True)
