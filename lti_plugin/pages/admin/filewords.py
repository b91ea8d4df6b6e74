"""A file of courses or skills in the admin's words: its columns, a sample, what it would change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy
from flask_babel import ngettext

from lti_plugin.pages import wording
from lti_plugin.pages.admin import coursewords
from lti_plugin.services import file_ledger
from lti_plugin.services.file_rows import CHANGED, NEW
from lti_plugin.store.catalogue_files import COURSES, SKILLS, CatalogueFile
from lti_plugin.store.sent_files import SENT, TAKEN

PAGES: Mapping[str, Any] = {COURSES: lazy("Import courses"), SKILLS: lazy("Import skills")}
HOW: Mapping[str, Any] = {NEW: lazy("new"), CHANGED: lazy("changes")}
NEEDED: Mapping[str, frozenset[str]] = {
    COURSES: frozenset({"id", "title"}),
    SKILLS: frozenset({"name"}),
}
# Each column with what it holds, in the order of the sample.
COLUMNS: Mapping[str, Mapping[str, Any]] = {
    COURSES: {
        "id": lazy("the course’s ID number or short name in Moodle, or an id of your own"),
        "title": lazy("what it is called"),
        "category": lazy("the name of its category"),
        "skills": lazy(
            "what it teaches, as skill:outcome:entry with levels from 0 to 5, separated by ;"
        ),
        "level": lazy(
            "where it begins: aware, basic, independent, advanced, expert, or a number from 0 to 5"
        ),
        "mode": lazy("the way of learning, as in online or workshop"),
        "duration_minutes": lazy("how long it takes, in minutes"),
        "cost": lazy("what it costs for one person"),
        "language": lazy("its language, as in en"),
        "summary": lazy("what it is about"),
        "prerequisites": lazy("ids of courses to finish first, separated by ;"),
        "visible": lazy("yes or no"),
        "reviewed_at": lazy("the day of the last review, as in 2026-09-30"),
    },
    SKILLS: {
        "name": lazy("what the skill is called"),
        "id": lazy("an id of your own, by which other rows name it"),
        "uri": lazy("its address in ESCO or O*NET"),
        "alternatives": lazy("further names, separated by ;"),
        "kind": lazy("skill, knowledge, attitude, language, technology or group"),
        "description": lazy("what is meant by it"),
        "broader": lazy("ids or names of the skills above it, separated by ;"),
        "collections": lazy("words such as digital or green, separated by ;"),
        "durable": lazy("yes where it keeps its worth whatever becomes of a job"),
    },
}
SAMPLES: Mapping[str, Sequence[Sequence[str]]] = {
    COURSES: (
        (
            *("FIN-101", "Reading a balance sheet", "Finance", "Accounting:2;Data analysis:1"),
            *("basic", "online", "90", "0", "en", "What the figures say.", "", "yes", "2026-09-30"),
        ),
        (
            *("FIN-201", "Cost accounting", "Finance", "Accounting:3:2", "advanced", "workshop"),
            *("240", "180", "en", "Where costs come from.", "FIN-101", "yes", ""),
        ),
    ),
    SKILLS: (
        (
            *("Accounting", "S1", "", "Bookkeeping", "knowledge"),
            *("Recording and reading what a company earns and owes.", "", "", "no"),
        ),
        (
            *("Cost accounting", "S2", "", "", "skill", "Telling where costs come from."),
            *("S1", "", "no"),
        ),
    ),
}
SKILL_FIELDS: Mapping[str, Any] = {
    "name": lazy("Name"),
    "alternatives": lazy("Further names"),
    "uri": lazy("Address in a taxonomy"),
    "kind": lazy("Kind"),
    "description": lazy("Description"),
    "broader": lazy("Skills above it"),
    "durable": lazy("Durable"),
    "collections": lazy("Collections"),
}


def answer(what: str, row: CatalogueFile | None, busy: bool) -> str:
    """Return what the page says first."""
    if row is None:
        return (
            _("Send a file of your courses.")
            if what == COURSES
            else _("Send a file of your organisation’s skills.")
        )
    if busy:
        return _("“%(file)s” is being worked on.", file=row.name)
    if row.state == TAKEN:
        return _("“%(file)s” was taken over.", file=row.name)
    if row.state == SENT:
        return _("“%(file)s” could not be looked at to its end.", file=row.name)
    new, changed = row.found[NEW], row.found[CHANGED]
    if not new + changed:
        return _("“%(file)s” would change nothing.", file=row.name)
    said = _added(what, new), _changed(what, changed)
    told = wording.joined([each for each in said if each])
    return _("“%(file)s” would %(what)s. Nothing is written yet.", file=row.name, what=told)


def rows(what: str, row: CatalogueFile) -> list[dict[str, Any]]:
    """Return the first rows that are new or change something, in words."""
    return [
        {"line": line, "how": str(HOW[how]), "name": name, "fields": fields(what, named)}
        for line, how, name, named in row.found.get("rows", ())
    ]


def fields(what: str, named: Sequence[str]) -> str:
    """Return what a row changes."""
    return ", ".join(_field(what, name) for name in named)


def _field(what: str, name: str) -> str:
    if what == SKILLS:
        return str(SKILL_FIELDS[name])
    return _("Skills") if name == file_ledger.SKILLS else coursewords.field(name, {})


def _added(what: str, number: int) -> str:
    if not number:
        return ""
    if what == SKILLS:
        return ngettext("add %(num)d skill", "add %(num)d skills", number)
    return ngettext("add %(num)d course", "add %(num)d courses", number)


def _changed(what: str, number: int) -> str:
    if not number:
        return ""
    if what == SKILLS:
        return ngettext("change %(num)d skill", "change %(num)d skills", number)
    return ngettext("change %(num)d course", "change %(num)d courses", number)
