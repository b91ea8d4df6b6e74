"""Requests of the inbox in an admin's words: kinds, states, what is asked for and by whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy
from flask_babel import ngettext

from lti_plugin.pages import wording
from lti_plugin.pages.learner import held
from lti_plugin.services import holdings, inbox, making
from lti_plugin.services.inbox_list import Page
from lti_plugin.store.courses import Course
from lti_plugin.store.evidence import EvidenceRow
from lti_plugin.store.requests import (
    ACCEPTED,
    ANSWERED,
    COHORT,
    CONTEST,
    COURSE_FEEDBACK,
    ERASE,
    EXPORT,
    REFUSED,
    WAITING,
    Request,
)

KINDS: Mapping[str, Any] = {
    ERASE: lazy("Erase everything"),
    EXPORT: lazy("All that is held"),
    CONTEST: lazy("Something is wrong"),
    COHORT: lazy("A group or cohort"),
    COURSE_FEEDBACK: lazy("Something is wrong with a course"),
}
STATES: Mapping[str, Any] = {
    WAITING: lazy("Waits for an answer"),
    ACCEPTED: lazy("Accepted"),
    REFUSED: lazy("Refused"),
    ANSWERED: lazy("Answered"),
}
DEFECTS: Mapping[str, Any] = {
    inbox.SKILL_GONE: lazy("It no longer teaches this skill."),
    inbox.PREREQUISITE_MISSING: lazy("A prerequisite is missing."),
    inbox.LEVEL_WRONG: lazy("Its level is wrong."),
    inbox.OTHER: lazy("Something else."),
}
# What accepting does, where it does more than to answer.
CONSEQUENCES: Mapping[str, Any] = {
    ERASE: lazy(
        "Accepting deletes everything about them for good, and neither an update from Moodle nor "
        "opening Fingerpost brings it back."
    ),
    EXPORT: lazy(
        "Download the record and give it to them, then accept: they read that it is done. "
        "Everything else they download themselves under “My data”."
    ),
    CONTEST: lazy(
        "Accepting takes the entry away where it is evidence of a skill. What stands on their "
        "record you correct on their page; what came from Moodle has to be corrected there."
    ),
    COHORT: lazy(
        "Accepting makes a cohort of the whole site in Moodle, puts these people into it and "
        "enrols them in the course. What Moodle refuses is shown for each person."
    ),
}
_EVIDENCE = EvidenceRow.__tablename__
UNSEEN = frozenset({inbox.DEFECT, inbox.PEOPLE, making.RESULT})


@dataclass(frozen=True, slots=True)
class Way:
    """A page that a request leads to: its endpoint, the words on the button, what it is about."""

    endpoint: str
    text: str
    about: Mapping[str, Any]


def brief(row: Request) -> dict[str, str]:
    """Return a request on one line."""
    kind, state = KINDS.get(row.kind, row.kind), STATES[row.state]
    return {"kind": str(kind), "day": wording.day(row.created_at), "state": str(state)}


def told(found: Page) -> list[dict[str, Any]]:
    """Return what the inbox shows of its requests."""
    return [_told(row, found.names) for row in found.requests]


def about(row: Request, names: Mapping[UUID, str]) -> str:
    """Return what a request is about: a course by its title, an entry by its kind."""
    if row.about is None:
        return ""
    if row.about_id is not None and row.about_id in names and row.about not in held.KINDS:
        return names[row.about_id]
    kind = held.KINDS.get(row.about)
    return str(kind.name) if kind else row.about


def _told(row: Request, names: Mapping[UUID, str]) -> dict[str, Any]:
    settled = holdings.as_id(row.settled_by)
    return {
        **brief(row),
        "id": row.id,
        "row": row,
        "who": names.get(row.person_id, ""),
        "about": about(row, names),
        "lines": _lines(row, names),
        "waits": row.settled_at is None,
        "settled": wording.day(row.settled_at) if row.settled_at else "",
        "by": names.get(settled, "") if settled else row.settled_by,
        "consequence": CONSEQUENCES.get(row.kind, ""),
        "made": holdings.as_id(row.details.get(making.RESULT)),
        "ways": _ways(row, names),
        "careful": row.kind == ERASE or (row.kind, row.about) == (CONTEST, _EVIDENCE),
    }


def _ways(row: Request, names: Mapping[UUID, str]) -> list[Way]:
    """Return where what is asked for is done, or looked at before it is decided."""
    asker = {"person_id": row.person_id}
    ways = []
    if row.kind == EXPORT:
        ways.append(Way("admin_person.export", _("Download the record"), asker))
    if row.kind in {ERASE, EXPORT, CONTEST}:
        ways.append(Way("admin_person.show", _("Their page"), asker))
    if row.about == Course.__tablename__ and row.about_id in names:
        course = {"course_id": row.about_id}
        ways.append(Way("admin_course.show", _("The course"), course))
    return ways


def _lines(row: Request, names: Mapping[UUID, str]) -> list[str]:
    """Return the details, each on a line; whoever is in a group is counted and named."""
    details = row.details
    defect = str(details.get(inbox.DEFECT, ""))
    lines = [str(DEFECTS[defect])] if defect in DEFECTS else []
    members = details.get(inbox.PEOPLE)
    if isinstance(members, list):
        lines.append(ngettext("%(num)d person", "%(num)d people", len(members)))
        ids = [own for each in members if (own := holdings.as_id(each)) is not None]
        known = [names[own] for own in ids if own in names]
        lines += [wording.joined(known)] if known else []
    for name, each in details.items():
        if name not in UNSEEN and isinstance(each, str | int | float):
            own = holdings.as_id(each)
            lines.append(names.get(own, "") if own else str(each))
    return [line for line in lines if line]
