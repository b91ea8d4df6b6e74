"""Numbers, times and reasons in the reader's words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lti_plugin.pages import wording
from recommender.engine.explanation import Reason

VALUES = {
    "objective": "Reports in a day",
    "weight": "1.50",
    "course": "100 % SQL",
    "skill": "SQL",
    "category": "Data",
    "tag": "query",
    "topic": "joins",
    "role": "Analyst",
    "target_role": "Engineer",
    "department": "Data",
    "from": "1.00",
    "to": "2.00",
    "required": "3.00",
}


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


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize("key", list(wording.REASONS))
def test_every_reason_is_a_sentence(key: str) -> None:
    sentence = wording.reason(key, VALUES)
    assert sentence.endswith(".")
    assert "%(" not in sentence


def test_what_was_learned_of_people_who_aim_at_a_role_is_told_of_them() -> None:
    """They are not in it yet: nothing is learned here of those who are."""
    for kind in ("course", "skill", "category"):
        said = wording.reason(f"reason.target_role_{kind}", VALUES)
        assert said.startswith("People who aim at Engineer, as you do, ")


def test_a_reason_can_be_worded_where_no_page_is_made() -> None:
    said = wording.reason("reason.category", {"category": "Data"})
    assert said == "You have been learning in Data."
    weighed = {"skill": "SQL", "weight": "1.50", "objective": "Reports in a day"}
    assert "counts SQL 1.5 times as much" in wording.reason("reason.objective", weighed)


def reason(key: str, amount: float, **values: str) -> Reason:
    return Reason(key, values, amount, 0.0)


def test_the_strongest_reason_that_names_something_is_told() -> None:
    vague, skill, tag = reason("a", 3.0), reason("b", 2.0, skill="SQL"), reason("c", 1.0, tag="x")
    assert wording.telling([vague, skill, tag]) is skill
    assert wording.telling([vague, reason("d", 1.0)]) is vague


def test_what_an_earlier_card_told_gives_way_to_something_new_of_like_weight() -> None:
    skill, tag = reason("b", 2.0, skill="SQL"), reason("c", 1.0, tag="x")
    weak = reason("c", 0.9, tag="x")
    assert wording.telling([skill, tag], [skill]) is tag
    assert wording.telling([skill, weak], [skill]) is skill
    assert wording.telling([skill, tag], [skill, tag]) is skill


def test_the_page_says_its_language(client: FlaskClient) -> None:
    page = client.get("/", headers={"Accept-Language": "de-AT,en;q=0.5"})
    assert '<html lang="de"' in page.text
