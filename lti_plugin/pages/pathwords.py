"""What the path builder refuses, in the reader's words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from babel.dates import get_day_names
from flask_babel import format_time, get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy

from lti_plugin.errors import BadInput, FingerpostError
from recommender.skills.pathway.errors import SLOT_MINUTES, SLOT_WEEKDAY, SLOTS_OVERLAP
from recommender.skills.pathway.schedule import Slot

SENTENCES: Mapping[str, Any] = {
    SLOT_WEEKDAY: lazy("Choose a day of the week for each time."),
    SLOT_MINUTES: lazy("Give the time on %(one)s 1 to 1440 minutes."),
    SLOTS_OVERLAP: lazy("The times on %(one)s and on %(other)s overlap."),
}


def told(error: FingerpostError) -> str | None:
    """Return the sentence of an error that has one of its own; None for any other."""
    if not isinstance(error, BadInput) or error.key is None:
        return None
    said = {name: begins(each) for name, each in error.values.items() if isinstance(each, Slot)}
    return str(SENTENCES[error.key]) % said


def begins(slot: Slot) -> str:
    """Return when a weekly time begins."""
    return _(
        "%(day)s at %(time)s",
        day=weekdays()[slot.weekday],
        time=format_time(slot.start, "short", rebase=False),
    )


def weekdays() -> list[str]:
    """Return the days of the week from Monday on."""
    names = get_day_names("wide", locale=get_locale() or "en")
    return [names[number] for number in range(7)]
