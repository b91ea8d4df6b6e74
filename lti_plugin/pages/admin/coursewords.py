"""The catalogue in the admin's words: fields of courses, states, what to look at, what was done."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from flask_babel import format_decimal, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy

from lti_plugin.pages import wording
from lti_plugin.services.catalogue_rules import Rules
from lti_plugin.services.course_desk import INCLUDED, REVIEWED
from lti_plugin.services.shelf_list import (
    GONE,
    HIDDEN,
    IN,
    NEWS,
    NO_SKILLS,
    OUT,
    OUTSIDE,
    STALE,
    UNKNOWN,
    UNTIED,
    state,
)
from lti_plugin.store.course_edits import PREREQUISITES, SKILL
from lti_plugin.store.courses import Course
from lti_plugin.store.picks import (
    ALL,
    CATEGORY,
    DEPARTMENT,
    EVERYBODY,
    PEOPLE,
    PIN,
    ROLE,
    TAG,
    CatalogueRule,
    Pick,
)

STATES: Mapping[str, Any] = {
    IN: lazy("in the catalogue"),
    OUT: lazy("left out"),
    HIDDEN: lazy("hidden in Moodle"),
    GONE: lazy("retired"),
}
MARKS: Mapping[str, Any] = {
    STALE: lazy("out of date"),
    UNTIED: lazy("tied to nothing"),
    NO_SKILLS: lazy("without skills"),
    OUTSIDE: lazy("outside Moodle"),
    NEWS: lazy("source says otherwise"),
}
FIELDS: Mapping[str, Any] = {
    "title": lazy("Title"),
    "summary": lazy("Description"),
    "category": lazy("Category"),
    "category_id": lazy("Category in the source"),
    "visible": lazy("Visible to learners"),
    INCLUDED: lazy("In the catalogue"),
    "level": lazy("Level"),
    "mode": lazy("Way of learning"),
    "duration_minutes": lazy("Minutes"),
    "cost": lazy("Cost"),
    "language": lazy("Language"),
    REVIEWED: lazy("Last review"),
    PREREQUISITES: lazy("To finish first"),
}
DECISIONS: Mapping[str, Any] = {
    "rules": lazy("as the rules say"),
    "in": lazy("always in"),
    "out": lazy("always left out"),
}
AUDIENCES: Mapping[str, Any] = {
    EVERYBODY: lazy("everybody"),
    DEPARTMENT: lazy("a department"),
    ROLE: lazy("a role"),
    PEOPLE: lazy("people on a list"),
}
UNSAID = lazy("not known")


def field(name: str, skills: Mapping[UUID, str]) -> str:
    """Return what a field is called; ``skills`` are names by id."""
    if name.startswith(SKILL):
        skill = skills.get(UUID(name.removeprefix(SKILL)), "")
        return _("Skill %(skill)s", skill=skill or _("that is no longer here"))
    return str(FIELDS.get(name, name))


def value(name: str, said: Any, titles: Mapping[str, str]) -> str:
    """Return what a field is or was, as JSON holds it; ``titles`` are courses by id as text."""
    if name == INCLUDED:
        return str(DECISIONS["rules" if said is None else "in" if said else "out"])
    if name == PREREQUISITES:
        named = [titles.get(each, _("a course that is gone")) for each in said or ()]
        return wording.joined(named) or _("nothing")
    if name.startswith(SKILL):
        return _("not taught") if said is None else levels(*said)
    if said is None or said == "":
        return str(UNSAID)
    if name == "visible":
        return _("yes") if said else _("no")
    if name == REVIEWED:
        return wording.day(datetime.fromisoformat(said))
    if name == "cost":
        return str(format_decimal(said, "0.##"))
    return str(said)


def levels(outcome: float | None, entry: float | None) -> str:
    """Return where a course begins in a skill and what it leads to, as far as it is said."""
    if outcome is None and entry is None:
        return _("level not said")
    if entry is None:
        return _("leads to %(level)s", level=wording.level(outcome))
    if outcome is None:
        return _("begins at %(level)s", level=wording.level(entry))
    return _("%(entry)s to %(level)s", entry=wording.level(entry), level=wording.level(outcome))


def unknown(said: str) -> str:
    """Return a choice of a filter; nobody has said what one of them stands for."""
    return str(UNSAID) if said == UNKNOWN else said


def standing(course: Course, rules: Rules) -> str:
    """Return whether a course is in the catalogue, and who or what says so."""
    here = state(course)
    if here == GONE:
        return _("It is retired: nobody is offered it any more.")
    if course.included is not None:
        said = _("An L&D admin put it in.") if course.included else _("An L&D admin left it out.")
    else:
        row = rules.of(course)
        said = _("No rule is about it.") if row is None else rule(row, rules)
    if here == HIDDEN:
        return _("It is hidden in Moodle, so nobody is offered it.")
    offered = _("Learners can be offered it.") if here == IN else _("Nobody is offered it.")
    return f"{offered} {said}"


def rule(row: CatalogueRule, rules: Rules) -> str:
    """Return a rule as a sentence."""
    name = rules.folders.label(row.value) if row.kind == CATEGORY else row.value
    texts = {
        (ALL, True): _("Every course is left out, unless something else lets it in."),
        (ALL, False): _("Every course is in, unless something else leaves it out."),
        (CATEGORY, True): _("The category “%(name)s” is left out.", name=name),
        (CATEGORY, False): _("The category “%(name)s” is in.", name=name),
        (TAG, True): _("Courses with the tag “%(name)s” are left out.", name=name),
        (TAG, False): _("Courses with the tag “%(name)s” are in.", name=name),
    }
    return texts[row.kind, row.excluded]


def pick(row: Pick, people: int, today: Any) -> dict[str, Any]:
    """Return a pin or hide in words: what, for whom, from when to when, and whether it holds."""
    audience = {
        EVERYBODY: _("everybody"),
        DEPARTMENT: _("the department %(name)s", name=row.audience),
        ROLE: _("the role %(name)s", name=row.audience),
        PEOPLE: ngettext("%(num)d person", "%(num)d people", people),
    }[row.audience_kind]
    text = _("Put first for %(audience)s", audience=audience)
    if row.kind != PIN:
        text = _("Hidden from %(audience)s", audience=audience)
    over = row.ends_on is not None and row.ends_on < today
    waits = row.starts_on is not None and row.starts_on > today
    return {"id": row.id, "text": text, "days": _days(row), "over": over, "waits": waits}


def _days(row: Pick) -> str:
    first = wording.day(row.starts_on) if row.starts_on else ""
    last = wording.day(row.ends_on) if row.ends_on else ""
    if first and last:
        return _("from %(first)s to %(last)s", first=first, last=last)
    if first:
        return _("from %(first)s on", first=first)
    return _("until %(last)s", last=last) if last else _("without an end")


def done(courses: int) -> str:
    """Return what a change at once came to."""
    if not courses:
        return _("Nothing had to be changed: it was so already.")
    return ngettext("%(num)d course was changed.", "%(num)d courses were changed.", courses)


def undone(courses: int, left: int) -> str:
    """Return what taking back came to."""
    said = ngettext("%(num)d course is as before.", "%(num)d courses are as before.", courses)
    if not left:
        return said
    kept = ngettext(
        "%(num)d value stayed, since somebody has changed it again.",
        "%(num)d values stayed, since somebody has changed them again.",
        left,
    )
    return f"{said} {kept}"
