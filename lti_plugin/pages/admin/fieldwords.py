"""The words of the step that picks custom fields, and the choices of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy

from connectors.moodle.headers import numbered
from connectors.moodle.survey import FoundField
from lti_plugin.services import field_maps, report_columns
from lti_plugin.services.checkups import Checkup
from lti_plugin.store.sites import Site

FIELDS: Mapping[str, tuple[Any, Any]] = {
    "level": (lazy("Level"), lazy("such as Foundations, Practitioner, Advanced")),
    "duration_minutes": (lazy("Duration in minutes"), lazy("a number")),
    "mode": (lazy("Way of learning"), lazy("such as online, workshop, mentoring")),
    "cost": (lazy("Cost for one person"), lazy("a number")),
    "reviewed_at": (lazy("Last review"), lazy("a date, such as 2026-03-31")),
    "skills": (lazy("Skills"), lazy("such as SQL:3; Statistics:2, beside the competencies")),
    "prerequisites": (lazy("Courses to finish first"), lazy("short names, between semicolons")),
    "role": (lazy("Job role"), lazy("a role’s name")),
    "department": (lazy("Department"), lazy("without one Moodle’s own field “Department” counts")),
    "manager": (lazy("Manager"), lazy("the manager’s user name, ID number or e-mail address")),
    "hired_on": (lazy("Hire date"), lazy("a date, such as 2026-03-31")),
    "target_role": (lazy("Role that somebody wants"), lazy("a role’s name")),
}


def groups(site: Site, checkup: Checkup) -> list[dict[str, Any]]:
    """Return the fields of courses and of people with what may carry each."""
    chosen, found = field_maps.of_site(site), checkup.found
    return [
        {
            "title": _("Of courses"),
            "none": _("This Moodle has no custom fields of courses."),
            "where": _("Site administration > Courses > Course custom fields"),
            "any": bool(found.course_fields),
            "fields": _fields(field_maps.OF_COURSES, chosen, found.course_fields),
        },
        {
            "title": _("Of people"),
            "none": _("No profile field was seen with a value."),
            "where": _("Site administration > Users > Accounts > User profile fields"),
            "any": bool(found.person_fields),
            "fields": _fields(field_maps.OF_PEOPLE, chosen, found.person_fields),
        },
    ]


COLUMNS: Mapping[str, Any] = {
    "username": lazy("User name"),
    "idnumber": lazy("ID number of the person"),
    "email": lazy("E-mail address"),
    "course_shortname": lazy("Short name of the course"),
    "course_idnumber": lazy("ID number of the course"),
    "completed": lazy("Whether it is completed"),
    "completed_at": lazy("When it was completed"),
    "enrolled_at": lazy("When somebody was enrolled"),
    "progress": lazy("Progress"),
    "grade": lazy("Grade"),
}


def columns(site: Site, checkup: Checkup) -> dict[str, Any] | None:
    """Return each column that is looked for in the report, with the headers that it has."""
    headers = checkup.found.headers
    if not headers:
        return None
    chosen = report_columns.of_site(site, headers)
    return {
        "lacking": report_columns.lacking(site, headers),
        "headers": numbered(headers),
        "fields": [(field, label, chosen[field]) for field, label in COLUMNS.items()],
    }


def _fields(
    names: Sequence[str], chosen: Mapping[str, str], found: Sequence[FoundField]
) -> list[dict[str, Any]]:
    there = {each.short_name for each in found}
    return [
        {
            "name": name,
            "label": FIELDS[name][0],
            "hint": FIELDS[name][1],
            "chosen": chosen[name] if chosen[name] in there else "",
            "options": [(each.short_name, _told(each)) for each in found],
        }
        for name in names
    ]


def _told(field: FoundField) -> str:
    """Return a field's name with values of it, and how often it is filled."""
    text = f"{field.name} ({field.short_name})"
    if field.examples:
        return _("%(field)s: %(examples)s", field=text, examples=", ".join(field.examples))
    if not field.filled:
        return _("%(field)s: empty everywhere", field=text)
    return _("%(field)s: filled %(count)s times", field=text, count=field.filled)
