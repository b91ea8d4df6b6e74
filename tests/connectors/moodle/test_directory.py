"""Ids behind names."""

from __future__ import annotations

from connectors.moodle.directory import Directory
from connectors.records import Course, Learner


def test_people_are_found_by_each_of_their_names() -> None:
    directory = Directory()
    directory.add_learner(Learner("7", username="ana", id_number="E7", email="Ana@Example.com"))
    assert directory.learner_id(username="ANA") == "7"
    assert directory.learner_id(id_number="E7") == "7"
    assert directory.learner_id(email="ana@example.COM") == "7"
    assert directory.learner_id("ana", "E999", "x@example.com") == "7"
    assert directory.learner_id("unknown", "E7") == "7"
    assert directory.learner_id() is None


def test_an_address_that_two_people_share_names_neither() -> None:
    directory = Directory()
    directory.add_learner(Learner("7", email="team@example.com"))
    directory.add_learner(Learner("8", email="team@example.com"))
    directory.add_learner(Learner("7", email="team@example.com"))
    assert directory.learner_id(email="team@example.com") is None


def test_the_same_person_twice_is_still_one() -> None:
    directory = Directory()
    for _ in range(2):
        directory.add_learner(Learner("7", username="ana"))
    assert directory.learner_id("ana") == "7"


def test_courses_are_found_by_short_name_number_or_id() -> None:
    directory = Directory()
    directory.add_course(Course("2", "SQL", short_name="C001", id_number="ACME-1"))
    assert directory.course_id("C001") == "2"
    assert directory.course_id("?", "ACME-1") == "2"
    assert directory.course_id() is None
    assert directory.course_id("2") is None
    assert [directory.course_named(text) for text in ("C001", "ACME-1", "2", "3")] == [
        "2",
        "2",
        "2",
        None,
    ]
