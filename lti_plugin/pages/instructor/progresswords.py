"""A class against its course in the reader's words: cells, counts, and how people get on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy
from flask_babel import ngettext

from lti_plugin.pages import wording
from lti_plugin.services import class_skills
from lti_plugin.services.class_progress import FINISHED, NEW, RUNNING, STALLED, Pace
from lti_plugin.services.class_skills import Cell, ClassSkills, Count, Lesson

CELLS: Mapping[str, Any] = {
    class_skills.BELOW: lazy("below where the course begins"),
    class_skills.BEGINS: lazy("can begin"),
    class_skills.REACHED: lazy("has it already"),
    class_skills.UNKNOWN: lazy("not assessed"),
}
# The classes that the audit's grid has for the same things.
MARKS: Mapping[str, str] = {class_skills.BELOW: "below", class_skills.UNKNOWN: "unknown"}
PACES: Mapping[str, Any] = {
    FINISHED: lazy("finished"),
    STALLED: lazy("no progress for weeks"),
    RUNNING: lazy("under way"),
    NEW: lazy("not read from Moodle yet"),
}


def answer(found: ClassSkills, people: int) -> str:
    """Return the sentence that the page opens with."""
    if not people:
        return _("Nobody of this class is known here yet.")
    if not found.lessons:
        return _("This course teaches no skill that is known, so there is nothing to compare.")
    if found.behind:
        lesson, count = found.behind[0]
        return ngettext(
            "%(below)d of %(num)d person assessed in %(skill)s is below the level at which this "
            "course begins.",
            "%(below)d of %(num)d people assessed in %(skill)s are below the level at which this "
            "course begins.",
            count.assessed,
            below=count.below,
            skill=lesson.name,
        )
    if not any(each.assessed for each in found.counts):
        return _("Nobody of this class is assessed in what this course teaches.")
    return _("Everybody who is assessed has the level at which this course begins.")


def lesson(each: Lesson) -> dict[str, str]:
    """Return a skill with the levels between which the course leads."""
    return {
        "name": each.name,
        "levels": _(
            "from %(entry)s to %(outcome)s",
            entry=wording.level(each.entry),
            outcome=wording.level(each.outcome),
        ),
    }


def behind(each: Lesson, count: Count) -> str:
    """Return how many are below the entry level of a skill, and where the class is."""
    return ngettext(
        "%(skill)s: %(below)d of %(num)d person assessed is below “%(entry)s”; on average the "
        "class is at “%(mean)s”.",
        "%(skill)s: %(below)d of %(num)d people assessed are below “%(entry)s”; on average the "
        "class is at “%(mean)s”.",
        count.assessed,
        skill=each.name,
        below=count.below,
        entry=wording.level(each.entry),
        mean=wording.level(count.level),
    )


def count(each: Lesson, found: Count) -> dict[str, Any]:
    """Return a row of the counts."""
    return {
        **lesson(each),
        "below": found.below,
        "begins": found.begins,
        "reached": found.reached,
        "unknown": found.unknown,
    }


def cell(each: Cell) -> dict[str, str]:
    """Return a cell of the heat map: a word for the level, and what it means for the course."""
    return {
        "word": wording.level(each.level) or "–",
        "state": str(CELLS[each.state]),
        "mark": MARKS.get(each.state, "fine"),
    }


def pace(each: Pace | None) -> str:
    """Return how somebody gets on."""
    if each is None:
        return str(PACES[NEW])
    if each.state == RUNNING and each.progress is not None:
        return _("under way, %(share)s", share=wording.percent(each.progress))
    return str(PACES[each.state])
