"""Assignments at work: asked for by a person, approved or declined, and confirmed once done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_plugin.errors import BadInput, NotAllowed, NotFound
from lti_plugin.services import evidence, lessons, ratings, teams
from lti_plugin.services.evidence import Said
from lti_plugin.services.texts import fitted
from lti_plugin.store import assignments as rows
from lti_plugin.store import courses, people, sites, skills
from lti_plugin.store.assignments import APPROVED, ASKED, DECLINED, DONE, Assignment
from lti_plugin.store.audit import AuditEntry
from lti_plugin.store.base import now
from lti_plugin.store.paths import Path
from lti_plugin.store.people import Person
from lti_plugin.store.skills import CourseSkill
from recommender.skills.evidence import MANAGER
from recommender.skills.gains import USUAL_HOURS
from recommender.skills.levels import HIGHEST, LOWEST
from recommender.skills.pathway.preference import spelled

STRETCH = "stretch assignment"
MODES = (STRETCH, "project", "mentoring", "workshop")
LONGEST_TITLE, LONGEST_TEXT = 200, 2000
MOST_HOURS, MOST_OPEN = 500.0, 20
OPEN_STATES = (ASKED, APPROVED)


@dataclass(frozen=True)
class Wish:
    """What somebody would like to do at work, with the level that each skill is to have then."""

    title: str
    text: str
    skills: Mapping[UUID, float]
    hours: float
    mode: str = STRETCH
    course_id: UUID | None = field(default=None)


def is_outside(course: courses.Course) -> bool:
    """Say whether an item of the catalogue is done at work: Moodle has no page for it."""
    return _mode(course) in MODES and course.url is None


def ask(session: Session, site_id: UUID, person_id: UUID, wish: Wish) -> Assignment:
    """Keep that somebody asks for an assignment.

    Raises
    ------
    BadInput
        When something about it is missing or cannot be, or too much waits already.
    NotFound
        When there is no such skill.
    """
    people.get(session, site_id, person_id)
    title = fitted(wish.title, LONGEST_TITLE)
    if not title:
        raise BadInput("Say in a few words what you would do.")
    if not 0 < wish.hours <= MOST_HOURS:
        raise BadInput("An assignment takes more than 0 and at most 500 hours.")
    if wish.mode not in MODES:
        raise BadInput("This way of learning is not known here.")
    if not wish.skills or not all(LOWEST < each <= HIGHEST for each in wish.skills.values()):
        raise BadInput("An assignment leads to a level above none in one skill or more.")
    if wish.skills.keys() - skills.of_ids(session, site_id, wish.skills.keys()).keys():
        raise NotFound("There is no such skill here.")
    if len(rows.of_people(session, site_id, [person_id], ASKED)) >= MOST_OPEN:
        raise BadInput(
            "Too many of your requests wait for an answer.",
            hint="Take one back, or wait until some are answered.",
        )
    row = Assignment(
        site_id=site_id,
        person_id=person_id,
        course_id=wish.course_id,
        title=title,
        text=fitted(wish.text, LONGEST_TEXT),
        skills=[[str(skill), level] for skill, level in wish.skills.items()],
        hours=wish.hours,
        mode=wish.mode,
    )
    session.add(row)
    session.flush()
    _log(session, row, "assignment asked for", str(person_id))
    return row


def ask_for_item(
    session: Session, site_id: UUID, person_id: UUID, course_id: UUID, text: str
) -> Assignment:
    """Keep that somebody asks for an item of the catalogue that is done at work.

    Raises
    ------
    BadInput
        When it is a course of Moodle, or they have asked for it already.
    NotFound
        When it is not offered.
    """
    course = courses.get(session, site_id, course_id)
    if course.gone_at is not None or not course.visible or course.excluded:
        raise NotFound("This course is not in the catalogue.")
    if not is_outside(course):
        raise BadInput("This is a course in Moodle: nobody has to be asked for it.")
    known = rows.of_people(session, site_id, [person_id], *OPEN_STATES)
    if any(each.course_id == course_id for each in known):
        raise BadInput("You have asked for this already.")
    minutes = course.duration_minutes
    hours = USUAL_HOURS if not minutes else minutes / 60
    taught = _taught(session, site_id, course)
    wish = Wish(course.title, text, taught, hours, _mode(course), course_id)
    return ask(session, site_id, person_id, wish)


def withdraw(session: Session, site_id: UUID, person_id: UUID, assignment_id: UUID) -> None:
    """Take a request back; one that is decided stays.

    Raises
    ------
    NotFound
        When the person has no such request that waits.
    """
    row = rows.get(session, site_id, assignment_id)
    if row.person_id != person_id or row.state != ASKED:
        raise NotFound("You have no such request that waits for an answer.")
    session.delete(row)
    _log(session, row, "assignment withdrawn", str(person_id))


def for_admins(session: Session, site_id: UUID, reader: UUID | None) -> Sequence[Assignment]:
    """Return what people ask for and do whom nobody leads; never the reader's own."""
    found = rows.of_states(session, site_id, *OPEN_STATES)
    ids = {row.person_id for row in found}
    asking = session.scalars(select(Person).where(Person.site_id == site_id, Person.id.in_(ids)))
    led = teams.managers(session, site_id, asking.all())
    return [row for row in found if row.person_id not in led and row.person_id != reader]


