"""Reads the dates that Moodle writes for people: month names, a clock, a time zone in mind.

A report gives dates only as display text in the service account's language, such as "Friday, 27
June 2025, 1:00 AM". The order of day, month and year differs from language to language and from
site to site, so it is not relied on: the month is a word, the year has four digits, the clock has
a colon, and the day is the number that remains.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, tzinfo
from functools import lru_cache

from babel import Locale, UnknownLocaleError

from connectors.moodle.texts import folded

_CLOCK = re.compile(
    r"(?<!\d)(?P<hour>\d{1,2}) ?[:h] ?(?P<minute>\d{2})(?::(?P<second>\d{2}))?(?!\d)"
    r"(?: ?(?P<half>a\.? ?m\b\.?|p\.? ?m\b\.?|vormittags|nachmittags))?"
)
_ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})")
_NUMBER = re.compile(r"\d+")
# Outside these the date is written in another calendar.
_YEARS = range(1970, 2200)
_WORD = re.compile(r"[^\W\d_]+")


class MoodleDates:
    """Reads dates in one language and one time zone.

    ``language`` is Moodle's code, such as ``de`` or ``pt_br``; an unknown one is read as English.
    """

    def __init__(self, language: str, zone: tzinfo) -> None:
        self._months = _month_names(language)
        self._zone = zone
        # A report repeats the same few days over and over.
        self._read = lru_cache(maxsize=50_000)(self._parse)

    def read(self, text: str) -> datetime | None:
        """Return the moment in UTC, or None where ``text`` is not understood.

        A date without a clock is midnight. An hour that the change of clocks makes twice is taken
        as the first one.
        """
        return self._read(text)

    def _parse(self, text: str) -> datetime | None:
        line = folded(text)
        clock = _CLOCK.search(line)
        rest = line if clock is None else line[: clock.start()] + " " + line[clock.end() :]
        day = _ISO.search(rest)
        if day is not None:
            date = int(day["year"]), int(day["month"]), int(day["day"])
        else:
            found = self._date(rest)
            if found is None:
                return None
            date = found
        try:
            return datetime(*date, *_time(clock), tzinfo=self._zone).astimezone(UTC)
        except (ValueError, OverflowError):
            return None

    def _date(self, text: str) -> tuple[int, int, int] | None:
        numbers = _NUMBER.findall(text)
        years = [int(number) for number in numbers if len(number) == 4]
        days = [int(number) for number in numbers if len(number) <= 2]
        # The name of the day stands before the month and may look like one ("mar, 4 mar 2025").
        months = [self._months[word] for word in _WORD.findall(text) if word in self._months]
        if len(numbers) != 2 or len(years) != 1 or len(days) != 1 or not months:
            return None
        if years[0] not in _YEARS:
            return None
        return years[0], months[-1], days[0]


def _time(clock: re.Match[str] | None) -> tuple[int, int, int]:
    if clock is None:
        return 0, 0, 0
    hour = int(clock["hour"])
    half = (clock["half"] or "")[:1]
    if half:
        if not 1 <= hour <= 12:
            raise ValueError("not an hour of a twelve-hour clock")
        hour = hour % 12 + (12 if half in "pn" else 0)
    return hour, int(clock["minute"]), int(clock["second"] or 0)


@lru_cache(maxsize=64)
def _month_names(language: str) -> dict[str, int]:
    locale = _locale(language)
    names: dict[str, int] = {}
    for context in ("format", "stand-alone"):
        for width in ("abbreviated", "wide"):
            for number, name in locale.months[context][width].items():
                word = next(iter(_WORD.findall(folded(name))), "")
                if names.setdefault(word, number) != number:
                    names[word] = 0
    # Where the months have numbers, their common word names none of them.
    return {word: number for word, number in names.items() if word and number}


def _locale(language: str) -> Locale:
    """Return the locale of Moodle's code; its packs such as ``de_du`` fall back to the language."""
    for code in (language, language.partition("_")[0]):
        try:
            return Locale.parse(code)
        except (ValueError, UnknownLocaleError):
            continue
    return Locale("en")
