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
@given(
    moment=st.datetimes(
        datetime(1990, 1, 1), datetime(2099, 1, 1), timezones=st.just(LISBON), allow_imaginary=False
    )
)
def test_every_minute_comes_back_in_every_language(language: str, moment: datetime) -> None:
    moment = moment.replace(second=0, microsecond=0, fold=0)
    text = format_datetime(moment, FORMS[language], tzinfo=LISBON, locale=language)
    assert MoodleDates(language, LISBON).read(text) == moment.astimezone(UTC)


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "Friday, 27 June 2025, 1:00 AM", datetime(2025, 6, 27, 0)),
        ("en", "Sunday, 22 November 2026, 12:35 PM", datetime(2026, 11, 22, 12, 35)),
        ("en", "Saturday, 22 November 2025, 12:00 AM", datetime(2025, 11, 22)),
        ("en", "22 November 2025", datetime(2025, 11, 22)),
        ("en", "Tue, Mar 4, 2025, 13:00:59", datetime(2025, 3, 4, 13, 0, 59)),
        ("en", "2025-11-22 13:05", datetime(2025, 11, 22, 13, 5)),
        ("de", "Mi., 5. Mär. 2025, 3:04 nachmittags", datetime(2025, 3, 5, 15, 4)),
        ("de_du", "Freitag, 27. Juni 2025, 01:00", datetime(2025, 6, 27)),
        ("fr", "vendredi 1er août 2025 à 01h00", datetime(2025, 8, 1)),
        ("fr", "mar. 4 mars 2025, 13\u202fh\u202f05", datetime(2025, 3, 4, 13, 5)),
        ("es", "mar, 4 mar 2025, 1:00\u00a0p.\u00a0m.", datetime(2025, 3, 4, 13)),
        ("es", "MIÉRCOLES, 5 DE MARZO DE 2025, 1:00 A. M.", datetime(2025, 3, 5, 1)),
        ("pt", "quinta, 6 de Março de 2025 às 01:00", datetime(2025, 3, 6, 1)),
        ("xx", "Friday, 27 June 2025, 1:00 AM", datetime(2025, 6, 27)),
    ],
)
def test_forms_of_real_sites_are_read(language: str, text: str, expected: datetime) -> None:
    assert MoodleDates(language, LISBON).read(text) == expected.replace(tzinfo=UTC)


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