def decide(
    session: Session,
    site_id: UUID,
    actor: UUID | None,
    assignment_id: UUID,
    *,
    approved: bool,
    answer: str,
    admin: bool = False,
) -> Assignment:
    """Approve an assignment, which puts it on its person's paths, or decline it with a reason.

    One that is under way may still be declined: it leaves the path then.

    Raises
    ------
    NotAllowed
        When it is not for this actor to decide; ``admin`` says that they are an L&D admin.
    BadInput
        When it is decided already, or declined without a word.
    """
    row = rows.get(session, site_id, assignment_id)
    _may_decide(session, row, actor, admin)
    if row.state not in ((ASKED,) if approved else OPEN_STATES):
        raise BadInput("This request is decided already.")
    answer = fitted(answer, LONGEST_TEXT)
    if not approved and not answer:
        raise BadInput("Say in a few words why not: the person reads it.")
    row.state, row.answer = APPROVED if approved else DECLINED, answer
    row.decided_at, row.decided_by = now(), actor
    if approved:
        _put_on_paths(session, row)
    _log(session, row, f"assignment {row.state}", str(actor or "command line"))
    return row


def confirm(
    session: Session,
    site_id: UUID,
    actor: UUID | None,
    assignment_id: UUID,
    *,
    note: str,
    admin: bool = False,
) -> Assignment:
    """Confirm that an assignment is done, which speaks for its skills as a manager's rating.

    Raises
    ------
    NotAllowed
        As :func:`decide`.
    BadInput
        When it is not under way.
    """
    row = rows.get(session, site_id, assignment_id)
    _may_decide(session, row, actor, admin)
    if row.state != APPROVED:
        raise BadInput("Only an assignment that is under way can be confirmed.")
    note = ratings.cleaned(note)
    row.state, row.done_at, row.confirmed_by = DONE, now(), actor
    present = skills.of_ids(session, site_id, row.levels().keys())
    for skill_id, level in row.levels().items():
        if skill_id in present:
            key = f"assignment:{row.id}:{skill_id}"
            said = Said(skill_id, level, MANAGER, note=note or row.title, key=key)
            evidence.add(session, site_id, row.person_id, said, by=str(actor or "command line"))
    _log(session, row, "assignment confirmed", str(actor or "command line"))
    return row


def _may_decide(session: Session, row: Assignment, actor: UUID | None, admin: bool) -> None:
    if row.person_id == actor:
        raise NotAllowed("Nobody decides on their own request.")
    leader = teams.manager_of(session, row.site_id, row.person_id)
    if leader != actor if leader is not None else not admin:
        raise NotAllowed("This is not somebody of your team.")


def _put_on_paths(session: Session, row: Assignment) -> None:
    """Put an assignment on the paths that its person has started; a later one plans it in."""
    paths = session.scalars(
        select(Path).where(
            Path.site_id == row.site_id,
            Path.person_id == row.person_id,
            Path.finished_at.is_(None),
        )
    )
    for path in paths:
        others = [step for step in path.steps if step != str(row.course_id)]
        path.steps = [*others, str(row.id)]


def _mode(course: courses.Course) -> str:
    """Return an item's way of learning in one spelling: files write it in several."""
    return spelled(course.mode or "")


def _taught(session: Session, site_id: UUID, course: courses.Course) -> dict[UUID, float]:
    scale = sites.get(session, site_id).fields.get(lessons.LEVELS, {})
    links = session.scalars(
        select(CourseSkill).where(
            CourseSkill.site_id == site_id, CourseSkill.course_id == course.id
        )
    )
    return {
        each.skill_id: lessons.levels(each.outcome, each.entry, course.level, scale)[0]
        for each in links
    }


def _log(session: Session, row: Assignment, action: str, actor: str) -> None:
    details = {"person": str(row.person_id), "assignment": str(row.id)}
    session.add(AuditEntry(site_id=row.site_id, actor=actor, action=action, details=details))
