"""Recommended courses as cards in the reader's words, and what to say where there is none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from lti_plugin.pages import reasonwords, wording
from lti_plugin.services.assignments import is_outside
from lti_plugin.services.recommendations import NextCourses
from lti_plugin.store import skills
from lti_plugin.store.courses import Course
from recommender.engine.explanation import Reason
from recommender.reasons import OBJECTIVE, ROLE, Tie
from recommender.recommend import Recommendation


@dataclass(frozen=True)
class Card:
    """A recommendation in the reader's words.

    ``helps`` are the organisation's objectives that it serves, ``qualifies`` what it qualifies the
    person for; ``tied`` is False where it was to serve a goal and serves none. ``picked`` is put
    first by the L&D team, ``outside`` is done at work and has to be asked for.
    """

    id: UUID
    title: str
    summary: str
    url: str | None
    level: str | None
    minutes: int | None
    mode: str | None
    language: str | None
    skills: list[str]
    helps: list[str]
    qualifies: list[str]
    tied: bool
    picked: bool
    outside: bool
    why: str
    more: list[dict[str, str]]


def of(session: Session, site_id: UUID, found: NextCourses) -> list[Card]:
    """Return a person's list as cards, each with a reason that no earlier one has told."""
    shown = [course.id for _, course in found.items]
    taught = skills.names_by_course(session, site_id, shown)
    told: list[Reason] = []
    cards = []
    for item, course in found.items:
        told.append(reasonwords.telling(item.reasons, told))
        cards.append(_card(item, course, taught.get(course.id, []), found, told[-1]))
    return cards


def empty(found: NextCourses) -> dict[str, str]:
    """Say why a list is empty and who can change that."""
    if not found.catalogue:
        return {
            "title": _("The course catalogue has not been read yet."),
            "text": _("Your L&D team can start that. Please look in again later."),
        }
    if found.mode is not None and found.modes:
        return {
            "title": _(
                "No course that is open to you is learned in this way: %(mode)s.", mode=found.mode
            ),
            "text": _("Choose another way of learning above."),
        }
    return {
        "title": _("Every course that is open to you is finished, running or put aside."),
        "text": ngettext(
            "You have finished %(num)d course. New courses appear here by themselves.",
            "You have finished %(num)d courses. New courses appear here by themselves.",
            found.finished,
        ),
    }


def _card(
    item: Recommendation, course: Course, taught: list[str], found: NextCourses, why: Reason
) -> Card:
    return Card(
        id=course.id,
        title=course.title,
        summary=course.summary,
        url=course.url,
        level=course.level,
        minutes=course.duration_minutes,
        mode=course.mode,
        language=course.language,
        skills=taught,
        helps=list(dict.fromkeys(tie.name for tie in item.ties if tie.kind == OBJECTIVE)),
        qualifies=_qualifies([tie for tie in item.ties if tie.kind == ROLE]),
        tied=bool(item.ties) or item.basis != "gap",
        picked=item.picked,
        outside=is_outside(course),
        why=_sentence(why, found),
        more=[
            {
                "text": _sentence(each, found),
                "share": wording.percent(100 * each.share) if each.share else "",
            }
            for each in item.reasons
            if each.share or each.amount < 0
        ],
    )


def _qualifies(ties: Sequence[Tie]) -> list[str]:
    """Return a sentence for each role, with what it asks for."""
    by_role: dict[str, list[str]] = {}
    for tie in ties:
        said = _("%(skill)s (%(level)s)", skill=tie.skill, level=wording.level(tie.level))
        by_role.setdefault(tie.name, []).append(said)
    return [f"{role}: {', '.join(skills)}" for role, skills in by_role.items()]


def _sentence(reason: Reason, found: NextCourses) -> str:
    """Word a reason; a course in it is named by its title."""
    values = dict(reason.values)
    if "course" in values:
        values["course"] = found.titles.get(values["course"], _("a course you finished"))
    return reasonwords.reason(reason.key, values)
