"""Makes a recommended cohort real in Moodle: who may, what would change, asked for or handed on.

The site's token can do more than whoever clicks. So a teacher's group is made in the course of the
launch alone, and only if Moodle lists them there as somebody who may change it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import NAMESPACE_URL, UUID, uuid5

from sqlalchemy import select
from sqlalchemy.orm import Session

from connectors.moodle.writing import Member, Writer
from lti_plugin.errors import BadInput, NotAllowed
from lti_plugin.services import cohorts, holdings, inbox, joining
from lti_plugin.services.cohorts import Card
from lti_plugin.services.inbox import NAME, PEOPLE, Matter
from lti_plugin.store import courses, crowds, jobs, people
from lti_plugin.store import made as rows
from lti_plugin.store.audit import AuditEntry
from lti_plugin.store.courses import CourseId
from lti_plugin.store.jobs import GROUPS
from lti_plugin.store.made import (
    ASKED,
    BEFORE,
    CANNOT,
    DONE,
    ENROLS,
    GROUP,
    INSIDE,
    JOINS,
    ONLY_COURSE,
    PLANNED,
    SITE,
    STAYS,
    THERE,
    WAITS,
    MadeGroup,
    MadeMember,
)
from lti_plugin.store.people import MOODLE
from lti_plugin.store.requests import COHORT, Request

ASKED_FOR = "group to be made in Moodle"
MADE, NOT_MADE = "group made in Moodle", "group not made in Moodle"
# Among the details of an accepted request: what was made of it.
RESULT = "made"


@dataclass(frozen=True, slots=True)
class Wish:
    """Which people are to be a group for which course, and what it is called.

    ``teacher`` is whose right in the course counts; None: an L&D admin makes a cohort of the site.
    """

    course_id: UUID
    name: str
    people: Collection[UUID]
    by: str
    teacher: UUID | None = None

    @property
    def kind(self) -> str:
        """Say whether it is a group of the course or a cohort of the site."""
        return SITE if self.teacher is None else GROUP

    @property
    def id_number(self) -> str:
        """Return the ID number in Moodle: the same people for the same course have the same."""
        inside = " ".join(sorted(str(each) for each in self.people))
        key = uuid5(NAMESPACE_URL, f"{self.kind} {self.course_id} {inside}")
        return f"fingerpost-{key.hex[:16]}"


def wish(session: Session, card: Card, by: str, teacher: UUID | None) -> Wish:
    """Return what it is to make a cohort real."""
    row = card.cohort
    inside = cohorts.members(session, row.site_id, [row.id])[row.id]
    course = card.course.id
    return Wish(course, f"{card.skill} {row.month:%Y-%m}", inside, by, teacher)


def moodle_id(session: Session, site_id: UUID, course_id: UUID) -> str:
    """Return the number of a course in Moodle.

    Raises
    ------
    BadInput
        When it has none: it came from a file.
    """
    found = session.scalar(
        select(CourseId.value).where(
            CourseId.site_id == site_id,
            CourseId.course_id == course_id,
            CourseId.kind == courses.MOODLE,
        )
    )
    if found is None:
        raise BadInput("This course is not in Moodle, so nothing can be made there.")
    return found


def teaches(session: Session, site_id: UUID, person_id: UUID, inside: Mapping[str, Member]) -> bool:
    """Say whether Moodle lists a person among those inside as one who may change the course."""
    own = people.ids_of(session, site_id, [person_id], MOODLE).get(person_id)
    return own is not None and own in inside and inside[own].teaches


def group_of(writer: Writer, kind: str, course: str, id_number: str) -> str | None:
    """Return the number that the group or cohort has in Moodle, if it is there."""
    if kind == SITE:
        return writer.cohort(id_number)
    return writer.group(course, id_number)


def plan(
    session: Session,
    site_id: UUID,
    wished: Wish,
    inside: Mapping[str, Member],
    group: str | None,
) -> MadeGroup:
    """Keep what would change for each person, and return it.

    ``inside`` is who is in the course now and ``group`` what is in Moodle of it already. Whoever
    came in when it was made and is not there any more waits again.
    """
    row = rows.numbered(session, site_id, wished.course_id, wished.id_number)
    if row is None:
        row = MadeGroup(
            site_id=site_id,
            course_id=wished.course_id,
            kind=wished.kind,
            name=f"{wished.name} · {wished.id_number[-4:]}",
            id_number=wished.id_number,
            state=PLANNED,
        )
        session.add(row)
    row.by, row.person_id = wished.by, wished.teacher
    session.flush()
    known = {member.person_id: member for member, _ in rows.members(session, site_id, row.id)}
    numbers = people.ids_of(session, site_id, wished.people, MOODLE)
    for person_id in crowds.still_here(session, site_id, wished.people):
        member = known.get(person_id)
        if member is None:
            member = MadeMember(
                site_id=site_id, group_id=row.id, person_id=person_id, outcome=WAITS
            )
            session.add(member)
        member.expected = _expected(numbers.get(person_id), inside, group, row.kind)
        if row.state == DONE and member.outcome in INSIDE and _gone(member, row.kind, group):
            member.outcome, member.problem, member.said = WAITS, "", ""
    session.flush()
    return row


def _expected(
    number: str | None, inside: Mapping[str, Member], group: str | None, kind: str
) -> str:
    if number is None:
        return CANNOT
    if number not in inside:
        return ENROLS
    if kind == GROUP and group in inside[number].groups:
        return THERE
    return STAYS if inside[number].suspended else JOINS


def _gone(member: MadeMember, kind: str, group: str | None) -> bool:
    """Say whether somebody who came in is not in the course or the group any more.

    Moodle does not tell who is in a cohort, only whether there is one.
    """
    if kind == GROUP:
        return member.expected != THERE
    return group is None or member.expected == ENROLS


def ask(session: Session, site_id: UUID, group_id: UUID, by: str) -> MadeGroup:
    """Ask for a group that was looked at to be made; asked again it goes on with what is missing.

    Raises
    ------
    NotFound
        When this site has no such group.
    """
    row = rows.get(session, site_id, group_id)
    everybody = [member for member, _ in rows.members(session, site_id, row.id)]
    missing = [member for member in everybody if member.outcome not in INSIDE]
    if row.state == DONE and not missing:
        return row
    if row.state == ASKED:
        jobs.enqueue(session, site_id, GROUPS, afresh=True)
        return row
    for member in missing:
        if member.problem == joining.LEFT:
            member.expected = ENROLS  # it was told, and whoever goes on wants it
        member.outcome, member.problem, member.said = WAITS, "", ""
    row.state, row.by, row.problem, row.said, row.ended_at = ASKED, by, "", "", None
    details = {"course": str(row.course_id), "name": row.name, "people": len(everybody)}
    session.add(AuditEntry(site_id=site_id, actor=by, action=ASKED_FOR, details=details))
    jobs.enqueue(session, site_id, GROUPS, afresh=True)
    return row


def hand_on(session: Session, site_id: UUID, by: UUID, wished: Wish, text: str) -> Request:
    """Ask an L&D admin to make it: a teacher may not, or not there."""
    inside = sorted(str(each) for each in wished.people)
    details = {NAME: wished.name, PEOPLE: inside}
    about = "courses", wished.course_id
    return inbox.file(session, site_id, by, Matter(COHORT, text, *about, details))


def carry_out(session: Session, row: Request, by: str) -> None:
    """Make what a request asks for a cohort of the site, in the name of whoever accepts it.

    Raises
    ------
    BadInput
        When nothing can be made of it any more.
    """
    inside = [own for each in row.details.get(PEOPLE, ()) if (own := holdings.as_id(each))]
    if row.about_id is None or not inside:
        raise BadInput("This request names no course, or nobody.", hint="Refuse it with a reason.")
    moodle_id(session, row.site_id, row.about_id)
    wished = Wish(row.about_id, str(row.details.get(NAME, "")), inside, by)
    made = plan(session, row.site_id, wished, {}, None)
    ask(session, row.site_id, made.id, by)
    row.details = {**row.details, RESULT: str(made.id)}


def is_shown(member: MadeMember) -> bool:
    """Say whether Moodle shows somebody by name to the teachers of the course, now or before."""
    return member.expected in BEFORE or member.outcome in {*INSIDE, ONLY_COURSE}


def check(row: MadeGroup, course_id: UUID | None, person_id: UUID | None) -> None:
    """Let a teacher at what they looked at themselves, in the course of their launch.

    Raises
    ------
    NotAllowed
        When it is another course's, another teacher's or an L&D admin's.
    """
    if row.kind != GROUP or row.course_id != course_id or row.person_id != person_id:
        raise NotAllowed("This group is not one of yours.")
