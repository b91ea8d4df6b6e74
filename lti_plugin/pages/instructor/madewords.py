"""What is made in Moodle, in the reader's words: what changes for whom, refusals and what to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy
from flask_babel import ngettext

from lti_plugin.edge import grouping
from lti_plugin.pages import groupwords
from lti_plugin.services import joining, making
from lti_plugin.store import made
from lti_plugin.store.made import INSIDE, PLANNED, MadeGroup, MadeMember
from lti_plugin.store.people import Person

ENDED = (made.DONE, made.REFUSED)
People = Sequence[tuple[MadeMember, Person]]

HAND_ON: Mapping[str, Any] = {
    grouping.OTHER_COURSE: lazy(
        "This cohort is for another course than the one that you opened Fingerpost from. An L&D "
        "admin can make it."
    ),
    grouping.NOT_TEACHER: lazy(
        "Moodle does not list you as a teacher who may change this course, or as its manager. An "
        "L&D admin can make it."
    ),
}
# What stood in the way, and what to do about it.
PROBLEMS: Mapping[str, Any] = {
    joining.NOT_TEACHER: lazy(
        "Moodle does not list you as a teacher who may change this course any more, so nothing "
        "was changed. Ask an L&D admin to make it."
    ),
    joining.GONE: lazy(
        "This person has left Moodle, or the account is suspended there. Nothing needs to be done."
    ),
    joining.NO_ACCOUNT: lazy(
        "This person’s account in Moodle is not known. It is after the next update from Moodle, "
        "if there is one."
    ),
    joining.LEFT: lazy(
        "This person was in the course when you looked, and has left it since. Go on to enrol them "
        "again."
    ),
    joining.SUSPENDED: lazy(
        "This person is suspended in the course. Make them active there under Participants, then "
        "go on here."
    ),
    joining.NO_RIGHT: lazy(
        "Fingerpost’s account in Moodle lacks a right. A Moodle admin can allow it under Site "
        "administration, Users, Define roles; then go on here."
    ),
    joining.NO_FUNCTION: lazy(
        "A function is not part of Fingerpost’s service in Moodle. A Moodle admin can add it under "
        "Site administration, Server, External services; then go on here."
    ),
    joining.NO_ROLE: lazy(
        "Fingerpost’s account may not give anybody the role Student. A Moodle admin can allow it "
        "under Site administration, Users, Define roles, Allow role assignments; then go on here."
    ),
    joining.NO_ENROLMENT: lazy(
        "Manual enrolment is off in this course. Add it in Moodle under Participants, Enrolment "
        "methods; then go on here."
    ),
    joining.OTHER: lazy("Moodle refused it. Put it right there, then go on here."),
}


def answer(row: MadeGroup, people: People, course: str) -> str:
    """Return the sentence that the page opens with."""
    if row.state == PLANNED:
        return ngettext(
            "“%(name)s” would have %(num)d person in “%(course)s”.",
            "“%(name)s” would have %(num)d people in “%(course)s”.",
            len(people),
            name=row.name,
            course=course,
        )
    if row.state == made.REFUSED:
        return _("“%(name)s” was not made.", name=row.name)
    inside = sum(member.outcome in INSIDE for member, _person in people)
    values = {"name": row.name, "inside": inside}
    if row.state == made.ASKED:
        return ngettext(
            "Moodle is being changed: %(inside)d of %(num)d person is in “%(name)s”.",
            "Moodle is being changed: %(inside)d of %(num)d people are in “%(name)s”.",
            len(people),
            **values,
        )
    return ngettext(
        "%(inside)d of %(num)d person is in “%(name)s”.",
        "%(inside)d of %(num)d people are in “%(name)s”.",
        len(people),
        **values,
    )


def trouble(problem: str, said: str) -> str:
    """Return what stood in the way and what to do, and then what Moodle said."""
    if not problem:
        return ""
    words = str(PROBLEMS.get(problem, PROBLEMS[joining.OTHER]))
    return _("%(words)s Moodle said: %(said)s", words=words, said=said) if said else words


def people(row: MadeGroup, found: People, *, everybody: bool) -> list[dict[str, str]]:
    """Return a line for each person; a teacher reads the names that Moodle shows in the course."""
    return [_line(row, each, person, everybody) for each, person in found]


def _line(row: MadeGroup, each: MadeMember, person: Person, everybody: bool) -> dict[str, str]:
    shown = everybody or making.is_shown(each)
    if row.state == PLANNED:
        worded = groupwords.expected(row.kind, each.expected)
    else:
        worded = groupwords.outcome(row.kind, each.outcome)
    if row.state in ENDED and each.outcome == made.WAITS:
        worded = _(
            "%(now)s: %(then)s", now=worded, then=groupwords.expected(row.kind, each.expected)
        )
    return {
        "name": person.name if shown else _("Somebody who is not in this course yet"),
        "what": worded,
        "why": trouble(each.problem, each.said),
    }


def again(row: MadeGroup, found: People) -> bool:
    """Say whether going on could still change something."""
    return row.state in ENDED and any(member.outcome not in INSIDE for member, _person in found)
