"""What may be shown to whom."""

from __future__ import annotations

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


def test_of_two_courses_with_one_id_the_first_counts() -> None:
    assert len(CATALOGUE) == 6
    assert CATALOGUE.courses[0].title == "Plain"
