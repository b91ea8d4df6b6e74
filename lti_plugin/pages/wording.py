"""Puts numbers and times into the reader's words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from math import floor
from typing import Any

from babel import Locale, UnknownLocaleError
from flask import Flask
from flask_babel import (
    format_date,
    format_decimal,
    format_percent,
    format_time,
    get_locale,
    ngettext,
)
from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy

from lti_plugin.lti.roles import ADMIN, INSTRUCTOR, LEARNER
from lti_plugin.pages import failurewords

LONG = 120
LONG_HOURS = 10

AUDIENCES: Mapping[str, Any] = {
    LEARNER: lazy("learner"),
    INSTRUCTOR: lazy("instructor"),
    ADMIN: lazy("L&D admin"),
}
KINDS: Mapping[str, Any] = {
    "sync": lazy("Update from Moodle"),
    "staff": lazy("Import of people"),
    "course file": lazy("Import of courses"),
    "skill file": lazy("Import of skills"),
    "import": lazy("Reading of files"),
    "train": lazy("Training"),
    "score": lazy("Scoring"),
    "grades": lazy("Progress to Moodle's gradebook"),
    "award": lazy("Badges"),
    "cohorts": lazy("Cohorts"),
    "groups": lazy("Groups made in Moodle"),
}
STATUSES: Mapping[str, Any] = {
    "queued": lazy("waiting"),
    "running": lazy("running"),
    "done": lazy("done"),
    "failed": lazy("failed"),
    "cancelled": lazy("cancelled"),
}


def bind(app: Flask) -> None:
    """Give the templates of ``app`` these filters, and the reader's language."""
    app.jinja_env.globals["get_locale"] = get_locale
    app.jinja_env.filters.update(
        duration=duration,
        job_kind=lambda kind: str(KINDS.get(kind, kind)),
        job_status=lambda status: str(STATUSES.get(status, status)),
        counts=counts,
        job_stage=stage,
        job_error=failurewords.told,
        language_name=language_name,
        number=format_decimal,
        percent=percent,
        when=when,
        day=day,
    )


def duration(minutes: int) -> str:
    """Return minutes under two hours, hours from there on."""
    if minutes < LONG:
        return ngettext("%(num)d minute", "%(num)d minutes", minutes)
    hours = round(minutes / 60, 1)
    if hours >= LONG_HOURS:
        hours = round(hours)
    if hours == int(hours):
        return ngettext("%(num)d hour", "%(num)d hours", int(hours))
    return _("%(hours)s hours", hours=format_decimal(hours, "0.0"))


LEVELS: Mapping[int, Any] = {
    0: lazy("none"),
    1: lazy("aware"),
    2: lazy("basic"),
    3: lazy("independent"),
    4: lazy("advanced"),
    5: lazy("expert"),
}


def level(value: float | None) -> str:
    """Return a level of 0-5 as a word, or nothing where there is none."""
    if value is None:
        return ""
    # A half belongs to the level above, also where weighing has left a trace of rounding.
    return str(LEVELS[min(5, max(0, floor(value + 0.5 + 1e-6)))])


def language_name(code: str) -> str:
    """Return a language's name in the reader's own."""
    try:
        name = Locale.parse(code.replace("-", "_")).get_language_name(get_locale())
    except (UnknownLocaleError, ValueError):
        return code
    return name or code


COUNTS: Mapping[str, Any] = {
    "courses_added": lazy("new courses"),
    "courses_changed": lazy("changed courses"),
    "courses_gone": lazy("courses no longer listed"),
    "skills_added": lazy("new skills"),
    "skills_changed": lazy("changed skills"),
    "people_added": lazy("new people"),
    "people_changed": lazy("changed people"),
    "people_gone": lazy("people no longer listed"),
    "people_scored": lazy("people ranked for"),
    "enrolments_added": lazy("new enrolments"),
    "enrolments_changed": lazy("changed enrolments"),
    "enrolments_ended": lazy("ended enrolments"),
    "completions_added": lazy("new completions"),
    "completions_changed": lazy("changed completions"),
    "completions_gone": lazy("completions taken back"),
    "completions_to_confirm": lazy("completions to confirm as taken back"),
    "completions": lazy("completions learned from"),
    "evidence_added": lazy("new ratings of skills"),
    "competencies_changed": lazy("changed competencies"),
    "ratings_added": lazy("new ratings"),
    "ratings_changed": lazy("changed ratings"),
    "ratings_dated": lazy("ratings dated"),
    "ratings_gone": lazy("ratings withdrawn"),
    "ratings_rejected": lazy("ratings left out"),
    "ratings_unmatched": lazy("ratings of people or competencies not known here"),
    "ratings_to_confirm": lazy("ratings to confirm as withdrawn"),
    "paths_finished": lazy("paths finished"),
    "grades_sent": lazy("results sent to Moodle"),
    "grades_refused": lazy("results that Moodle did not take"),
    "cohorts": lazy("cohorts found"),
    "badges_issued": lazy("badges issued"),
    "badges_corrected": lazy("badges signed anew"),
    "badges_revoked": lazy("badges revoked"),
    "without_address": lazy("people whom no badge can name"),
    "rejected": lazy("rows left out"),
    "unmatched": lazy("rows of people or courses not known here"),
}


STAGES: Mapping[str, Any] = {
    "catalogue": lazy("reading courses"),
    "people": lazy("reading people"),
    "participation": lazy("reading who finished what"),
    "ratings": lazy("reading ratings"),
    "finish": lazy("tidying up"),
    "import": lazy("reading files"),
    "staff: look": lazy("looking at the file"),
    "file: look": lazy("looking at the file"),
    "file: take over": lazy("taking the rows over"),
    "staff: take over": lazy("taking people over"),
    "train": lazy("preparing"),
    "train: search": lazy("trying settings"),
    "train: fit": lazy("learning"),
    "train: neighbours": lazy("comparing courses"),
    "train: done": lazy("saving"),
    "score": lazy("ranking for everybody"),
    "cohorts": lazy("finding cohorts"),
    "paths": lazy("counting finished steps"),
    "grades": lazy("sending progress"),
    "award": lazy("issuing badges"),
    "correct": lazy("signing badges anew"),
    "undo": lazy("looking for what is undone"),
}


def stage(name: str) -> str:
    """Return what a job is doing, in words."""
    return str(STAGES.get(name, name))


def counts(found: Mapping[str, int]) -> str:
    """Return what a job did, in words, without what it did not do."""
    said = [
        f"{COUNTS[name]}: {format_decimal(number)}"
        for name, number in found.items()
        if name in COUNTS and number
    ]
    return ", ".join(said) or _("nothing new")


def percent(value: float) -> str:
    """Return a value of 0-100 as a percentage."""
    return format_percent(value / 100)


def when(value: datetime | None) -> str:
    """Return a time, or a word for none."""
    if value is None:
        return _("never")
    return _("%(day)s, %(time)s", day=format_date(value), time=format_time(value, "short"))


def day(value: date) -> str:
    """Return a day."""
    return str(format_date(value))


def joined(names: list[str]) -> str:
    """Return "A", "A and B", or "A, B and C"."""
    if len(names) < 2:
        return "".join(names)
    return _("%(first)s and %(last)s", first=", ".join(names[:-1]), last=names[-1])
