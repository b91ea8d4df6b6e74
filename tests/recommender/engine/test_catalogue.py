"""What may be shown to whom."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from recommender.engine.catalogue import Catalogue
from recommender.engine.facts import CourseFacts, LearnerFacts, Person

CATALOGUE = Catalogue(
    [
        CourseFacts("plain", "Plain"),
        CourseFacts("hidden", "Hidden", visible=False),
        CourseFacts("excluded", "Excluded", excluded=True),
        CourseFacts("german", "Deutsch", language="de_ch"),
        CourseFacts("english", "English", language="en"),
        CourseFacts("second", "Second", prerequisites=("plain", "elsewhere")),
        CourseFacts("plain", "The same id again", visible=False),
    ]
)


def allowed(person: Person) -> set[str]:
    mask = CATALOGUE.allowed(person)
    return {name for name, shown in zip(CATALOGUE.ids, mask, strict=True) if shown}


def test_hidden_and_excluded_courses_are_for_nobody() -> None:
    assert allowed(Person(LearnerFacts("p"))) == {"plain", "german", "english"}


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        ("de", {"plain", "german"}),
        ("de-AT", {"plain", "german"}),
        ("EN_us", {"plain", "english"}),
        ("fr", {"plain"}),
        (None, {"plain", "german", "english"}),
    ],
)
def test_a_course_in_another_language_is_not_shown(language: str | None, shown: set[str]) -> None:
    assert allowed(Person(LearnerFacts("p", language=language))) == shown


@pytest.mark.parametrize("why", ["enrolled", "not_for_me", "later"])
def test_courses_set_aside_are_not_shown(why: str) -> None:
    person = Person(LearnerFacts("p"), **{why: frozenset({"plain", "unknown"})})
    assert "plain" not in allowed(person)


def test_a_course_opens_when_all_its_prerequisites_are_finished() -> None:
    assert "second" not in allowed(Person(LearnerFacts("p"), history=("plain",)))
    assert allowed(Person(LearnerFacts("p"), history=("elsewhere", "plain"))) == {
        "second",
        "german",
        "english",
    }


SOON = datetime(2027, 1, 1, tzinfo=UTC)
TIMED = Catalogue(
    [
        CourseFacts("open", "Open"),
        CourseFacts("ends", "Ends", ends_at=SOON),
        CourseFacts("closed", "Closed", enrolable=False),
    ]
)


@pytest.mark.parametrize(
    ("at", "shown"),
    [
        (SOON - timedelta(seconds=1), [True, True, False]),
        (SOON, [True, False, False]),
        (None, [True, True, False]),
    ],
)
def test_what_is_over_or_closed_to_everybody_is_not_shown(
    at: datetime | None, shown: list[bool]
) -> None:
    assert TIMED.allowed(Person(LearnerFacts("p"), at=at)).tolist() == shown


def test_who_is_inside_a_closed_course_may_go_on_with_it() -> None:
    inside = Person(LearnerFacts("p"), enrolled=frozenset({"closed"}), at=SOON)
    assert TIMED.open_to(inside).tolist() == [True, False, True]
    assert TIMED.allowed(inside).tolist() == [True, False, False]


def test_only_the_way_of_learning_that_is_wanted_is_shown() -> None:
    found = Catalogue([CourseFacts("a", "A", mode="workshop"), CourseFacts("b", "B")])
    person = Person(LearnerFacts("p"), mode="workshop")
    assert found.allowed(person).tolist() == [True, False]
    assert found.open_to(person).tolist() == [True, True]


def test_of_two_courses_with_one_id_the_first_counts() -> None:
    assert len(CATALOGUE) == 6
    assert CATALOGUE.courses[0].title == "Plain"
