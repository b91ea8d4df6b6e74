"""What may be shown to whom."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

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


def test_a_path_leaves_out_what_counts_for_what_is_done_or_taken_but_not_that_itself() -> None:
    found = Catalogue(
        [
            CourseFacts("spring", "Spring run", alike=("autumn", "gone")),
            CourseFacts("autumn", "Autumn run", alike=("spring", "gone")),
            CourseFacts("other", "Other"),
        ]
    )
    facts = LearnerFacts("p")
    assert found.open_to(Person(facts, ("gone",))).tolist() == [False, False, True]
    inside = Person(facts, enrolled=frozenset({"autumn"}), hidden=frozenset({"other"}))
    assert found.open_to(inside).tolist() == [False, True, False]


def test_only_the_way_of_learning_that_is_wanted_is_shown() -> None:
    found = Catalogue([CourseFacts("a", "A", mode="workshop"), CourseFacts("b", "B")])
    person = Person(LearnerFacts("p"), mode="workshop")
    assert found.allowed(person).tolist() == [True, False]
    assert found.open_to(person).tolist() == [True, True]


def test_of_two_courses_with_one_id_the_first_counts() -> None:
    assert len(CATALOGUE) == 6
    assert CATALOGUE.courses[0].title == "Plain"


NAMES = [f"c{number}" for number in range(6)]
SOME = st.frozensets(st.sampled_from([*NAMES, "elsewhere"]), max_size=4)
FEW = st.frozensets(st.sampled_from([*NAMES, "elsewhere"]), max_size=1)
AT = datetime(2026, 3, 1, tzinfo=UTC)
MOMENTS = st.sampled_from([None, AT, AT + timedelta(days=2)])


@st.composite
def courses(draw: st.DrawFn) -> list[CourseFacts]:
    return [
        CourseFacts(
            name,
            name,
            visible=draw(st.booleans()),
            enrolable=draw(st.booleans()),
            language=draw(st.sampled_from([None, "de", "en"])),
            mode=draw(st.sampled_from([None, "online"])),
            ends_at=draw(MOMENTS),
            prerequisites=tuple(draw(SOME)),
            alike=tuple(draw(FEW) - {name}),
        )
        for name in NAMES
    ]


@st.composite
def people(draw: st.DrawFn) -> Person:
    return Person(
        LearnerFacts("p", language=draw(st.sampled_from([None, "de_at", "fr"]))),
        tuple(draw(SOME)),
        *(draw(SOME) for _ in range(4)),
        mode=draw(st.sampled_from([None, None, "online"])),
        at=draw(MOMENTS),
    )


def may_be_shown(course: CourseFacts, person: Person, offered: list[CourseFacts]) -> bool:
    """Say by the rules, one after the other, whether a course may be shown to a person."""
    behind = {*person.history, *person.enrolled, *person.not_for_me, *person.later, *person.hidden}
    finished = set(person.history)
    finished |= {each.id for each in offered if set(each.alike) & set(person.history)}
    return (
        course.visible
        and course.enrolable
        and course.id not in behind
        and not {*person.history, *person.enrolled} & set(course.alike)
        and set(course.prerequisites) <= finished
        and (
            course.language is None
            or (person.facts.language or course.language)[:2] == course.language
        )
        and (person.mode is None or course.mode == person.mode)
        and (person.at is None or course.ends_at is None or course.ends_at > person.at)
    )


@given(courses(), st.lists(people(), max_size=5))
def test_a_block_of_people_may_be_shown_what_the_rules_say_for_each(
    offered: list[CourseFacts], asking: list[Person]
) -> None:
    found = Catalogue(offered)
    mask = found.allowed_block(asking)
    assert mask.shape == (len(asking), len(NAMES))
    for person, row in zip(asking, mask, strict=True):
        assert row.tolist() == [may_be_shown(course, person, offered) for course in offered]
        np.testing.assert_array_equal(found.allowed(person), row)
