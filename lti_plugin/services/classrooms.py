"""Who is in a course right now, from Moodle's roster, and how far they are on a placed path."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from lti_plugin.lti import grades, roster
from lti_plugin.lti.addresses import LONGEST
from lti_plugin.lti.failures import ForeignAddress
from lti_plugin.lti.roster import Member
from lti_plugin.lti.service import ServiceCaller
from lti_plugin.services import paths
from lti_plugin.services.paths import Reached
from lti_plugin.services.placements import FULL_SCORE, LONGEST_TITLE, PATH, PROGRESS_TAG
from lti_plugin.store import people
from lti_plugin.store.people import MOODLE
from lti_plugin.store.resource_links import ResourceLink

MOST_SHOWN = 500


@dataclass(frozen=True, slots=True)
class Seat:
    """One member of the course; ``reached`` is how far they are, where they started the path."""

    member: Member
    reached: Reached | None


@dataclass(frozen=True, slots=True)
class Classroom:
    """The people of a course: teachers, then who is on the path. MOST_SHOWN are ``shown``.

    ``started`` are the learners who are on the path; a teacher may be on it as well.
    """

    shown: Sequence[Seat]
    learners: int
    teachers: int
    started: int


def read(caller: ServiceCaller, memberships_url: str) -> list[Member]:
    """Return everybody who takes part in the course; raises what the roster raises."""
    return [each for each in roster.members(caller, memberships_url) if each.is_active]


def arrange(
    session: Session, site_id: UUID, members: Sequence[Member], link: ResourceLink | None
) -> Classroom:
    """Return the people of a course with how far they are on the path that ``link`` places."""
    reached = _reached(session, site_id, link)
    seats = [Seat(each, reached.get(each.user_id)) for each in members]
    seats.sort(
        key=lambda seat: (
            not seat.member.is_teacher,
            seat.reached is None,
            seat.member.family_name.casefold(),
            seat.member.name.casefold(),
            seat.member.user_id,
        )
    )
    teachers = sum(each.is_teacher for each in members)
    return Classroom(
        shown=seats[:MOST_SHOWN],
        learners=len(members) - teachers,
        teachers=teachers,
        started=sum(seat.reached is not None and not seat.member.is_teacher for seat in seats),
    )


def add_column(caller: ServiceCaller, link: ResourceLink, label: str) -> str:
    """Give a placed path its grade column and return its address; one that is there is taken.

    Raises
    ------
    ServiceFailed
        When Moodle does not make it, or says that it is elsewhere.
    """
    if link.line_items_url is None:
        raise ValueError("this course told no address for grade columns")
    known = grades.line_items(
        caller, link.line_items_url, tag=PROGRESS_TAG, resource_link_id=link.resource_link_id
    )
    if known:
        return _own(caller, known[0].id)
    made = grades.create(
        caller,
        link.line_items_url,
        label=label[:LONGEST_TITLE],
        score_maximum=FULL_SCORE,
        resource_id=link.item or str(uuid4()),
        tag=PROGRESS_TAG,
        resource_link_id=link.resource_link_id,
    )
    return _own(caller, made.id)


def _own(caller: ServiceCaller, address: str) -> str:
    """Return the address of a column; people's scores go to no other host than the platform's."""
    if not caller.trusts(address) or len(address) > LONGEST:
        raise ForeignAddress(grades.PART)
    return address


def _reached(session: Session, site_id: UUID, link: ResourceLink | None) -> Mapping[str, Reached]:
    if link is None or link.view != PATH:
        return {}
    by_person = paths.of_course(session, site_id, link)
    known = people.by_kind(session, site_id, MOODLE)
    return {
        moodle_id: by_person[person_id]
        for moodle_id, person_id in known.items()
        if person_id in by_person
    }
