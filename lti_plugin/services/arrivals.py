"""Who is it that launches? Finds the person, or makes them on their first launch."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, aliased

from connectors.records import Learner
from lti_plugin.errors import FingerpostError
from lti_plugin.lti.message import Launch
from lti_plugin.lti.refusals import forbidden
from lti_plugin.lti.roles import teaches
from lti_plugin.store import erasure, identities, listing, participation
from lti_plugin.store.audit import AuditEntry
from lti_plugin.store.lti import Deployment
from lti_plugin.store.people import FILE, ID_NUMBER, MOODLE, USERNAME, Person, PersonId
from lti_plugin.store.prepared import prepared


def person_of(session: Session, key: bytes, site_id: UUID, launch: Launch) -> Person:
    """Return the person of a launch; ``key`` is the one that tombstones are made with.

    The person belongs to the site, whichever deployment the launch came through. Somebody known so
    far only by id number or user name (from a file) is the same person, unless they have another
    Moodle id. What is already known about a person is left as it is.

    Raises
    ------
    NotAllowed
        When the person was erased here.
    """
    told = Learner(
        launch.subject, username=launch.username, id_number=launch.id_number, email=launch.email
    )
    if not erasure.welcome(session, key, site_id, [told], MOODLE):
        raise _erased()
    ids = _ids(launch)
    known = _known(session, site_id, ids)
    if known is None:
        known = _made(session, site_id, ids, launch)
        # Whoever was erased since the question above is found by nobody, and not made anew.
        if erasure.buried(session, key, site_id, ids.items()):
            raise _erased()
    person, held = known
    _note_ids(session, person, held, ids)
    person.name = person.name or launch.name
    person.email = person.email or launch.email
    person.language = person.language or launch.locale
    person.gone_at = None
    return person


def note_teacher(session: Session, site_id: UUID, person_id: UUID, launch: Launch) -> None:
    """Keep that somebody teaches the course that they come from, where it is known."""
    if launch.context_id and teaches(launch.roles):
        course = listing.by_moodle_id(session, site_id, launch.context_id)
        if course is not None:
            participation.mark_teachers(session, site_id, course.id, [person_id], teaches=True)


def note_platform(session: Session, deployment: Deployment, guid: str | None) -> None:
    """Keep the platform's own id with the deployment; a change is noted in the audit log.

    The platform's signature has been verified, so a new id means a restored or copied Moodle and
    not a stranger: the launch goes on.
    """
    if guid in {None, deployment.guid}:
        return
    if deployment.guid is not None:
        details = {"before": deployment.guid, "now": guid}
        session.add(
            AuditEntry(
                site_id=deployment.site_id,
                actor="launch",
                action="platform id changed",
                details=details,
            )
        )
    deployment.guid = guid


def _erased() -> FingerpostError:
    return forbidden(
        "erased",
        "Your data was deleted here, and nothing new is kept about you.",
        "To use Fingerpost again, ask your learning and development team.",
    )


def _ids(launch: Launch) -> dict[str, str]:
    given = {MOODLE: launch.subject, ID_NUMBER: launch.id_number, USERNAME: launch.username}
    return {kind: value for kind, value in given.items() if value}


def _known(session: Session, site_id: UUID, ids: dict[str, str]) -> tuple[Person, set[str]] | None:
    """Return whoever has the Moodle id, else one of the other ids and no Moodle id of their own.

    The kinds of ids that the person has come with them.
    """
    named = [(FILE, ids[kind]) for kind in (ID_NUMBER, USERNAME) if kind in ids]
    for kind, value in [*ids.items(), *named]:
        found = _with_kinds(session, site_id, kind, value)
        if found is not None and (kind == MOODLE or MOODLE not in found[1]):
            return found
    return None


def _with_kinds(
    session: Session, site_id: UUID, kind: str, value: str
) -> tuple[Person, set[str]] | None:
    rows = session.execute(*_owner(site_id, kind, value)).all()
    return (rows[0][0], {each for _, each in rows}) if rows else None


@prepared
def _owner(site_id: Any, kind: Any, value: Any) -> Select[Person, str]:
    own = aliased(PersonId)
    return (
        select(Person, own.kind)
        .join(PersonId, PersonId.person_id == Person.id)
        .join(own, own.person_id == Person.id)
        .where(PersonId.site_id == site_id, PersonId.kind == kind, PersonId.value == value)
    )


def _made(
    session: Session, site_id: UUID, ids: dict[str, str], launch: Launch
) -> tuple[Person, set[str]]:
    """Make the person, or return the one that a launch at the same moment has just made."""
    try:
        with session.begin_nested():
            person = Person(site_id=site_id, name=launch.name, extra={})
            session.add(person)
            session.flush()
            session.add(
                PersonId(site_id=site_id, person_id=person.id, kind=MOODLE, value=launch.subject)
            )
    except IntegrityError:
        found = _known(session, site_id, ids)
        if found is None:
            raise
        return found
    return person, {MOODLE}


def _note_ids(session: Session, person: Person, held: set[str], ids: dict[str, str]) -> None:
    """Add the ids that nobody has yet; an id of somebody else is left to the next sync."""
    missing = {kind: value for kind, value in ids.items() if kind not in held}
    identities.add_free(session, person, missing)
