"""What an L&D admin can set for a site: each setting with its range and default, and its value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time, timedelta

from lti_plugin.errors import BadInput
from lti_plugin.settings import LANGUAGES
from lti_plugin.store.sites import AS_LEARNED, LESS, NOT_AT_ALL, Site
from recommender import blending
from recommender.blending import Blend
from recommender.skills import evidence
from recommender.skills.evidence import ERRORS, HALF_LIFE, HALF_LIFE_IN_USE, ROLE, Weighing
from recommender.skills.pathway.schedule import Slot

SETTINGS_OF_SITE = "settings"  # where a site keeps what is not as usual, in its ``fields``
LANGUAGE, RANKING, EVIDENCE, DECAY = "language", "ranking", "evidence", "decay"
TIME, COURSES, TRAINING = "time", "courses", "training"
AS_INSTALLED, OFF = "as installed", "off"
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
ERROR = "error_"  # before the name of a source of evidence
LEAST_ERROR = 0.1
LEADER = 1.5

Value = float | str


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: a number from ``low`` to ``high``, or one of ``options`` where there are any.

    ``usual`` is its default; ``column`` the site's own column where it has one.
    """

    key: str
    section: str
    usual: Value
    low: float = 0.0
    high: float = 0.0
    whole: bool = False
    options: tuple[str, ...] = ()
    column: str = ""

    def checked(self, value: object) -> Value:
        """Return a value of this setting.

        Raises
        ------
        BadSetting
            When it is none.
        """
        if self.options:
            if value in self.options:
                return str(value)
        elif (
            isinstance(value, int | float)
            and not isinstance(value, bool)
            and self.low <= value <= self.high
            and (not self.whole or value == int(value))
        ):
            return int(value) if self.whole else float(value)
        raise BadSetting(self)


class BadSetting(BadInput):
    """A value that a setting cannot have."""

    def __init__(self, setting: Setting) -> None:
        range_ = f"a number from {setting.low:g} to {setting.high:g}"
        either = f"one of {', '.join(setting.options)}" if setting.options else range_
        super().__init__(f"{setting.key} is {either}.")
        self.setting = setting


# What only the role lets us assume stays as it is: it is what "not known" means.
_SOURCES = tuple(source for source in ERRORS if source != ROLE)
SETTINGS: Mapping[str, Setting] = {
    each.key: each
    for each in (
        Setting("language", LANGUAGE, "en", options=LANGUAGES, column="language"),
        Setting("engine_share", RANKING, blending.MOST_ENGINE, 0, 0.9),
        Setting(
            "popularity",
            RANKING,
            AS_LEARNED,
            options=(AS_LEARNED, LESS, NOT_AT_ALL),
            column="popularity",
        ),
        Setting("variety", RANKING, 1.0, 0, 4),
        Setting("mode_bonus", RANKING, blending.MODE_FIT, 0, 0.3),
        Setting("stale_loss", RANKING, blending.STALE, 0, 0.5),
        Setting("leader", RANKING, LEADER, 1, 5),
        *(
            Setting(ERROR + source, EVIDENCE, ERRORS[source], LEAST_ERROR, ERRORS[ROLE])
            for source in _SOURCES
        ),
        Setting("months_in_use", DECAY, HALF_LIFE_IN_USE, 1, 240),
        Setting("months", DECAY, HALF_LIFE, 1, 240),
        Setting("slot_day", TIME, "fri", options=WEEKDAYS),
        Setting("slot_start", TIME, 9 * 60, 0, 24 * 60 - 1, whole=True),
        Setting("slot_minutes", TIME, 60, 5, 480, whole=True),
        Setting("review_days", COURSES, 365, 30, 3650, whole=True),
        Setting("train_day", TRAINING, AS_INSTALLED, options=(AS_INSTALLED, OFF, *WEEKDAYS)),
        Setting("train_hour", TRAINING, 4, 0, 23, whole=True),
    )
}
SECTIONS = tuple(dict.fromkeys(each.section for each in SETTINGS.values()))


def of_section(section: str) -> tuple[Setting, ...]:
    """Return the settings of a section."""
    return tuple(each for each in SETTINGS.values() if each.section == section)


def values(site: Site) -> dict[str, Value]:
    """Return the value of every setting of a site.

    One that this release would not take any more, or no longer knows, counts as usual.
    """
    kept = site.fields.get(SETTINGS_OF_SITE, {})
    return {key: _value(setting, site, kept) for key, setting in SETTINGS.items()}


def _value(setting: Setting, site: Site, kept: Mapping[str, Value]) -> Value:
    value = getattr(site, setting.column) if setting.column else kept.get(setting.key)
    try:
        return setting.usual if value is None else setting.checked(value)
    except BadSetting:
        return setting.usual


def number(site: Site, key: str) -> float:
    """Return the value of a setting that is a number."""
    return float(_value(SETTINGS[key], site, site.fields.get(SETTINGS_OF_SITE, {})))


def weighing(site: Site) -> Weighing:
    """Return how evidence is weighed at a site."""
    kept = site.fields.get(SETTINGS_OF_SITE)
    if not kept:
        return evidence.USUAL
    errors = {source: number(site, ERROR + source) for source in _SOURCES}
    return Weighing({**ERRORS, **errors}, number(site, "months_in_use"), number(site, "months"))


def blend(found: Mapping[str, Value]) -> Blend:
    """Return how gap and engine are blended under these values."""
    return Blend(
        engine=float(found["engine_share"]),
        mode=float(found["mode_bonus"]),
        stale=float(found["stale_loss"]),
        diversity=blending.DIVERSITY * float(found["variety"]),
    )


def diversity_alone(found: Mapping[str, Value]) -> float:
    """Return what likeness costs under these values where the engine ranks alone."""
    return blending.DIVERSITY_ALONE * float(found["variety"])


def slot(site: Site) -> Slot:
    """Return the time of the week that is proposed to whoever has chosen none."""
    found = values(site)
    hour, minute = divmod(int(found["slot_start"]), 60)
    day = WEEKDAYS.index(str(found["slot_day"]))
    return Slot(day, time(hour, minute), int(found["slot_minutes"]))


def reviewed_for(site: Site) -> timedelta:
    """Return how long a review of a course counts."""
    return timedelta(days=number(site, "review_days"))
