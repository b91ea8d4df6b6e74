"""Puts numbers, times and reasons into the reader's words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from babel import Locale, UnknownLocaleError
from flask import Flask
from flask_babel import format_datetime, format_percent, get_locale, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy

LONG = 120

REASONS: Mapping[str, Any] = {
    "reason.role_skill": lazy("People in the role %(role)s build %(skill)s."),
    "reason.skill": lazy("It builds on what you have been learning: %(skill)s."),
    "reason.role_course": lazy("People in the role %(role)s often take this course."),
    "reason.role_category": lazy("People in the role %(role)s learn in %(category)s."),
    "reason.category": lazy("You have been learning in %(category)s."),
    "reason.similar_course": lazy("People who finished “%(course)s” went on to this."),
    "reason.history": lazy("People with a history like yours went on to this."),
    "reason.popular": lazy("Many people here finish this course."),
}


def bind(app: Flask) -> None:
    """Give the templates of ``app`` these filters."""
    app.jinja_env.filters.update(
        duration=duration, language_name=language_name, percent=percent, when=when
    )


def duration(minutes: int) -> str:
    """Return minutes under two hours, hours from there on."""
    if minutes < LONG:
        return ngettext("%(num)d minute", "%(num)d minutes", minutes)
    hours = minutes / 60
    if hours == int(hours):
        return ngettext("%(num)d hour", "%(num)d hours", int(hours))
    return _("%(hours).1f hours", hours=hours)


def language_name(code: str) -> str:
    """Return a language's name in the reader's own."""
    try:
        name = Locale.parse(code.replace("-", "_")).get_language_name(get_locale())
    except (UnknownLocaleError, ValueError):
        return code
    return name or code


def percent(value: float) -> str:
    """Return a value of 0-100 as a percentage."""
    return format_percent(value / 100)


def when(value: datetime | None) -> str:
    """Return a time, or a word for none."""
    return format_datetime(value, "medium") if value is not None else _("never")


def reason(key: str, values: Mapping[str, str]) -> str:
    """Return a reason as a sentence."""
    return str(REASONS[key]) % values


def joined(names: list[str]) -> str:
    """Return "A", "A and B", or "A, B and C"."""
    if len(names) < 2:
        return "".join(names)
    return _("%(first)s and %(last)s", first=", ".join(names[:-1]), last=names[-1])


Wording = Callable[[str, Mapping[str, str]], str]
