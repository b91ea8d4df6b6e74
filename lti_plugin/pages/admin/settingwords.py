"""A site's settings in the reader's words: names, what each does, and values as one types them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time
from typing import Any

from flask_babel import format_decimal, format_time
from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy

from lti_plugin.pages import wording
from lti_plugin.pages.admin import modelnames
from lti_plugin.services import site_settings
from lti_plugin.services.site_settings import (
    AS_INSTALLED,
    COURSES,
    DECAY,
    ERROR,
    EVIDENCE,
    LANGUAGE,
    OFF,
    RANKING,
    SETTINGS,
    TIME,
    TRAINING,
    BadSetting,
    Setting,
    Value,
)
from recommender.skills import evidence

Told = tuple[Any, Any]  # what something is called, and what it does
SECTIONS: Mapping[str, Told] = {
    LANGUAGE: (lazy("Language"), ""),
    RANKING: (
        lazy("How courses are ranked"),
        lazy(
            "Where something is missing that a role asks for, courses that close most of it by the "
            "hour come first, and what others have finished is the second voice."
        ),
    ),
    EVIDENCE: (
        lazy("What evidence is worth"),
        lazy(
            "Each number is how far off one such statement usually is, in levels of 0 to 5. A "
            "smaller one counts more: half the error counts four times as much."
        ),
    ),
    DECAY: (
        lazy("How evidence grows old"),
        lazy(
            "Levels stay, but we grow less sure of them: after so many months evidence counts half."
        ),
    ),
    TIME: (
        lazy("Protected learning time"),
        lazy("The time of the week that is proposed to whoever has chosen none of their own."),
    ),
    COURSES: (lazy("When courses are out of date"), ""),
    TRAINING: (lazy("When the model is trained"), ""),
}
NAMES: Mapping[str, Told] = {
    "language": (
        lazy("Language of the site"),
        lazy(
            "What badges are written in unless they say otherwise, and pages where neither Moodle "
            "nor the browser asks for a language that is here."
        ),
    ),
    "engine_share": (
        lazy("Share of what others have finished, at most, in percent"),
        lazy("Beside a gap; who has finished little is ranked by the gap almost alone."),
    ),
    "popularity": (
        lazy("How much popular courses count"),
        lazy("Only where nobody lacks anything; beside a gap popularity has no say."),
    ),
    "variety": (
        lazy("Variety of lists"),
        lazy("1 as usual, 0 for none: how much a course loses that is like one above it."),
    ),
    "mode_bonus": (
        lazy("Bonus for the way of learning, in points of 100"),
        lazy("What a course gains whose way of learning suits somebody’s direction."),
    ),
    "stale_loss": (
        lazy("Loss for an old review, in points of 100"),
        lazy("What a course loses whose review is out of date."),
    ),
    "leader": (
        lazy("Weight of durable skills for who leads others"),
        lazy("1 as for everybody else; 2 counts their lack twice."),
    ),
    ERROR + evidence.ASSESSMENT: (lazy("Graded assessment"), ""),
    ERROR + evidence.RATING: (lazy("Rating in Moodle"), ""),
    ERROR + evidence.BADGE: (lazy("Badge"), ""),
    ERROR + evidence.PORTFOLIO: (lazy("Reviewed piece of work"), ""),
    ERROR + evidence.MANAGER: (lazy("Rating by a manager"), ""),
    ERROR + evidence.PEER: (lazy("Rating by a colleague"), ""),
    ERROR + evidence.COMPLETION: (lazy("Finished course"), ""),
    ERROR + evidence.SELF: (lazy("Own rating"), ""),
    "months_in_use": (lazy("Months, for skills that the present role asks for"), ""),
    "months": (lazy("Months, for all other skills"), ""),
    "slot_day": (lazy("Day"), ""),
    "slot_start": (lazy("Begins at"), ""),
    "slot_minutes": (lazy("Minutes"), ""),
    "review_days": (
        lazy("Days for which a review counts"),
        lazy("A course whose last review is older ranks lower and stands on “Catalogue”."),
    ),
    "train_day": (
        lazy("Day of the training"),
        lazy(
            "A training also follows an update from Moodle that brought much to learn from, unless "
            "trainings are switched off."
        ),
    ),
    "train_hour": (lazy("Hour of the training"), lazy("In the time zone of the site.")),
}
DAYS: Mapping[str, Any] = {
    "mon": lazy("Monday"),
    "tue": lazy("Tuesday"),
    "wed": lazy("Wednesday"),
    "thu": lazy("Thursday"),
    "fri": lazy("Friday"),
    "sat": lazy("Saturday"),
    "sun": lazy("Sunday"),
}
OPTIONS: Mapping[str, Any] = {
    **DAYS,
    **{step: name for step, (name, _meaning) in modelnames.STEPS.items()},
    AS_INSTALLED: lazy("as the installation has it"),
    OFF: lazy("never by itself"),
}
# Shares and parts of a score are typed as percentages.
FACTORS: Mapping[str, int] = {"engine_share": 100, "mode_bonus": 100, "stale_loss": 100}
CLOCK = "slot_start"


def section(name: str) -> str:
    """Return what a section is called."""
    return str(SECTIONS[name][0]) if name in SECTIONS else name


def typed(setting: Setting, value: Value) -> str:
    """Return a value as a form holds it."""
    if setting.options:
        return str(value)
    if setting.key == CLOCK:
        return _clock(value).strftime("%H:%M")
    return f"{round(float(value) * FACTORS.get(setting.key, 1), 6):g}"


def read(setting: Setting, text: str) -> Value:
    """Return the value that was typed.

    Raises
    ------
    BadSetting
        When the setting cannot have it.
    """
    if setting.options:
        return setting.checked(text)
    try:
        if setting.key == CLOCK:
            clock = time.fromisoformat(text)
            return setting.checked(60 * clock.hour + clock.minute)
        number = float(text.strip().replace(",", "."))
    except ValueError:
        raise BadSetting(setting) from None
    return setting.checked(round(number / FACTORS.get(setting.key, 1), 6))


def said(setting: Setting, value: Value) -> str:
    """Return a value in words."""
    if setting.key == "language":
        return wording.language_name(str(value))
    if setting.options:
        return str(OPTIONS[str(value)])
    if setting.key == CLOCK:
        return str(format_time(_clock(value), "short"))
    return str(format_decimal(float(value) * FACTORS.get(setting.key, 1), "0.##"))


def refused(error: BadSetting) -> str:
    """Return why a value was not taken, and what would be."""
    setting = error.setting
    name = str(NAMES[setting.key][0])
    if setting.options or setting.key == CLOCK:
        return _("“%(name)s” cannot have this value. Choose one that is offered.", name=name)
    return _(
        "“%(name)s” has to be a number from %(low)s to %(high)s.",
        name=name,
        low=said(setting, setting.low),
        high=said(setting, setting.high),
    )


def row(key: str, value: Value, kept: Mapping[str, str]) -> dict[str, Any]:
    """Return a setting as the form shows it; ``kept`` is what was typed and refused."""
    setting = SETTINGS[key]
    name, meaning = NAMES[key]
    return {
        "key": key,
        "name": name,
        "meaning": meaning,
        "value": kept.get(key, typed(setting, value)),
        "usual": said(setting, setting.usual),
        "changed": value != setting.usual,
        "options": [(each, said(setting, each)) for each in setting.options],
        "clock": key == CLOCK,
        "low": typed(setting, setting.low) if not setting.options else "",
        "high": typed(setting, setting.high) if not setting.options else "",
    }


def rows(name: str, values: Mapping[str, Value], kept: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the settings of a section as its form shows them."""
    return [row(each.key, values[each.key], kept) for each in site_settings.of_section(name)]


def _clock(value: Value) -> time:
    return time(*divmod(int(value), 60))
