"""Dates as Moodle writes them, in five languages and with both clocks."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from babel.dates import format_datetime
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.moodle.dates import MoodleDates
from tests.connectors.moodle.recorded import report_rows

LISBON = ZoneInfo("Europe/Lisbon")
# Hypothesis wants the bounds without a zone.
FIRST, LAST = map(datetime.fromisoformat, ("1990-01-01", "2099-01-01"))
# The form of each language pack, written in CLDR's letters.
FORMS = {
    "en": "EEEE, d MMMM y, h:mm a",
    "en_us": "EEEE, MMMM d, y, h:mm a",
    "de": "EEEE, d. MMMM y, HH:mm",
    "fr": "EEEE d MMMM y, HH:mm",
    "es": "EEEE, d 'de' MMMM 'de' y, HH:mm",
    "pt": "EEEE, d 'de' MMMM 'de' y 'às' HH:mm",
    "pt_br": "EEEE, d MMM y, HH:mm",
}


@pytest.mark.parametrize("language", FORMS)
@settings(deadline=None)
@given(moment=st.datetimes(FIRST, LAST, timezones=st.just(LISBON), allow_imaginary=False))
def test_every_minute_comes_back_in_every_language(language: str, moment: datetime) -> None:
    moment = moment.replace(second=0, microsecond=0, fold=0)
    text = format_datetime(moment, FORMS[language], tzinfo=LISBON, locale=language)
    assert MoodleDates(language, LISBON).read(text) == moment.astimezone(UTC)


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "Friday, 27 June 2025, 1:00 AM", "2025-06-27T00:00:00Z"),
        ("en", "Sunday, 22 November 2026, 12:35 PM", "2026-11-22T12:35:00Z"),
        ("en", "Saturday, 22 November 2025, 12:00 AM", "2025-11-22T00:00:00Z"),
        ("en", "22 November 2025", "2025-11-22T00:00:00Z"),
        ("en", "Tue, Mar 4, 2025, 13:00:59", "2025-03-04T13:00:59Z"),
        ("en", "2025-11-22 13:05", "2025-11-22T13:05:00Z"),
        ("de", "Mi., 5. Mär. 2025, 3:04 nachmittags", "2025-03-05T15:04:00Z"),
        ("de_du", "Freitag, 27. Juni 2025, 01:00", "2025-06-27T00:00:00Z"),
        ("fr", "vendredi 1er août 2025 à 01h00", "2025-08-01T00:00:00Z"),
        ("fr", "mar. 4 mars 2025, 13\u202fh\u202f05", "2025-03-04T13:05:00Z"),
        ("es", "mar, 4 mar 2025, 1:00\u00a0p.\u00a0m.", "2025-03-04T13:00:00Z"),
        ("es", "mar, 3 jun 2025, 01:00", "2025-06-03T00:00:00Z"),
        ("es", "MIÉRCOLES, 5 DE MARZO DE 2025, 1:00 A. M.", "2025-03-05T01:00:00Z"),
        ("pt", "quinta, 6 de Março de 2025 às 01:00", "2025-03-06T01:00:00Z"),
        ("xx", "Friday, 27 June 2025, 1:00 AM", "2025-06-27T00:00:00Z"),
    ],
)
def test_forms_of_real_sites_are_read(language: str, text: str, expected: str) -> None:
    assert MoodleDates(language, LISBON).read(text) == datetime.fromisoformat(expected)


def test_every_date_of_the_recorded_report_is_read() -> None:
    dates = MoodleDates("en", LISBON)
    texts = [row["columns"][place] for row in report_rows() for place in (5, 7)]
    assert len([text for text in texts if text]) == 112
    assert all(dates.read(text) for text in texts if text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "never",
        "27/06/2025",
        "Freitag, 27. Mai 2025 und 28. Mai 2025",
        "Friday, 27 Juni 2025, 1:00 AM",
        "31 February 2025, 1:00 AM",
        "1 June 2025, 13:00 PM",
        "1 June 2025, 0:30 AM",
        "1 June 2025, 25:00",
        "1 June 2025, 1:00 AM and 2:00 AM",
        "1 June 2568, 1:00 AM",
        "June 2025",
    ],
)
def test_anything_else_is_unknown_and_never_a_guess(text: str) -> None:
    assert MoodleDates("en", LISBON).read(text) is None


def test_a_language_whose_months_are_numbers_gives_no_wrong_month() -> None:
    assert MoodleDates("ja", LISBON).read("月 27 2025") is None


def test_the_zone_of_the_site_counts() -> None:
    text = "Friday, 27 June 2025, 1:00 AM"
    new_york = MoodleDates("en", ZoneInfo("America/New_York")).read(text)
    assert new_york == datetime(2025, 6, 27, 5, tzinfo=UTC)
