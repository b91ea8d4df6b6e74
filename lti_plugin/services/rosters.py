"""The people of a course as Moodle lists them, joined to those who are known here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from lti_plugin.lti.roster import Member
from lti_plugin.services.batches import batches
from lti_plugin.store import participation, people
from lti_plugin.store.people import MOODLE

AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Seat:
    """A learner of the course; ``person_id`` None: Fingerpost does not know them yet.

    ``name`` is empty where the platform is set to tell no names: then nothing is said of them by
    themselves, and they count.
    """

    name: str
    moodle_id: str
    person_id: UUID | None


def note_teachers(
    session: Session, site_id: UUID, course_id: UUID, members: Sequence[Member]
) -> None:
    """Keep who of the members teaches, for the counts that are made without Moodle's list."""
    known = people.by_kind(session, site_id, MOODLE)
    for teaches in (True, False):
        ids = [
            known[each.user_id]
            for each in members
            if each.is_teacher == teaches and each.user_id in known
        ]
        for some in batches(ids, AT_ONCE):
            participation.mark_teachers(session, site_id, course_id, some, teaches=teaches)


def learners(session: Session, site_id: UUID, members: Sequence[Member]) -> list[Seat]:
    """Return the learners among the members of a course, by name; one query."""
    known = people.by_kind(session, site_id, MOODLE)
    seats = [
        (each.family_name.casefold(), Seat(each.name, each.user_id, known.get(each.user_id)))
        for each in members
        if not each.is_teacher
    ]
    seats.sort(key=lambda each: (each[0], each[1].name.casefold(), each[1].moodle_id))
    return [seat for _, seat in seats]
