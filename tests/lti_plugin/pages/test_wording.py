"""Numbers and times in the reader's words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lti_plugin.pages import wording


@pytest.fixture
def english(app: Flask) -> Iterator[None]:
    """A reader of English."""
    with app.test_request_context(headers={"Accept-Language": "en"}):
        yield


@pytest.fixture
def german(app: Flask) -> Iterator[None]:
    """A reader of German."""
    with app.test_request_context(headers={"Accept-Language": "de"}):
        yield


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (1, "1 minute"),
        (18, "18 minutes"),
        (119, "119 minutes"),
        (120, "2 hours"),
        (150, "2.5 hours"),
        (480, "8 hours"),
    ],
)
def test_times_are_minutes_and_from_two_hours_on_hours(minutes: int, words: str) -> None:
    assert wording.duration(minutes) == words


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize(
    ("code", "name"),
    [("de", "German"), ("pt-br", "Portuguese"), ("pt_br", "Portuguese"), ("xx", "xx"), ("?", "?")],
)
def test_languages_are_named(code: str, name: str) -> None:
    assert wording.language_name(code) == name


@pytest.mark.usefixtures("german")
def test_languages_are_named_in_the_readers_own() -> None:
    assert wording.language_name("es") == "Spanisch"
    assert wording.percent(40) == "40\N{NO-BREAK SPACE}%"


@pytest.mark.usefixtures("english")
def test_what_a_job_did_is_told_without_what_it_did_not() -> None:
    found = {"courses_added": 3, "people_added": 0, "completions_changed": 2, "unknown": 7}
    assert wording.counts(found) == "new courses: 3, changed completions: 2"
    assert wording.counts({"people_added": 0}) == "nothing new"


@pytest.mark.usefixtures("english")
def test_a_time_is_told_with_its_day_and_none_as_never() -> None:
    said = wording.when(datetime(2026, 3, 1, 9, 5, tzinfo=UTC))
    assert "Mar 1, 2026" in said
    assert re.search(r"9:05\s*AM", said)
    assert wording.when(None) == "never"


@pytest.mark.usefixtures("english")
def test_percentages_are_whole() -> None:
    assert wording.percent(40.4) == "40%"


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize(
    ("names", "words"),
    [([], ""), (["A"], "A"), (["A", "B"], "A and B"), (["A", "B", "C"], "A, B and C")],
)
def test_names_are_joined(names: list[str], words: str) -> None:
    assert wording.joined(names) == words


def test_the_page_says_its_language(client: FlaskClient) -> None:
    page = client.get("/", headers={"Accept-Language": "de-AT,en;q=0.5"})
    assert '<html lang="de"' in page.text
