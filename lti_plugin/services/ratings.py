"""How managers rate the people whom they lead, with their name, a day and a note."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from sqlalchemy.orm import Session

from lti_plugin.errors import BadInput
from lti_plugin.services import directory, evidence, holdings, teams
from lti_plugin.services.competency_ratings import MOODLE
from lti_plugin.services.evidence import Said
from lti_plugin.store import evidence as rows
from lti_plugin.store.audit import AuditEntry
from lti_plugin.store.evidence import EvidenceRow
from recommender.skills.evidence import MANAGER

LONGEST_NOTE = 2000
RATED = "rated by manager"


def rate(
    session: Session,
    site_id: UUID,
    manager_id: UUID,
    person_id: UUID,
    skill_id: UUID,
    level: float,
    note: str,
) -> EvidenceRow:
    """Keep how a manager rates one of their people; the newest of several counts most.

    Raises
    ------
    NotAllowed
        When they do not lead that person.
    BadInput
        When the level is none, or the note too long.
    """
    teams.report(session, site_id, manager_id, person_id)
    note = cleaned(note)
    said = Said(skill_id, level, MANAGER, note=note)
    row = evidence.add(session, site_id, person_id, said, by=str(manager_id))
    details = {"person": str(person_id)}
    session.add(AuditEntry(site_id=site_id, actor=str(manager_id), action=RATED, details=details))
    return row


def cleaned(note: str) -> str:
    """Return a note as the tables can hold it; PostgreSQL knows no NUL.

    Raises
    ------
    BadInput
        When it is too long.
    """
    note = note.replace("\x00", "").strip()
    if len(note) > LONGEST_NOTE:
        raise BadInput("A note has at most 2,000 characters.")
    return note


def raters(
    session: Session, site_id: UUID, person_id: UUID, row_ids: Collection[str]
) -> dict[str, str]:
    """Return who wrote these rows about a person, by the rows' ids.

    Themselves are left out, and Moodle, which the kind of evidence names already.
    """
    if not row_ids:
        return {}
    stored = rows.of_people(session, site_id, [person_id])
    written = {str(row.id): row.by for row in stored if str(row.id) in row_ids and row.by != MOODLE}
    people = {by: own for by in written.values() if (own := holdings.as_id(by)) is not None}
    names = directory.names(session, site_id, set(people.values()) - {person_id})
    found = {row: names.get(people[by], "") if by in people else by for row, by in written.items()}
    return {row: name for row, name in found.items() if name}
